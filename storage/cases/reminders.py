"""Reminders: on a day, a member of staff is reminded of a case by a short line. No resident ever sees one.

A reminder that goes "with the case" is not open while the case is over, and is open again when the case is. The others
stay until somebody ticks them off. While somebody is away, the colleague who stands in sees theirs too, but those of
sealed cases: who may read one is decided by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update

from civics.cases.moves import Why
from civics.cases.states import DONE
from civics.days.calendar import day_of
from core.errors import ConflictError, NotFoundError
from core.text import normal
from storage.cases.acts import acting, may_hold
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.people import staff
from storage.tables.reminders import reminders
from storage.tables.teams import handovers
from storage.ward import audit
from storage.ward.sight import Reader, may_know

MOST = 20  # open ones of a case
LONGEST = 200  # letters
FURTHEST = timedelta(days=366)
_SHOWN = timedelta(days=1)  # for so long one that ended is still shown, so that the end can be undone


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder. `over`: its case is over. `moved_from`: its day before the last move."""

    id: int
    case_id: int
    code: str
    sealed: bool
    over: bool
    text: str
    due_on: date
    moved_from: date | None
    with_case: bool
    ended_at: datetime | None
    for_id: int
    for_name: str
    by_name: str


@dataclass(frozen=True, slots=True)
class Due:
    """Reminders of one account that fall due and were not told. `ids`: of the reminders."""

    staff_id: int
    ids: tuple[int, ...]


_whose, _author = staff.alias("whose"), staff.alias("author")
_FOUND = (
    select(
        reminders.c.id, reminders.c.case_id, cases.c.code, cases.c.sealed, cases.c.state.in_(DONE), reminders.c.text,
        reminders.c.due_on, reminders.c.moved_from, reminders.c.with_case, reminders.c.ended_at, reminders.c.for_id,
        _whose.c.name, _author.c.name,
    )
    .join(cases, cases.c.id == reminders.c.case_id)
    .join(_whose, _whose.c.id == reminders.c.for_id)
    .join(_author, _author.c.id == reminders.c.by_id)
)  # fmt: skip
_WAITS = and_(reminders.c.ended_at.is_(None), or_(reminders.c.with_case.is_(False), cases.c.state.not_in(DONE)))


def add(
    work: UnitOfWork, case_id: int, *, for_id: int, text: str, due_on: date, by: Reader, with_case: bool = False
) -> int:
    """Remind an account on that day in Viet Nam; returns the reminder's id.

    Raises NotFoundError, NotAllowedError when that account may not read the case, ConflictError: EMPTY, WHEN, TOO_MANY.
    """
    row, said = acting(work, case_id, by=by, version=None), normal(text).strip()[:LONGEST]
    may_hold(work, row, for_id)
    if not said:
        raise ConflictError("A reminder says of what.", why=Why.EMPTY)
    _must_be_ahead(work, due_on)
    open_ones = select(func.count()).where(reminders.c.case_id == case_id, reminders.c.ended_at.is_(None))
    if work.conn.execute(open_ones).scalar_one() >= MOST:
        raise ConflictError(f"A case has at most {MOST} reminders.", why=Why.TOO_MANY)
    made: int = work.conn.execute(
        insert(reminders)
        .values(
            case_id=case_id, for_id=for_id, by_id=by.staff_id, due_on=due_on, with_case=with_case, made_at=work.now,
            text=work.seal.close_text(said) if row.sealed else said,
        )
        .returning(reminders.c.id)
    ).scalar_one()  # fmt: skip
    _record(work, "case.reminder_set", case_id, by, made)
    return made


def end(work: UnitOfWork, case_id: int, reminder_id: int, *, by: Reader) -> None:
    """Tick it off; nothing changes when it is over. Raises NotFoundError, NotAllowedError."""
    if _mine(work, case_id, reminder_id, by=by).ended_at is None:
        _write(work, reminder_id, ended_at=work.now)
        _record(work, "case.reminder_done", case_id, by, reminder_id)


def again(work: UnitOfWork, case_id: int, reminder_id: int, *, by: Reader) -> None:
    """Undo the tick. Raises NotFoundError, NotAllowedError."""
    if _mine(work, case_id, reminder_id, by=by).ended_at is not None:
        _write(work, reminder_id, ended_at=None)
        _record(work, "case.reminder_back", case_id, by, reminder_id)


def move(work: UnitOfWork, case_id: int, reminder_id: int, *, due_on: date, by: Reader) -> None:
    """Move it to another day. To undo it, move it back to `moved_from`.

    Raises NotFoundError, NotAllowedError, ConflictError: WHEN; NOT_NOW when it is over.
    """
    row = _mine(work, case_id, reminder_id, by=by)
    if row.ended_at is not None:
        raise ConflictError("It is over.", why=Why.NOT_NOW)
    back = due_on == row.moved_from
    if not back:
        _must_be_ahead(work, due_on)
    if due_on != row.due_on:
        _write(work, reminder_id, due_on=due_on, moved_from=None if back else row.due_on)
        _record(work, "case.reminder_moved", case_id, by, reminder_id)


