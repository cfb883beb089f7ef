"""The registers of requests about personal data and of breaches, with their deadlines (NĐ 356/2025 Điều 5, 28).

What people wrote is sealed. The trail says what was recorded and when, never the words.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from civics.personal_data import Asked, DataWhy, Kind, acknowledge_by, breach_due, due, problem
from core.clock import in_vietnam
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.tables.data_requests import data_breaches, data_requests
from storage.ward import alerts, audit, days

LONGEST = 2000
SOON = timedelta(hours=12)  # before the end of 72 hours, staff are told


@dataclass(frozen=True, slots=True)
class Request:
    """One request with its deadlines. `due_on`: with the extension, if the person was told of it in time."""

    id: int
    asked: Asked
    who: str
    acknowledge_by: date
    acknowledged_on: date | None
    due_on: date
    done_on: date | None
    answer: str


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach, and the deadline for notifying the authority."""

    id: int
    what: str
    found_at: datetime
    due_at: datetime
    notified_at: datetime | None
    measures: str


@dataclass(frozen=True, slots=True)
class Steps:
    """What was done about a request so far."""

    acknowledged_on: date | None = None
    extended_told_on: date | None = None
    done_on: date | None = None
    answer: str = ""


def add(work: UnitOfWork, asked: Asked, *, who: str, staff_id: int) -> int:
    """Register a request; returns its id. Raises ConflictError for an empty name or a day in the future."""
    said = normal(who).strip()[:LONGEST]
    if not said:
        raise ConflictError(DataWhy.WHO)
    if asked.received_on > in_vietnam(work.now).date():
        raise ConflictError(DataWhy.AHEAD)
    made: int = work.conn.execute(
        insert(data_requests)
        .values(
            kind=asked.kind.value, who=work.seal.close_text(said), received_on=asked.received_on,
            processor=asked.processor, staff_id=staff_id,
        )
        .returning(data_requests.c.id)
    ).scalar_one()  # fmt: skip
    audit.record(work, "data.asked", actor=audit.STAFF, staff_id=staff_id, request=made, kind=asked.kind.value)
    return made


def step(work: UnitOfWork, request_id: int, steps: Steps, *, staff_id: int) -> None:
    """Record what was done. Raises ConflictError for a day in the future or before the request, or a late extension."""
    row = work.conn.execute(select(data_requests).where(data_requests.c.id == request_id).with_for_update()).first()
    if row is None:
        raise NotFoundError("There is no such request.")
    days = [day for day in (steps.acknowledged_on, steps.extended_told_on, steps.done_on) if day is not None]
    if any(day > in_vietnam(work.now).date() for day in days):
        raise ConflictError(DataWhy.AHEAD)
    if any(day < row.received_on for day in days):
        raise ConflictError(DataWhy.BEFORE)
    if problem(Asked(Kind(row.kind), row.received_on, row.processor, steps.extended_told_on)) is not None:
        raise ConflictError(DataWhy.TOLD_LATE)
    answer = normal(steps.answer).strip()[:LONGEST]
    work.conn.execute(
        update(data_requests)
        .where(data_requests.c.id == request_id)
        .values(
            acknowledged_on=steps.acknowledged_on, extended_told_on=steps.extended_told_on, done_on=steps.done_on,
            answer=work.seal.close_text(answer) if answer else "",
        )
    )  # fmt: skip
    after = {
        name: day.isoformat()
        for name in ("acknowledged_on", "extended_told_on", "done_on")
        if (day := getattr(steps, name))
    }
    audit.record(work, "data.step", actor=audit.STAFF, staff_id=staff_id, request=request_id, after=after)


def add_breach(work: UnitOfWork, what: str, *, found_at: datetime, staff_id: int) -> int:
    """Register a breach; returns its id. Raises ConflictError for an empty description or a time in the future."""
    said = normal(what).strip()[:LONGEST]
    if not said:
        raise ConflictError(DataWhy.WHAT)
    if found_at > work.now:
        raise ConflictError(DataWhy.AHEAD)
    made: int = work.conn.execute(
        insert(data_breaches)
        .values(what=work.seal.close_text(said), found_at=found_at, staff_id=staff_id)
        .returning(data_breaches.c.id)
    ).scalar_one()
    audit.record(work, "data.breach", actor=audit.STAFF, staff_id=staff_id, breach=made)
    return made


def notified(work: UnitOfWork, breach_id: int, at: datetime, *, measures: str, staff_id: int) -> None:
    """Record when the authority was notified, and what was done.

    Raises ConflictError for a time in the future or before the breach was found.
    """
    row = work.conn.execute(select(data_breaches).where(data_breaches.c.id == breach_id)).first()
    if row is None:
        raise NotFoundError("There is no such breach.")
    if at > work.now or at < row.found_at:
        raise ConflictError(DataWhy.AHEAD if at > work.now else DataWhy.BEFORE)
    said = normal(measures).strip()[:LONGEST]
    values = {"notified_at": at, "measures": work.seal.close_text(said) if said else ""}
    work.conn.execute(update(data_breaches).where(data_breaches.c.id == breach_id).values(**values))
    audit.record(work, "data.notified", actor=audit.STAFF, staff_id=staff_id, breach=breach_id)


def requests(work: UnitOfWork, *, limit: int = 200) -> list[Request]:
    """The requests: first the open ones, then the newest."""
    rows = select(data_requests).order_by(data_requests.c.done_on.is_not(None), data_requests.c.id.desc()).limit(limit)
    return [_request(work, row) for row in work.conn.execute(rows)]


def breaches(work: UnitOfWork, *, limit: int = 100) -> list[Breach]:
    """The breaches, the newest first."""
    opened = work.seal.open_text
    rows = select(data_breaches).order_by(data_breaches.c.id.desc()).limit(limit)
    return [
        Breach(row.id, opened(row.what), row.found_at, breach_due(row.found_at), row.notified_at, opened(row.measures))
        for row in work.conn.execute(rows)
    ]


def alert_due(work: UnitOfWork) -> int:
    """Alert once about each request and breach whose deadline is near or past; returns how many. For the timer."""
    today, told = in_vietnam(work.now).date(), 0
    rows = select(data_requests).where(data_requests.c.done_on.is_(None), data_requests.c.alerted_at.is_(None))
    for row in work.conn.execute(rows).all():
        found = _request(work, row)
        owed = found.acknowledged_on is None and found.acknowledge_by <= today
        if owed or found.due_on <= today:
            told += alerts.sound(work, "data_due", detail=f"request {row.id}", unique_key=f"data_due:{row.id}")
            work.conn.execute(update(data_requests).where(data_requests.c.id == row.id).values(alerted_at=work.now))
    rows = select(data_breaches).where(data_breaches.c.notified_at.is_(None), data_breaches.c.alerted_at.is_(None))
    for row in work.conn.execute(rows).all():
        if work.now >= breach_due(row.found_at) - SOON:
            told += alerts.sound(work, "data_breach", detail=f"breach {row.id}", unique_key=f"data_breach:{row.id}")
            work.conn.execute(update(data_breaches).where(data_breaches.c.id == row.id).values(alerted_at=work.now))
    return told


def _request(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> Request:
    asked = Asked(Kind(row.kind), row.received_on, row.processor, row.extended_told_on)
    return Request(
        row.id, asked, work.seal.open_text(row.who), acknowledge_by(asked, days.known(work)),
        row.acknowledged_on, due(asked),
        row.done_on, work.seal.open_text(row.answer),
    )  # fmt: skip
