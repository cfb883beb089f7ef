"""The cards of cases in staff's own chat groups: one per case and group, changed when the case moves.

A card names code, topic, group of residents, due day and holder. Words and the first photo of residents stand on it
only where an admin chose that, and never on Telegram. A sealed case has no card; when a case is sealed, its card goes.
"""

from hashlib import sha256

from civics.cases.moves import CaseState
from civics.cases.petitions import Topic
from civics.days import saying
from core import press
from core.message import Button, Media, MediaKind, Outgoing
from core.priority import Priority
from handlers.cases import proving
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.cases import cases, staff_groups
from storage.cases.staff_groups import WORDS_ON, Card, Group, Message
from storage.cases.views import CaseView, first_words
from storage.database.unit import UnitOfWork
from storage.messages import chats, outbox
from storage.messages.chats import Chat
from storage.ward import own_topics
from storage.ward.sight import Reader

DESK, TAKE, BACK = "desk", "take", "back"  # the verb of the buttons under a card, and what they do
_EYES = Reader(0, "officer")  # what any officer may see: never a sealed case
_LONGEST = 600  # characters of a resident's words on a card


def tend(work: UnitOfWork, ward: Ward) -> int:
    """Send the cards that are missing and change those that are old. Gives their number. For the timer."""
    done = 0
    for group in staff_groups.everyone(work):
        if group.channel in ward.shows:
            chat = chats.get(work, group.chat_id)
            done += sum(_tend_one(work, ward, group, chat, each) for each in staff_groups.due(work, group))
    return done


def _tend_one(work: UnitOfWork, ward: Ward, group: Group, chat: Chat, card: Card) -> bool:
    if card.sealed:
        return _remove(work, ward, group, chat, card)
    case = cases.view(work, card.case_id, reader=_EYES)
    outgoing = _card(ward, group, chat, case, work=work)
    shown = sha256(outgoing.text.encode()).hexdigest()
    if shown == card.shown:
        staff_groups.put(work, group, card, shown=shown)
        return False
    key = staff_groups.key(group, card.case_id)
    said = staff_groups.message(work, group, card.case_id)
    if said is None:
        voice.send(work, ward, chat, outgoing, priority=Priority.NOTICE, once=key)
    elif said.state == "sending":
        return False  # its id is not known yet: the next round changes it
    elif said.state == "waiting":
        outbox.replace(work, key, outgoing)
    else:
        _change(work, ward, chat, outgoing, said)
    staff_groups.put(work, group, card, shown=shown)
    return True


def _change(work: UnitOfWork, ward: Ward, chat: Chat, outgoing: Outgoing, said: Message) -> None:
    """Change a card that has left; where that cannot be done, a new message says what is true now."""
    edits = said.message_id if ward.shows_of(chat.channel).edits else ""
    new = Outgoing(outgoing.text, rows=outgoing.rows, edits=edits)
    voice.send(work, ward, chat, new, priority=Priority.NOTICE, thread=said.thread)


def _remove(work: UnitOfWork, ward: Ward, group: Group, chat: Chat, card: Card) -> bool:
    """The case is sealed: its card is deleted where that can be done, and says nothing any more elsewhere."""
    said = staff_groups.message(work, group, card.case_id)
    gone = voice.sentence(ward, chat, "staff_group.card_gone")
    if said is not None and said.state == "waiting":
        outbox.replace(work, staff_groups.key(group, card.case_id), Outgoing(gone))
    elif said is not None and said.message_id and ward.shows_of(chat.channel).edits:
        out = Outgoing(gone, deletes=(said.message_id,))
        voice.send(work, ward, chat, out, priority=Priority.NOTICE, thread=said.thread)
    elif said is not None and said.state == "sending":
        return False
    staff_groups.drop(work, card)
    return True


def _card(ward: Ward, group: Group, chat: Chat, case: CaseView, *, work: UnitOfWork) -> Outgoing:
    def say(key: str, **values: object) -> str:
        return voice.sentence(ward, chat, key, **values)

    topic = own_topics.titles(work).get(case.topic) or say(f"civics.topic.{Topic.of(case.topic)}")
    due = saying.say_date(ward.words, "vi", case.due_at, work.now) if case.due_at else say("staff_group.no_date")
    lines = [
        (say("staff_group.urgent") + " " if case.urgent else "") + f"{case.code} · {topic}",
        say("staff_group.card_where", unit=case.unit or say("staff_group.no_unit"), due=due),
        say("staff_group.card_state", state=say(f"civics.state.{case.state}"),
            officer=case.officer or say("staff_group.nobody")),
    ]  # fmt: skip
    if case.unread:
        lines.append(say("staff_group.card_unread"))
    if group.shows_words and group.channel in WORDS_ON:
        lines += ["", f"“{first_words(case.text, _LONGEST)}”"]
    link = f"{ward.settings.public_url}/console/cases/{case.code}"
    rows: tuple[tuple[Button, ...], ...] = ()
    if ward.shows_of(chat.channel).group_buttons:
        opened = Button(say("staff_group.open"), url=link)
        take = Button(say("staff_group.take"), press.write(DESK, TAKE, case.id))
        rows = ((take, opened),) if case.officer_id is None and case.state == CaseState.NEW else ((opened,),)
    else:
        lines += ["", link, say("staff_group.card_how", code=case.code)]
    opens = f"{case.code} · {topic}" if group.topics else ""
    return Outgoing("\n".join(lines), rows=rows, media=_photo(group, case), topic=opens)


def _photo(group: Group, case: CaseView) -> tuple[Media, ...]:
    """The first photo as people may see it, for a new card; what an officer has hidden in it is hidden here too."""
    found = proving.before(case) if group.shows_words and group.channel in WORDS_ON else None
    if found is None:
        return ()
    return (Media(MediaKind.PHOTO, found.shown, found.name, "image/jpeg", found.size),)
