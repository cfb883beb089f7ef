"""The roll of households as it is now: search, adding, removing, and the representative of each household.

Every addition or removal makes a new version of the roll. A consultation counts the version of its opening.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, select, update

from civics.ward.roll import Entry
from civics.ward.why import RollWhy
from core.errors import ConflictError, NotFoundError
from core.message import Json
from core.text import fold
from storage.database.unit import UnitOfWork
from storage.tables.households import household_acts, household_claims, household_codes, households, roll_versions
from storage.tables.people import staff
from storage.ward import audit

IMPORT, ADD, REMOVE = "import", "add", "remove"
_LOCK = 6_215_012  # for changes of the roll, on PostgreSQL


@dataclass(frozen=True, slots=True)
class Household:
    """One household of the roll. `phone` is empty when unknown; `gone`: it left the roll."""

    id: int
    unit_id: int
    code: str
    representative: str
    phone: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Act:
    """An event of a household. `by`: the name of the member of staff, empty when it happened in the chat."""

    act: str
    detail: Mapping[str, Json]
    by: str
    at: datetime


_COLUMNS = (
    households.c.id, households.c.unit_id, households.c.code, households.c.representative, households.c.phone,
    households.c.until,
)  # fmt: skip


def get(work: UnitOfWork, household_id: int) -> Household:
    """One household, even if it left the roll. Raises NotFoundError."""
    row = work.conn.execute(select(*_COLUMNS).where(households.c.id == household_id)).first()
    if row is None:
        raise NotFoundError("no such household")
    return _made(work, row)


def by_code(work: UnitOfWork, code: str) -> Household | None:
    """The household with that code that is on the roll now."""
    row = work.conn.execute(select(*_COLUMNS).where(households.c.code == code, standing())).first()
    return None if row is None else _made(work, row)


def page(
    work: UnitOfWork, *, unit_id: int | None = None, words: str = "", after: tuple[int, str] = (0, ""), limit: int = 100
) -> list[Household]:
    """Households on the roll, by unit and code, after the one with `after` (unit's id, code)."""
    wanted: Select[tuple[int, int, str, str, str, int | None]] = select(*_COLUMNS).where(standing())
    if unit_id is not None:
        wanted = wanted.where(households.c.unit_id == unit_id)
    for each in fold(words).split()[:6]:
        wanted = wanted.where(households.c.folded.contains(each, autoescape=True))
    unit, code = after
    behind = (households.c.unit_id > unit) | ((households.c.unit_id == unit) & (households.c.code > code))
    rows = work.conn.execute(wanted.where(behind).order_by(households.c.unit_id, households.c.code).limit(limit))
    return [_made(work, row) for row in rows]


def totals(work: UnitOfWork) -> dict[int, int]:
    """How many households each unit has, without empty units."""
    rows = work.conn.execute(
        select(households.c.unit_id, func.count()).where(standing()).group_by(households.c.unit_id)
    )
    return {unit_id: number for unit_id, number in rows}  # noqa: C416  # rows are not pairs to mypy


def count(work: UnitOfWork, units: Sequence[int]) -> int:
    """How many households these units have; 0 while one of them has none, because then the roll is not complete."""
    known, wanted = totals(work), set(units)
    return sum(known[each] for each in wanted) if wanted <= known.keys() else 0


def version(work: UnitOfWork) -> int:
    """The number of the present version, 0 before the first."""
    found: int = work.conn.execute(select(func.coalesce(func.max(roll_versions.c.number), 0))).scalar_one()
    return found


def history(work: UnitOfWork, household_id: int, *, limit: int = 100) -> list[Act]:
    """The events of a household, the newest first."""
    rows = work.conn.execute(
        select(
            household_acts.c.act,
            household_acts.c.detail,
            func.coalesce(staff.c.name, "").label("by"),
            household_acts.c.at,
        )
        .select_from(household_acts.outerjoin(staff, staff.c.id == household_acts.c.staff_id))
        .where(household_acts.c.household_id == household_id)
        .order_by(household_acts.c.id.desc())
        .limit(limit)
    )
    return [Act(*row) for row in rows]


def add(work: UnitOfWork, entry: Entry, *, staff_id: int) -> int:
    """Add a household to the roll; returns its id. Raises ConflictError for a code that is in use."""
    if by_code(work, entry.code) is not None:
        raise ConflictError(RollWhy.CODE_STANDS)
    number = new_version(work, ADD, staff_id=staff_id, more=1)
    made: int = work.conn.execute(
        insert(households).values(**row_of(work, entry), since=number).returning(households.c.id)
    ).scalar_one()
    note(work, made, "added", staff_id=staff_id)
    return made


def remove(work: UnitOfWork, household_id: int, *, staff_id: int) -> None:
    """Remove a household from the roll. Nobody speaks for it any more; running consultations keep it."""
    lock(work)
    found = get(work, household_id)
    if found.gone:
        raise ConflictError(RollWhy.GONE)
    number = new_version(work, REMOVE, staff_id=staff_id, more=-1)
    take_off(work, [household_id], number=number)
    note(work, household_id, "removed", staff_id=staff_id)


def take_off(work: UnitOfWork, ids: Sequence[int], *, number: int) -> None:
    """End these households with that version, and their codes and claims too."""
    work.conn.execute(update(households).where(households.c.id.in_(ids)).values(until=number))
    void_codes(work, household_codes.c.household_id.in_(ids))
    holding = household_claims.c.household_id.in_(ids), household_claims.c.ended_at.is_(None)
    work.conn.execute(update(household_claims).where(*holding).values(ended_at=work.now))


def represent(work: UnitOfWork, household_id: int, name: str, *, phone: str, same_person: bool, staff_id: int) -> None:
    """Set another representative (or, with `same_person`, correct the name). Raises ConflictError, NotFoundError.

    With another person, the former speaker in the chat becomes a member, and an unused slip becomes invalid.
    """
    lock(work)
    found = get(work, household_id)
    if found.gone:
        raise ConflictError(RollWhy.GONE)
    if not name:
        raise ConflictError(RollWhy.NO_NAME)
    if (name, phone) == (found.representative, found.phone):
        return
    values = {"representative": name, "phone": work.seal.close_text(phone), "folded": folded(found.code, name)}
    work.conn.execute(update(households).where(households.c.id == household_id).values(**values))
    if name == found.representative:
        note(work, household_id, "phone", staff_id=staff_id)
        return
    act = "respelt" if same_person else "represented"
    note(work, household_id, act, staff_id=staff_id, before=found.representative, after=name)
    if not same_person:
        void_codes(work, household_codes.c.household_id == household_id)
        mine = household_claims.c.household_id == household_id, household_claims.c.ended_at.is_(None)
        work.conn.execute(update(household_claims).where(*mine).values(speaks=False))


def lock(work: UnitOfWork) -> None:
    """Allow only one change of the roll at a time. An opening waits for it too."""
    # SQLite has one writer. PostgreSQL needs a lock, because before the first version there is no row to lock. Such a
    # lock is the whole database's, and wards may share one
    if work.postgres:
        work.conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(func.current_schema(), _LOCK))))


