"""Personal data of this subject: whose a case is, in which chat it is answered, and the words of the petition."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update

from storage.cases import opened
from storage.database.holdings import Holding, Whom
from storage.database.unit import UnitOfWork
from storage.messages.personal import blank
from storage.tables.cases import case_followers, cases, entries, entry_messages, pointers
from storage.tables.messages import chats, outbox
from storage.tables.opened import public_cases
from storage.tables.people import persons
from storage.tables.reaches import case_reaches
from storage.tables.staff_groups import staff_groups


def _files(work: UnitOfWork, whom: Whom) -> None:
    """Cut the links from finished cases to the person's chats. The cases stay."""
    over = cases.c.id.in_(whom.over)
    work.conn.execute(update(cases).where(over).values(resident_id=None, resident_blind=None))
    work.conn.execute(update(cases).where(over, cases.c.origin != "group").values(chat_id=None, chat_blind=None))


def _timelines(work: UnitOfWork, whom: Whom) -> None:
    private = _private(whom)
    blank(work, outbox.c.case_id.in_(private))
    said = select(entries.c.id).where(entries.c.case_id.in_(private))
    work.conn.execute(delete(entry_messages).where(entry_messages.c.entry_id.in_(said)))
    work.conn.execute(update(entries).where(entries.c.case_id.in_(private)).values(chat_id=None, message_id=""))
    links = {"link": None, "link_until": None}  # nobody reads an answer by a link any more
    work.conn.execute(update(case_reaches).where(case_reaches.c.case_id.in_(private)).values(**links))


def _private(whom: Whom) -> Any:
    return select(cases.c.id).where(cases.c.id.in_(whom.over), cases.c.origin != "group")


def _pointers(work: UnitOfWork, whom: Whom) -> None:
    """Remove pointers to group messages of the person that nobody has agreed to file yet."""
    for mine in _pointed(work, whom):
        asked = and_(mine, pointers.c.case_id.is_(None))
        work.conn.execute(update(pointers).where(asked).values(raw=b"", expires_at=work.now))


def _authors(work: UnitOfWork, whom: Whom) -> None:
    for mine in _pointed(work, whom):
        work.conn.execute(update(pointers).where(mine).values(author=""))


def _pointed(work: UnitOfWork, whom: Whom) -> Iterator[ColumnElement[bool]]:
    """Conditions for pointers to messages of the person, one per account."""
    for each in work.conn.execute(select(persons).where(persons.c.resident_id == whom.resident_id)).all():
        there = select(chats.c.id).where(chats.c.channel == each.channel, chats.c.bot == each.bot)
        yield and_(pointers.c.author == each.person, pointers.c.chat_id.in_(there))


def _following(work: UnitOfWork, whom: Whom) -> None:
    work.conn.execute(delete(case_followers).where(case_followers.c.chat_id.in_(whom.chat_ids)))


def _opened(work: UnitOfWork, whom: Whom) -> None:
    opened.forget(work, (*whom.owed, *whom.over))


_LAW = "a petition is kept until its retention ends (Luật 91/2025/QH15 Điều 14: where another law asks for it)"

HOLDINGS = (
    Holding("a chat group of the ward's staff", (staff_groups.c.chat_id,), stays="it is no resident's chat"),
    Holding("what is shown of a case on the public page",
            (public_cases.c.title, public_cases.c.body, public_cases.c.answer, public_cases.c.place,
             public_cases.c.folded), at_once=_opened),
    Holding("cases of others that are followed", (case_followers.c.chat_id,), at_once=_following),
    Holding("group messages that somebody wants to file", (pointers.c.chat_id, pointers.c.author, pointers.c.raw),
            at_once=_pointers, later=_authors, stays="the group's own chat"),
    Holding("a case's timeline", (entries.c.chat_id, entries.c.text, entry_messages.c.chat_id), at_once=_timelines,
            later=_timelines, stays=_LAW),
    Holding("whose a case is, and where it is answered",
            (cases.c.chat_id, cases.c.resident_id, cases.c.chat_blind, cases.c.resident_blind), at_once=_files,
            later=_files, stays="a case under way keeps both: an answer is owed"),
    Holding("what a petition says", (cases.c.name, cases.c.phone, cases.c.text, cases.c.place), stays=_LAW),
)  # fmt: skip
