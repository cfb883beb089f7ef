"""What a resident is told when staff act on their case: taken, forwarded, answered, late. Never the content."""

from datetime import timedelta

from civics.days import saying
from core.message import Outgoing
from core.priority import Priority
from handlers.cases import cards, chief, consenting
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.cases import notices as case_notices
from storage.cases.notices import Told
from storage.cases.untrue import REALLY, take_questions_back
from storage.database.unit import UnitOfWork
from storage.messages import chats, windows
from storage.messages.stored import About

AFTER = timedelta(seconds=61)  # after the answer, which waits a minute in case the officer changes their mind


def taken(work: UnitOfWork, ward: Ward, case_id: int) -> None:
    """Tell that somebody works on the case now."""
    _tell(work, ward, case_id, "taken")


def forwarded(work: UnitOfWork, ward: Ward, case_id: int) -> None:
    """Tell that the case went to another body."""
    _tell(work, ward, case_id, "forwarded")


def duplicate(work: UnitOfWork, ward: Ward, case_id: int, *, of: str) -> None:
    """Tell that the case is a duplicate of another one, and the code of that one."""
    told = case_notices.told(work, case_id)
    if told is None:
        return
    said = voice.tell(
        work, ward, chats.get(work, told.chat_id), "talk.told_duplicate", priority=Priority.NOTICE, case=told.case_id,
        sealed=told.sealed, reply_to=told.group_message_id, code=told.code, of=of,
    )  # fmt: skip
    case_notices.record(work, told, said.outgoing.text)


def asking(work: UnitOfWork, ward: Ward, chat_id: int, *, code: str, text: str) -> Outgoing:
    """A question of staff as it is sent, in the resident's language, with a line on how to answer it."""
    return Outgoing(voice.sentence(ward, chats.get(work, chat_id), "talk.asked", code=code, text=text))


def sides(work: UnitOfWork, ward: Ward, chat_id: int, *, code: str, text: str) -> Outgoing:
    """An answer with a picture of before and after, and a line in the resident's language that says which is which."""
    return Outgoing(voice.sentence(ward, chats.get(work, chat_id), "talk.sides", code=code, text=text))


def answered(work: UnitOfWork, ward: Ward, case_id: int, *, entry_id: int) -> None:
    """Ask after an answer whether the matter is really done. The question is taken back together with the answer.

    After several answers in a row only the last one asks: an earlier question that nobody has seen yet is removed.
    """
    told = case_notices.told(work, case_id)
    if told is None or told.kind in {"khieu_nai", "to_cao"}:
        return  # an answer in a chat settles neither: the law asks for a written decision
    take_questions_back(work, case_id)
    chat = chats.get(work, told.chat_id)
    labels = (voice.sentence(ward, chat, "talk.done_yes"), voice.sentence(ward, chat, "talk.done_no"))
    text = voice.sentence(ward, chat, "talk.really_done", code=told.code)
    rows = (*cards.feedback_rows(labels, case_id), *consenting.chip(work, ward, chat, case_id))
    voice.send(
        work, ward, chat,
        Outgoing(text, rows=rows, reply_to=told.group_message_id),
        priority=Priority.REPLY, about=About(case_id, entry_id, sealed=told.sealed), once=f"{REALLY}{entry_id}",
        due_at=windows.in_time(work, told.chat_id, work.now + AFTER),
    )  # fmt: skip


def late(work: UnitOfWork, ward: Ward, *, limit: int = 50) -> int:
    """Tell residents whose case passed its date, once each, and the ward's chief. Gives the number told.

    For the timer.
    """
    due = case_notices.newly_late(work, limit=limit)
    reported = chief.tell(work, ward, due)
    for told in due:
        if told.chat_id:
            _send(work, ward, told, "late_reported" if reported and not told.sealed else "late")
    return len(due)


def _tell(work: UnitOfWork, ward: Ward, case_id: int, what: str) -> None:
    told = case_notices.told(work, case_id)
    if told is not None:
        _send(work, ward, told, what)


def _send(work: UnitOfWork, ward: Ward, told: Told, what: str) -> None:
    chat = chats.get(work, told.chat_id)
    words, lang = ward.words, chat.lang or "vi"
    by = told.due_at if what.startswith("late") else told.promised_at  # one promise, the same from filing to the answer
    when = saying.say_moment(words, lang, by, work.now) if by else ""
    key = f"talk.told_{what}" if when or what != "taken" else "talk.told_taken_no_date"
    said = voice.tell(
        work, ward, chat, key, priority=Priority.NOTICE, case=told.case_id, sealed=told.sealed,
        reply_to=told.group_message_id, code=told.code, when=when, to=told.forwarded_to,
    )  # fmt: skip
    case_notices.record(work, told, said.outgoing.text)