def new_version(work: UnitOfWork, act: str, *, staff_id: int, more: int) -> int:
    """Make a new version of the roll with so many more households; returns its number."""
    lock(work)
    number = version(work) + 1
    total = sum(totals(work).values()) + more
    work.conn.execute(insert(roll_versions).values(number=number, act=act, total=total, staff_id=staff_id, at=work.now))
    audit.record(work, f"roll.{act}", actor=audit.STAFF, staff_id=staff_id, version=number, households=total)
    return number


def note(work: UnitOfWork, household_id: int, act: str, /, *, staff_id: int | None = None, **detail: Json) -> None:
    """Write one line of a household's history, and one without names in the trail."""
    work.conn.execute(
        insert(household_acts).values(
            household_id=household_id, act=act, detail=detail, staff_id=staff_id, at=work.now
        )
    )  # fmt: skip
    actor = audit.STAFF if staff_id else audit.RESIDENT
    audit.record(work, f"household.{act}", actor=actor, staff_id=staff_id, household=household_id)


def void_codes(work: UnitOfWork, *which: ColumnElement[bool]) -> int:
    """Delete codes that are no longer valid, each with a line in its household's history; returns their number."""
    gone = work.conn.execute(
        household_codes.delete().where(*which).returning(household_codes.c.household_id, household_codes.c.speaks)
    ).all()
    if gone:
        acts = [
            {"household_id": row.household_id, "act": "void", "detail": {"speaks": row.speaks}, "at": work.now}
            for row in gone
        ]
        work.conn.execute(insert(household_acts), acts)
        audit.record(work, "household.void", actor=audit.SYSTEM, codes=len(gone))
    return len(gone)


def standing() -> ColumnElement[bool]:
    """Whether a household is on the roll now."""
    return households.c.until.is_(None)


def row_of(work: UnitOfWork, entry: Entry) -> dict[str, object]:
    """The columns of a household."""
    return {
        "unit_id": entry.unit_id, "code": entry.code, "representative": entry.representative,
        "phone": work.seal.close_text(entry.phone), "folded": folded(entry.code, entry.representative),
    }  # fmt: skip


def folded(code: str, representative: str) -> str:
    """The text that the search looks through."""
    return fold(f"{code} {representative}")


def _made(work: UnitOfWork, row: Any) -> Household:  # a row of _COLUMNS
    ident, unit_id, code, representative, phone, until = row
    return Household(ident, unit_id, code, representative, work.seal.open_text(phone), until is not None)
