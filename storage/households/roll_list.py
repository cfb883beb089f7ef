"""The roll as the desk sees it: pages of households, with the number of people who belong to each in the chat."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from core.text import fold
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.households.households import Household
from storage.tables.households import household_acts, household_claims, household_codes, roll_versions
from storage.tables.households import households as rows
from storage.tables.people import staff

PAGE = 50
CLAIMED, SLIP, NONE = "claimed", "slip", "none"
STATES = (CLAIMED, SLIP, NONE)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which households to list. `state`: it has a speaker, it has an unused slip, or neither; "" for all."""

    unit_id: int | None = None
    words: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A household of the list. `members` belong to it in the chat; `speakers` of them may vote for it."""

    household: Household
    members: int
    speakers: int
    slip: bool

    @property
    def state(self) -> str:
        """One of STATES."""
        return CLAIMED if self.speakers else SLIP if self.slip else NONE


@dataclass(frozen=True, slots=True)
class UnitLine:
    """The roll of one unit, in numbers."""

    unit_id: int
    total: int
    claimed: int
    slips: int


@dataclass(frozen=True, slots=True)
class Version:
    """What made a version of the roll. `act` is `households.IMPORT`, ADD or REMOVE."""

    number: int
    act: str
    total: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Represented:
    """A household whose representative changed."""

    household_id: int
    code: str
    before: str
    after: str
    by: str
    at: datetime


def page(work: UnitOfWork, wanted: Filter, *, after: tuple[int, str] = (0, "")) -> tuple[list[Line], bool]:
    """Households after the one with `after` (unit's id, code), at most PAGE, and whether there are more."""
    unit, code = after
    behind = (rows.c.unit_id > unit) | ((rows.c.unit_id == unit) & (rows.c.code > code))
    columns = select(
        rows.c.id, rows.c.unit_id, rows.c.code, rows.c.representative, rows.c.phone,
        _held(speaks=False), _held(speaks=True), _slip(work),
    )  # fmt: skip
    found = work.conn.execute(
        columns.where(*_where(work, wanted), behind).order_by(rows.c.unit_id, rows.c.code).limit(PAGE + 1)
    ).all()
    lines = [Line(_household(work, row), row[5], row[6], bool(row[7])) for row in found[:PAGE]]
    return lines, len(found) > PAGE


def count(work: UnitOfWork, wanted: Filter) -> int:
    """How many households fit the filter."""
    found: int = work.conn.execute(select(func.count()).select_from(rows).where(*_where(work, wanted))).scalar_one()
    return found


def by_unit(work: UnitOfWork) -> list[UnitLine]:
    """Each unit that has households, with the number of speakers and of unused slips."""
    totals = households.totals(work)
    claimed = _per_unit(work, _spoken())
    slips = _per_unit(work, and_(~_spoken(), _slip(work)))
    return [UnitLine(each, totals[each], claimed.get(each, 0), slips.get(each, 0)) for each in sorted(totals)]


def versions(work: UnitOfWork, *, limit: int = 20) -> list[Version]:
    """The versions of the roll, the newest first."""
    columns = (roll_versions.c.number, roll_versions.c.act, roll_versions.c.total, staff.c.name, roll_versions.c.at)
    found = select(*columns).join(staff, staff.c.id == roll_versions.c.staff_id)
    return [Version(*row) for row in work.conn.execute(found.order_by(roll_versions.c.number.desc()).limit(limit))]


def represented(work: UnitOfWork, *, limit: int = 20) -> list[Represented]:
    """The changes of representatives, the newest first."""
    found = (
        select(
            rows.c.id, rows.c.code, household_acts.c.detail, func.coalesce(staff.c.name, "").label("by"),
            household_acts.c.at,
        )
        .select_from(
            household_acts.join(rows, rows.c.id == household_acts.c.household_id)
            .outerjoin(staff, staff.c.id == household_acts.c.staff_id)
        )
        .where(household_acts.c.act == "represented")
        .order_by(household_acts.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return [
        Represented(
            row.id, row.code, str(row.detail.get("before", "")), str(row.detail.get("after", "")), row.by, row.at
        )
        for row in work.conn.execute(found)
    ]


def _household(work: UnitOfWork, row: Any) -> Household:  # the first columns of a row of `page`
    ident, unit_id, code, representative, phone, *_ = row
    return Household(ident, unit_id, code, representative, work.seal.open_text(phone), gone=False)


def _where(work: UnitOfWork, wanted: Filter) -> list[ColumnElement[bool]]:
    where = [households.standing()]
    if wanted.unit_id is not None:
        where.append(rows.c.unit_id == wanted.unit_id)
    where += [rows.c.folded.contains(each, autoescape=True) for each in fold(wanted.words).split()[:6]]
    if wanted.state == CLAIMED:
        where.append(_spoken())
    elif wanted.state in (SLIP, NONE):
        where += [~_spoken(), _slip(work) if wanted.state == SLIP else ~_slip(work)]
    return where


def _per_unit(work: UnitOfWork, which: ColumnElement[bool]) -> dict[int, int]:
    found = select(rows.c.unit_id, func.count()).where(households.standing(), which).group_by(rows.c.unit_id)
    return {unit_id: number for unit_id, number in work.conn.execute(found)}  # noqa: C416  # rows are not pairs to mypy


def _held(*, speaks: bool) -> ColumnElement[int]:
    mine = [household_claims.c.household_id == rows.c.id, household_claims.c.ended_at.is_(None)]
    if speaks:
        mine.append(household_claims.c.speaks)
    return select(func.count()).select_from(household_claims).where(*mine).correlate(rows).scalar_subquery()


def _spoken() -> ColumnElement[bool]:
    return exists().where(
        household_claims.c.household_id == rows.c.id, household_claims.c.ended_at.is_(None), household_claims.c.speaks
    )


def _slip(work: UnitOfWork) -> ColumnElement[bool]:
    lives = or_(household_codes.c.expires_at.is_(None), household_codes.c.expires_at > work.now)
    return exists().where(household_codes.c.household_id == rows.c.id, household_codes.c.speaks, lives)
