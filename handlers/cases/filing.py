"""How words become a case, and which date the ward may honestly promise for it."""

from functools import lru_cache

from civics.cases import petitions
from civics.days import saying
from civics.hearing.hear import Heard, hear
from civics.hearing.kinds import asks_the_way
from civics.hearing.topics import guess_topic
from civics.hearing.urgency import urgency
from core.message import Quoted
from core.text import fold, head
from dialogs.engine.ear import phrases, plain
from dialogs.scripts.petition import Petition
from handlers.cases import files
from handlers.replies import alongside
from handlers.replies.turn import Turn
from handlers.replies.ward import Ward
from storage.cases import cases
from storage.cases.cases import Filed, Filing
from storage.media import attachments
from storage.media.file_rows import Owner
from storage.messages.runs import Run
from storage.people.residents import Resident
from storage.ward import boundaries, ward


def names_wrongdoing(ward: Ward, text: str, heard: Heard | None = None) -> bool:
    """Whether the words may be a denunciation, so that they stay sealed until it is known.

    It says yes rather too often.

    `heard`: what the words mean, if that is known already.
    """
    if _says_one(phrases(ward.words, "talk.denouncing"), text):
        return not asks_the_way(text)
    return bool(text) and (hear(text, ()) if heard is None else heard).sealed


@lru_cache(maxsize=2)  # several rules ask it of one message; so few, that no words stay here for long
def _says_one(marks: frozenset[str], text: str) -> bool:
    """Whether the text has one of the phrases."""
    loose = fold(text)
    folded = f" {plain(loose)} "
    return any(f" {mark} " in folded or (not mark.isascii() and mark in loose) for mark in marks)


def from_petition(turn: Turn, run: Run, petition: Petition, *, message_ids: tuple[str, ...] = ()) -> Filed:
    """The case of a finished petition. It is the same case, however often this is called."""
    danger = urgency(petition.text)
    topic = petition.topic or guess_topic(petition.text)
    return cases.file(
        turn.work,
        Filing(
            kind=petition.kind.value,
            text=petition.text,
            topic=str(topic or "khac"),
            chat_id=turn.chat.id,
            resident_id=turn.resident.id,
            run_id=run.id,
            name=petition.name or ("" if petition.kind in petitions.SEALED else turn.incoming.person_name),
            place=petition.place_words,
            point=petition.point,
            unit_id=petition.unit_id,
            message_ids=message_ids,
            anonymous=petition.kind in petitions.SEALED and not petition.name,
            urgent=bool(danger.level) or petition.urgent,
            emergency=",".join(sorted(each.value for each in danger.kinds)),
        ),
        prefix=turn.ward.settings.case_prefix,
    )


def from_group(turn: Turn, author: Resident, quoted: Quoted, *, picked: str = "") -> Filed:
    """The case of a group message whose author agreed. It is answered in the group, under that message.

    `picked`: the part of the message that the person who asked for the filing meant.
    """
    text = quoted.text or turn.words("talk.only_files")
    danger = urgency(quoted.text)
    topic = guess_topic(quoted.text)
    filed = cases.file(
        turn.work,
        Filing(
            kind=petitions.PetitionKind.PHAN_ANH.value,
            text=alongside.in_words(turn, text, forwarded=quoted.forwarded, picked=picked),
            topic=topic.value if topic else "khac",
            origin="group",
            chat_id=turn.chat.id,
            resident_id=author.id,
            name=quoted.person_name,
            group_message_id=quoted.message_id,
            group_quote=head(quoted.text, 200),
            urgent=bool(danger.level),
            emergency=",".join(sorted(each.value for each in danger.kinds)),
        ),
        prefix=turn.ward.settings.case_prefix,
    )
    for part, media in enumerate(quoted.media):
        attachments.want(
            turn.work, media, part=part, message_id=quoted.message_id, album=quoted.album, chat_id=turn.chat.id,
            case_id=filed.case_id,
        )  # fmt: skip
        if files.is_too_big(media):
            files.tell_too_big(turn, media, Owner(None, filed.case_id, None, filed.sealed, turn.chat.id))
    return filed


def unit_id(turn: Turn, heard: Heard) -> int | None:
    """The id of the unit that the words name; otherwise of the unit in which the message's pin is."""
    named = next((each.id for each in ward.units_now(turn.work) if heard.unit and each.code == heard.unit), None)
    return named or boundaries.unit_at(turn.work, turn.incoming.point)


def promise(turn: Turn, filed: Filed) -> str:
    """By when the ward promises a result, in words.

    The date is the same at filing, when an officer takes it, and on the card.

    None for a khiếu nại or tố cáo, because there is no valid đơn yet.
    """
    if filed.promised_at is None:
        return ""
    return turn.words(
        "talk.promise_ward", when=saying.say_moment(turn.ward.words, turn.lang, filed.promised_at, turn.work.now)
    )
