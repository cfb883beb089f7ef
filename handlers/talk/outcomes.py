"""The effect of a finished dialog: a case, a consent, words added to a case, or another dialog."""

from dataclasses import dataclass
from typing import TypeAlias

from civics.cases.petitions import NEED_SIGNED_FORM, SEALED, PetitionKind
from core.message import Button, Json, Outgoing
from dialogs.engine.hear import FROM
from dialogs.scripts.board import BoardLetter, BoardProposal, NoBoard, NoBoardToWrite
from dialogs.scripts.contest import NoContest, Played
from dialogs.scripts.forum import Joined, NewQuestion, NoForum
from dialogs.scripts.not_done import NotDone
from dialogs.scripts.petition import Follows, Petition, ToSealedChannel
from dialogs.scripts.poll import Ballot, NoPoll
from dialogs.scripts.rate import NoChannel, RatedChannel
from dialogs.scripts.reception import NoDay, Visit
from dialogs.scripts.reply import BulletinReply
from dialogs.scripts.small import AskedQuestion, Belongs, Consents, SecretWord
from dialogs.scripts.still import Still
from handlers.cases import adding, filing, followers, reasons, witnesses
from handlers.people import consents
from handlers.polls import polling
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.talk import boards, contests, forum, rates, visits
from storage.bulletins import talk as bulletin_talk
from storage.cases import cases
from storage.media import attachments
from storage.messages import chats, runs
from storage.messages.runs import Run
from storage.people import residents
from storage.ward import ward


@dataclass(frozen=True, slots=True)
class Next:
    """Another dialog to begin, with the answers that are known already."""

    dialog: str
    answers: dict[str, Json]
    files_of_run: int | None = None


def keeps_answers(result: object) -> bool:
    """Whether `finish` stores the run's last answers, together with its end."""
    return isinstance(result, Petition | AskedQuestion)


def finish(turn: Turn, run: Run, result: object) -> Next | None:
    """Give the result its effect. The run is over afterwards."""
    match result:
        case Petition():
            return _file(turn, run, result)
        case Follows() | Still():
            return _of_others(turn, run, result)
        case AskedQuestion():
            return _file(turn, run, Petition(PetitionKind.HOI, result.text, result.media))
        case BulletinReply():
            return _file_reply(turn, run, result)
        case ToSealedChannel() | Consents() | SecretWord():
            _keep_no_answers(turn, run, result)
        case (
            Ballot()
            | NoPoll()
            | Played()
            | NoContest()
            | Joined()
            | NewQuestion()
            | NoForum()
            | RatedChannel()
            | NoChannel()
            | BoardProposal()
            | NoBoard()
        ):
            _public(turn, run, result)
        case Visit() | NoDay() | BoardLetter() | NoBoardToWrite():
            return _to_the_ward(turn, run, result)
        case NotDone():
            return _reason(turn, run, result)
        case Belongs():
            return _belongs(turn, run, result)
        case _:
            raise TypeError(type(result).__name__)
    return None


_Public: TypeAlias = (
    Ballot | NoPoll | Played | NoContest | Joined | NewQuestion | NoForum | RatedChannel | NoChannel | BoardProposal
    | NoBoard
)  # fmt: skip


def _public(turn: Turn, run: Run, result: _Public) -> None:
    """A ballot on a draft, an attempt in a law contest, a question for a dialogue, a proposal of a board."""
    match result:
        case Ballot():
            polling.cast(turn, run, result)
        case NoPoll():
            polling.nothing(turn, run)
        case RatedChannel() | NoChannel():
            rates.over(turn, run, result)
        case BoardProposal() | NoBoard():
            boards.over(turn, run, result)
        case Played() | NoContest():
            contests.over(turn, run, result)
        case _:
            forum.over(turn, run, result)


def _to_the_ward(turn: Turn, run: Run, result: Visit | NoDay | BoardLetter | NoBoardToWrite) -> Next | None:
    """Book a slot; if somebody was faster, the person chooses once more. Or take a letter to a board.

    What may be a denunciation becomes no letter: its words go on as a petition, which seals them.
    """
    if isinstance(result, BoardLetter | NoBoardToWrite):
        words = boards.wrote(turn, run, result)
        return Next("petition", {"text": words}) if words else None
    if isinstance(result, Visit):
        return None if visits.book(turn, run, result) else Next("visit", {})
    visits.no_day(turn, run)
    return None


def _keep_no_answers(turn: Turn, run: Run, result: ToSealedChannel | Consents | SecretWord) -> None:
    """Remove what may not stay in a run's answers: a denunciation where none is taken, and a secret word."""
    runs.end(turn.work, run.id, "dropped")
    match result:
        case ToSealedChannel():
            attachments.drop_run(turn.work, run.id)
            turn.say("talk.to_web", chat=turn.ward.web_chat)
        case Consents():
            consents.keep(turn, result)
            turn.say("talk.consents_kept", *menu_rows(turn))
        case SecretWord():
            if result.word:
                residents.set_recovery(turn.work, turn.resident.id, result.word)
            turn.say("welcome.word_kept" if result.word else "welcome.no_word")


