"""How residents react to a bulletin: answers to its question, keywords, replies that become cases; and trials."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.bulletins.rules import BulletinState
from core.errors import ConflictError
from core.message import Outgoing
from core.priority import Priority
from storage.database.unit import UnitOfWork
from storage.messages.stored import body_of
from storage.tables.bulletins import bulletin_answers, bulletin_bodies, bulletin_cases, bulletins
from storage.tables.cases import cases
from storage.tables.messages import bulk, lanes, outbox
from storage.ward import audit

CURRENT = timedelta(days=45)  # how long after its start a bulletin's keywords and question work
TRIAL = timedelta(minutes=30)
TRIAL_WORD = "XEM"
_LETTERS = "ABCDEHKMNPRTUVXY34679"
_TOLD = (BulletinState.SPREADING, BulletinState.SENDING, BulletinState.PAUSED, BulletinState.DONE)


@dataclass(frozen=True, slots=True)
class Current:
    """A bulletin that people can still answer."""

    id: int
    title: str
    text: str
    fills: dict[str, str]
    keywords: dict[str, str]
    question: str
    choices: list[str]
    state: str
    shown_on_page: bool
    started_at: datetime | None


_COLUMNS = [bulletins.c[name] for name in Current.__dataclass_fields__]


def current(work: UnitOfWork, *, limit: int = 30) -> list[Current]:
    """The bulletins of the last 45 days that were neither stopped nor recalled, newest first."""
    found = select(*_COLUMNS).where(
        bulletins.c.state.in_([each.value for each in _TOLD]), bulletins.c.started_at > work.now - CURRENT
    )
    return [
        Current(*row)
        for row in work.conn.execute(found.order_by(bulletins.c.started_at.desc(), bulletins.c.id.desc()).limit(limit))
    ]


def some(work: UnitOfWork, ids: Sequence[int]) -> list[Current]:
    """These bulletins, the oldest first, in any state."""
    found = select(*_COLUMNS).where(bulletins.c.id.in_(ids)).order_by(bulletins.c.id)
    return [Current(*row) for row in work.conn.execute(found)]


def one(work: UnitOfWork, bulletin_id: int) -> Current | None:
    """The bulletin, if people can still answer it."""
    return next((each for each in current(work) if each.id == bulletin_id), None)


def by_keyword(work: UnitOfWork, word: str) -> tuple[Current, str] | None:
    """The newest bulletin with that keyword, and what the keyword starts."""
    return next(((each, each.keywords[word]) for each in current(work) if word in each.keywords), None)


def of_message(work: UnitOfWork, chat_id: int, message_id: str) -> int | None:
    """The bulletin of which a message of ours was a part."""
    if not message_id:
        return None
    found: int | None = work.conn.execute(
        select(outbox.c.bulletin_id).where(
            outbox.c.chat_id == chat_id, outbox.c.message_id == message_id, outbox.c.bulletin_id.is_not(None)
        )
    ).scalar()
    return found


def asked_last(work: UnitOfWork, chat_id: int) -> int | None:
    """The bulletin, if its parts are the last messages that we sent in the chat."""
    row = work.conn.execute(
        select(outbox.c.bulletin_id)
        .where(outbox.c.chat_id == chat_id, outbox.c.state == "sent", outbox.c.priority >= Priority.REPLY)
        .order_by(outbox.c.sent_at.desc(), outbox.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else row[0]


def answer(work: UnitOfWork, bulletin_id: int, chat_id: int, choice: int) -> Current:
    """Store a chat's answer to the question; it replaces an earlier answer.

    Raises ConflictError when the bulletin is over.
    """
    found = one(work, bulletin_id)
    if found is None or not 0 <= choice < len(found.choices):
        raise ConflictError("Nobody asks that any more.")
    row = (postgresql if work.postgres else sqlite).insert(bulletin_answers)
    row = row.values(bulletin_id=bulletin_id, chat_id=chat_id, choice=choice, at=work.now)
    work.conn.execute(
        row.on_conflict_do_update(
            index_elements=["bulletin_id", "chat_id"], set_={"choice": choice, "at": work.now}
        )
    )  # fmt: skip
    return found


def tally(work: UnitOfWork, bulletin_id: int, choices: Sequence[str]) -> list[int]:
    """How many chats chose each choice, in the order of the choices. Nobody sees who chose what."""
    rows = work.conn.execute(
        select(bulletin_answers.c.choice, func.count())
        .where(bulletin_answers.c.bulletin_id == bulletin_id)
        .group_by(bulletin_answers.c.choice)
    )
    counted = {choice: number for choice, number in rows}  # noqa: C416  # rows are not pairs to mypy
    return [counted.get(place, 0) for place in range(len(choices))]


def link_case(work: UnitOfWork, case_id: int, bulletin_id: int) -> None:
    """The case began as a reply to that bulletin. Safe to repeat."""
    row = (postgresql if work.postgres else sqlite).insert(bulletin_cases)
    work.conn.execute(row.values(case_id=case_id, bulletin_id=bulletin_id).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class Answered:
    """A case that began as a reply. A sealed one is not in the list, because it has become a denunciation."""

    code: str
    state: str
    filed_at: datetime
    text: str


def cases_of(work: UnitOfWork, bulletin_id: int, *, limit: int = 50) -> tuple[int, list[Answered]]:
    """How many cases began as a reply to it, and the newest of them."""
    mine = (
        select(cases.c.code, cases.c.state, cases.c.filed_at, cases.c.text)
        .join(bulletin_cases, bulletin_cases.c.case_id == cases.c.id)
        .where(bulletin_cases.c.bulletin_id == bulletin_id, cases.c.sealed.is_(False))
    )
    number: int = work.conn.execute(select(func.count()).select_from(mine.subquery())).scalar_one()
    rows = work.conn.execute(mine.order_by(cases.c.id.desc()).limit(limit))
    return number, [Answered(*row) for row in rows]


def of_case(work: UnitOfWork, case_id: int) -> tuple[int, str] | None:
    """The bulletin to which a case replies: its id and its headline with placeholders."""
    row = work.conn.execute(
        select(bulletins.c.id, bulletins.c.title)
        .join(bulletin_cases, bulletin_cases.c.bulletin_id == bulletins.c.id)
        .where(bulletin_cases.c.case_id == case_id)
    ).one_or_none()
    return None if row is None else (row.id, row.title)


def waiting_for(work: UnitOfWork, chat_id: int) -> list[int]:
    """The bulletins that are held for a chat until its person writes."""
    rows = work.conn.execute(
        select(outbox.c.bulletin_id)
        .where(outbox.c.chat_id == chat_id, outbox.c.state == "held", outbox.c.bulletin_id.is_not(None))
        .distinct()
    )
    return sorted(rows.scalars())


def bring(work: UnitOfWork, chat_id: int) -> int:
    """Send what is held for a chat, because its person asked for it.

    Returns the number of bulletins. Ended ones stay.
    """
    live = select(bulletins.c.id).where(bulletins.c.state.in_([each.value for each in _TOLD]))
    found = work.conn.execute(
        update(outbox)
        .where(outbox.c.chat_id == chat_id, outbox.c.state == "held", outbox.c.bulletin_id.in_(live))
        .values(state="waiting", due_at=work.now, error="", says="")
        .returning(outbox.c.bulletin_id)
    ).scalars().all()  # fmt: skip
    if found:
        _wake(work, chat_id)
    return len(set(found))


def _wake(work: UnitOfWork, chat_id: int) -> None:
    sooner = func.least if work.postgres else func.min
    at: Any = lanes.c.ready_at
    work.conn.execute(
        update(lanes)
        .where(lanes.c.chat_id == chat_id)
        .values(ready_at=sooner(func.coalesce(at, work.now), work.now), priority=sooner(lanes.c.priority, bulk))
    )
    work.ring("outbox")


def trial(work: UnitOfWork, bulletin_id: int, staff_id: int) -> str:
    """A word for a trial: whoever writes it to the bot in the next half hour gets the bulletin as it will look."""
    code = TRIAL_WORD + "".join(secrets.choice(_LETTERS) for _ in range(5))
    work.conn.execute(
        update(bulletins)
        .where(bulletins.c.id == bulletin_id)
        .values(trial_code=code, trial_until=work.now + TRIAL)
    )  # fmt: skip
    audit.record(work, "bulletin.tried", actor=audit.STAFF, staff_id=staff_id, bulletin=bulletin_id)
    return code


def on_trial(work: UnitOfWork, word: str, channel: str) -> list[Outgoing]:
    """The parts that this trial word brings on a channel; none for another word."""
    if not (word.startswith(TRIAL_WORD) and len(word) == len(TRIAL_WORD) + 5):
        return []
    found = work.conn.execute(
        select(bulletins.c.id).where(bulletins.c.trial_code == word, bulletins.c.trial_until > work.now)
    ).scalar()
    if found is None:
        return []
    rows = work.conn.execute(
        select(bulletin_bodies.c.channel, bulletin_bodies.c.body)
        .where(bulletin_bodies.c.bulletin_id == found, bulletin_bodies.c.channel.in_([channel, ""]))
        .order_by(bulletin_bodies.c.part)
    ).all()
    named = [row for row in rows if row.channel == channel]
    return [body_of(work, row.body) for row in named or rows]


def trial_of(work: UnitOfWork, bulletin_id: int) -> tuple[str, datetime] | None:
    """The present trial word, and how long it works."""
    row = work.conn.execute(
        select(bulletins.c.trial_code, bulletins.c.trial_until).where(
            bulletins.c.id == bulletin_id, bulletins.c.trial_until > work.now
        )
    ).one_or_none()
    return None if row is None or row.trial_code is None else (row.trial_code, row.trial_until)