def of_case(work: UnitOfWork, case_id: int, *, reader: Reader) -> list[Reminder]:
    """The case's open reminders by day, and those that ended a moment ago. Everybody who reads the case sees them."""
    lately = or_(reminders.c.ended_at.is_(None), reminders.c.ended_at > work.now - _SHOWN)
    return _read(work, reminders.c.case_id == case_id, lately, may_know(work, reader))


def mine(work: UnitOfWork, *, reader: Reader, ahead: timedelta) -> list[Reminder]:
    """The open reminders of the reader, and of those for whom they stand in, late or due within `ahead`, by day.

    With those that ended since yesterday. An observer has none.
    """
    if reader.observes:
        return []
    until = day_of(work.now) + ahead
    state = or_(and_(_WAITS, reminders.c.due_on <= until), reminders.c.ended_at > work.now - _SHOWN)
    return _read(work, _whose_are(reader.staff_id), state, may_know(work, reader))


def due(work: UnitOfWork, on: date, *, limit: int = 50) -> list[Due]:
    """The accounts with open reminders that are due on that day or before, and of which nobody was told that day.

    A reminder of somebody who is away counts for their stand-in, unless the case is sealed. Who may no longer read the
    case is not told.
    """
    waits = and_(
        _WAITS, reminders.c.due_on <= on, or_(reminders.c.told_on.is_(None), reminders.c.told_on < reminders.c.due_on)
    )
    away = and_(handovers.c.staff_id == reminders.c.for_id, handovers.c.ended_at.is_(None), cases.c.sealed.is_(False))
    to_id = func.coalesce(handovers.c.to_id, reminders.c.for_id)
    rows = work.conn.execute(
        select(to_id, reminders.c.id, reminders.c.case_id)
        .join(cases, cases.c.id == reminders.c.case_id)
        .outerjoin(handovers, away)
        .where(waits)
        .order_by(reminders.c.due_on, reminders.c.id)
        .limit(limit)
    ).all()
    found: dict[int, list[int]] = {}
    for staff_id, reminder_id, case_id in rows:
        found.setdefault(staff_id, [])
        if _reads(work, staff_id, case_id):
            found[staff_id].append(reminder_id)
        else:
            told(work, [reminder_id], on)
    return [Due(staff_id, tuple(ids)) for staff_id, ids in found.items() if ids]


def told(work: UnitOfWork, ids: Sequence[int], on: date) -> None:
    """Record that their account was told on that day."""
    work.conn.execute(update(reminders).where(reminders.c.id.in_(ids)).values(told_on=on))


def _reads(work: UnitOfWork, staff_id: int, case_id: int) -> bool:
    row = work.conn.execute(select(staff).where(staff.c.id == staff_id, staff.c.disabled_at.is_(None))).one_or_none()
    if row is None:
        return False
    reader = Reader(row.id, row.role, row.reads_sealed, row.unit_id)
    seen = select(cases.c.id).where(cases.c.id == case_id, may_know(work, reader))
    return not reader.observes and work.conn.execute(seen).first() is not None


def _whose_are(staff_id: int) -> ColumnElement[bool]:
    """Whether a reminder is that account's, or of somebody for whom it stands in."""
    away = select(handovers.c.staff_id).where(handovers.c.to_id == staff_id, handovers.c.ended_at.is_(None))
    return or_(reminders.c.for_id == staff_id, and_(reminders.c.for_id.in_(away), cases.c.sealed.is_(False)))


def _mine(work: UnitOfWork, case_id: int, reminder_id: int, *, by: Reader) -> Row[Any]:
    acting(work, case_id, by=by, version=None)
    one = reminders.c.id == reminder_id, reminders.c.case_id == case_id
    row = work.conn.execute(select(reminders).where(*one).with_for_update()).one_or_none()
    if row is None:
        raise NotFoundError("There is no such reminder in this case.")
    return row


def _must_be_ahead(work: UnitOfWork, day: date) -> None:
    today = day_of(work.now)
    if not today <= day <= today + FURTHEST:
        raise ConflictError("That day is past, or too far.", why=Why.WHEN)


def _read(work: UnitOfWork, *which: ColumnElement[bool]) -> list[Reminder]:
    rows = work.conn.execute(_FOUND.where(*which).order_by(reminders.c.due_on, reminders.c.id))
    found = [Reminder(*row) for row in rows]
    return [replace(each, text=work.seal.open_text(each.text)) if each.sealed else each for each in found]


def _write(work: UnitOfWork, reminder_id: int, **values: object) -> None:
    work.conn.execute(update(reminders).where(reminders.c.id == reminder_id).values(**values))


def _record(work: UnitOfWork, act: str, case_id: int, by: Reader, reminder_id: int) -> None:
    audit.record(work, act, actor=by.actor, staff_id=by.staff_id, case_id=case_id, reminder=reminder_id)
