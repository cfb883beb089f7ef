"""Template messages that say that an answer is there: which are due, and what became of each.

Such a message costs money and cannot be taken back, so it is sent once: a try of which nobody knows whether it arrived
is not repeated, and the person is on the list of those to call.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from civics.cases.reaching import Reached, Way
from storage.cases.reaching import ZALO, Reach, get, phone, ways, write
from storage.database.unit import UnitOfWork
from storage.messages import outbox, windows
from storage.tables.cases import cases
from storage.tables.messages import chats
from storage.tables.reaches import case_reaches
from storage.ward import audit

LINK_LIVES = timedelta(days=30)
_CLAIM = timedelta(minutes=2)  # a claim that nobody ended is doubtful then


@dataclass(frozen=True, slots=True)
class Errand:
    """A template message to be sent. `to`: the account's id of the person, or their telephone (84…); `link`: a key."""

    id: int
    way: Way
    bot: str
    to: str
    code: str
    link: str
    chat_id: int
    tries: int


def failed(work: UnitOfWork, errand_id: int, *, says: str) -> Reach | None:
    """The way does not lead to the person. Gives the row, for the next way; None when it is over meanwhile."""
    row = _sending(work, errand_id)
    if row is None:
        return None
    tried = ",".join(dict.fromkeys((*ways(row.tried), row.way)))
    write(work, errand_id, state=Reached.CALL, tried=tried, why=says[:32], due_at=None)
    audit.record(work, "reach.failed", actor=audit.SYSTEM, case_id=row.case_id, entry=row.entry_id, way=row.way)
    return get(work, errand_id)


def told(work: UnitOfWork, errand_id: int, *, message_id: str) -> None:
    """The platform took the template message."""
    row = _sending(work, errand_id)
    if row is not None:
        values = {"told_at": work.now, "told_by": row.way, "message_id": message_id[:64], "due_at": None}
        write(work, errand_id, state=Reached.TOLD, **values)
        audit.record(work, "reach.told", actor=audit.SYSTEM, case_id=row.case_id, entry=row.entry_id, way=row.way)


def doubtful(work: UnitOfWork, errand_id: int) -> None:
    """Nobody knows whether it arrived, and it is not paid for twice: somebody calls."""
    failed(work, errand_id, says="send.doubtful")


def not_now(work: UnitOfWork, errand_id: int, *, wait: timedelta) -> None:
    """It was surely not sent, and is tried again later."""
    if _sending(work, errand_id) is not None:
        write(work, errand_id, state=Reached.WAITS, due_at=work.now + wait)


def still_open(work: UnitOfWork, errand_id: int, *, last: datetime) -> bool:
    """The person did something at `last`: if their free window is open by that, what was kept leaves instead."""
    row = _sending(work, errand_id)
    if row is None:
        return True
    chat_id = work.conn.execute(select(cases.c.chat_id).where(cases.c.id == row.case_id)).scalar()
    if chat_id is None or not windows.reopened(work, chat_id, last=last):
        return False
    outbox.release(work, chat_id)
    write(work, errand_id, state=Reached.TOLD, told_at=work.now, due_at=None)
    return True


def _sending(work: UnitOfWork, errand_id: int) -> Row[*tuple[Any, ...]] | None:
    mine = case_reaches.c.id == errand_id, case_reaches.c.state == Reached.SENDING
    return work.conn.execute(select(case_reaches).where(*mine).with_for_update()).one_or_none()


def claim(work: UnitOfWork, *, limit: int = 10) -> list[Errand]:
    """The template messages that are due, now marked as being sent; a try counts when it begins.

    One that another process marked and did not end within two minutes is doubtful.
    """
    for lost in _due(work, Reached.SENDING, limit):
        doubtful(work, lost)
    return [each for errand_id in _due(work, Reached.WAITS, limit) if (each := _errand(work, errand_id)) is not None]


def _due(work: UnitOfWork, state: Reached, limit: int) -> Sequence[int]:
    wanted = (
        select(case_reaches.c.id)
        .where(case_reaches.c.state == state, case_reaches.c.due_at <= work.now)
        .order_by(case_reaches.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return work.conn.execute(wanted).scalars().all()


def _errand(work: UnitOfWork, errand_id: int) -> Errand | None:
    row = work.conn.execute(
        select(
            case_reaches.c.way, case_reaches.c.tries, case_reaches.c.case_id, cases.c.code, cases.c.sealed,
            cases.c.resident_id, cases.c.chat_id, chats.c.bot, chats.c.chat, chats.c.channel,
        )
        .join(cases, cases.c.id == case_reaches.c.case_id)
        .outerjoin(chats, chats.c.id == cases.c.chat_id)
        .where(case_reaches.c.id == errand_id)
    ).one()  # fmt: skip
    way = Way(row.way)
    to = phone(work, row.resident_id) if way is Way.PHONE else row.chat if row.channel == ZALO else ""
    write(work, errand_id, state=Reached.SENDING, due_at=work.now + _CLAIM, tries=row.tries + 1)
    if not to or row.sealed:
        failed(work, errand_id, says="send.gone")
        return None
    key = secrets.token_urlsafe(16)
    write(work, errand_id, link=digest(work, key), link_until=work.now + LINK_LIVES)
    return Errand(errand_id, way, row.bot or "", to, row.code, key, row.chat_id, row.tries + 1)


def digest(work: UnitOfWork, key: str) -> str:
    """What is stored of a one-time link."""
    return work.seal.name("reach link", key)


def next_due(work: UnitOfWork) -> datetime | None:
    """When a template message, or the end of a claim, is due next; none when none waits. UTC."""
    states = case_reaches.c.state.in_((Reached.WAITS.value, Reached.SENDING.value))
    found: datetime | None = work.conn.execute(select(func.min(case_reaches.c.due_at)).where(states)).scalar()
    return found