def _file(turn: Turn, run: Run, petition: Petition) -> Next | None:
    told = run.answers.get(FROM)
    ids = tuple(told) if isinstance(told, dict) else ()
    filed = filing.from_petition(turn, run, petition, message_ids=ids)
    if filed.sealed:  # the run looks abandoned, because no run may lead to a sealed case
        runs.end(turn.work, run.id, "dropped")
    else:
        runs.end(turn.work, run.id, "done", case_id=filed.case_id, last=run)
    if filed.again:
        return None
    key = _words_for(petition.kind)
    text = turn.words(key, code=filed.code, due=filing.promise(turn, filed), reception=_reception(turn))
    rows = _card_rows(turn) if filed.sealed else (*_card_rows(turn), *consents.phone_offer(turn))
    turn.send(
        Outgoing(text, rows=rows, card=filed.code), case_id=filed.case_id, sealed=filed.sealed,
        unique_key=f"ack:{filed.case_id}",
    )  # fmt: skip
    if turn.chat.open_case_id is not None:
        chats.open_case(turn.work, turn.chat.id, None)
    return None


def _of_others(turn: Turn, run: Run, result: Follows | Still) -> Next | None:
    """Follow the other case, or tell its officer. Where neither is possible any more, the words become a report."""
    if isinstance(result, Still):
        return None if witnesses.keep(turn, run, result) else _anew(run)
    if followers.follow(turn, run, result.case_id):
        return None
    runs.end(turn.work, run.id, "done")
    answers = {key: value for key, value in run.answers.items() if key in {"text", "photos", "place", FROM}}
    return Next("petition", answers, files_of_run=run.id)


def _card_rows(turn: Turn) -> tuple[tuple[Button, ...], ...]:
    """The button for a recovery word, on the card with the code of the case. Only where a chat can be lost."""
    return ((turn.button("welcome.set_word", "menu.word"),),) if turn.shows.cards else ()


def _file_reply(turn: Turn, run: Run, reply: BulletinReply) -> Next | None:
    """File an answer to a bulletin as a case. Staff see beside the case which bulletin it answers."""
    told = run.answers.get(FROM)
    petition = Petition(PetitionKind.HOI, reply.text, reply.media)
    filed = filing.from_petition(turn, run, petition, message_ids=tuple(told) if isinstance(told, dict) else ())
    runs.end(turn.work, run.id, "done", case_id=filed.case_id)
    if reply.bulletin:
        bulletin_talk.link_case(turn.work, filed.case_id, reply.bulletin)
    if filed.again:
        return None
    text = turn.words("bulletin.reply_filed", code=filed.code, due=filing.promise(turn, filed))
    turn.send(
        Outgoing(text, rows=_card_rows(turn), card=filed.code), case_id=filed.case_id, unique_key=f"ack:{filed.case_id}"
    )
    return None


def _words_for(kind: PetitionKind) -> str:
    if kind in SEALED:
        return "talk.filed_sealed"
    if kind in NEED_SIGNED_FORM:
        return "talk.filed_formal"
    return "talk.filed_question" if kind is PetitionKind.HOI else "talk.filed"


def _reception(turn: Turn) -> str:
    place = ward.setting(turn.work, "reception.place") or turn.words("talk.reception_place")
    hours = ward.setting(turn.work, "reception.hours") or turn.words("talk.reception_hours")
    return turn.words("talk.reception", place=place, hours=hours)


def _reason(turn: Turn, run: Run, reason: NotDone) -> Next | None:
    """Add a reason to its case. If that case is gone meanwhile, the reason becomes a petition of its own."""
    if reasons.keep(turn, run, reason) or not (reason.text or reason.media):
        return None
    return _anew(run)


def _anew(run: Run) -> Next:
    """The words and files of this run as a petition."""
    answers = {key: value for key, value in run.answers.items() if key in {"text", "photos", FROM}}
    return Next("petition", answers, files_of_run=run.id)


def _belongs(turn: Turn, run: Run, result: Belongs) -> Next | None:
    answers = {key: value for key, value in run.answers.items() if key in {"text", "photos", "place", FROM}}
    if result.case_id is None:
        runs.end(turn.work, run.id, "done")
        return Next("petition", answers, files_of_run=run.id)
    own = cases.own(turn.work, result.case_id, turn.resident.id, sealed=turn.shows.sealed)
    if own is None:
        runs.end(
            turn.work, run.id, "done"
        )  # this person may no longer add to the case: the words become a case of their own
        turn.say("talk.no_such_case")
        return Next("petition", answers, files_of_run=run.id)
    adding.draft_to(turn, run, own)
    runs.end(turn.work, run.id, "done", case_id=own.id)
    return None
