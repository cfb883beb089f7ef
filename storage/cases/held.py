"""What happened lately to the cases that somebody holds, and how many of them wait. Never a sealed case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from civics.cases.states import NEW
from storage.cases.due_days import Due, due_on
from storage.database.unit import UnitOfWork
from storage.tables.cases import RUNNING, cases
from storage.tables.ward import audit

_LATELY, _LINES = timedelta(minutes=10), 2_000  # how far back the trail is read
_MOST_UNTAKEN = 50


@dataclass(frozen=True, slots=True)
class Touched:
    """A line of the trail about a case that somebody else than its holder has acted on."""

    line: int
    act: str
    at: datetime
    case_id: int
    code: str
    holder_id: int


@dataclass(frozen=True, slots=True)
class Holding:
    """How many cases of one person are late, due today, due by the end of the next working day, and heard last."""

    late: int = 0
    today: int = 0
    tomorrow: int = 0
    heard: int = 0  # the resident spoke last


def touched(work: UnitOfWork, acts: Collection[str]) -> list[Touched]:
    """The lines of the last ten minutes with one of these acts, oldest first. Who acted themselves is not named."""
    newest = select(func.coalesce(func.max(audit.c.id), 0)).scalar_subquery()
    rows = work.conn.execute(
        select(audit.c.id, audit.c.act, audit.c.at, cases.c.id, cases.c.code, cases.c.officer_id)
        .join(cases, cases.c.id == audit.c.case_id)
        .where(
            audit.c.id > newest - _LINES, audit.c.at > work.now - _LATELY, audit.c.act.in_(acts),
            cases.c.sealed.is_(False), cases.c.officer_id.is_not(None),
            or_(audit.c.staff_id.is_(None), audit.c.staff_id != cases.c.officer_id),
        )
        .order_by(audit.c.id)
    )  # fmt: skip
    return [Touched(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Untaken:
    """An urgent case that is new still. `holder_id`: to whom it was given."""

    case_id: int
    code: str
    holder_id: int | None


def untaken(work: UnitOfWork, *, since: datetime) -> list[Untaken]:
    """The urgent cases that were filed since then and that nobody has taken, oldest first.

    Not those of an emergency, which rings by itself.
    """
    rows = work.conn.execute(
        select(cases.c.id, cases.c.code, cases.c.officer_id)
        .where(
            cases.c.urgent, cases.c.state == NEW, cases.c.emergency == "", cases.c.sealed.is_(False),
            cases.c.filed_at >= since, _at_hand(work),
        )
        .order_by(cases.c.id)
        .limit(_MOST_UNTAKEN)
    )  # fmt: skip
    return [Untaken(*row) for row in rows]


def mornings(work: UnitOfWork) -> dict[int, Holding]:
    """By holder: what waits among the open cases that are not put aside."""
    today = due_on(work, Due.TODAY)
    late, soon = and_(cases.c.due_at < work.now, RUNNING), due_on(work, Due.TOMORROW)
    heard = or_(cases.c.said_at.is_(None), cases.c.said_at < cases.c.heard_at)
    rows = work.conn.execute(
        select(cases.c.officer_id, *(func.sum(case((each, 1), else_=0)) for each in (late, today, soon, heard)))
        .where(RUNNING, _at_hand(work), cases.c.officer_id.is_not(None), cases.c.sealed.is_(False))
        .group_by(cases.c.officer_id)
    )
    return {holder: Holding(*map(int, numbers)) for holder, *numbers in rows}


def free(work: UnitOfWork) -> int:
    """How many new cases nobody holds."""
    nobody = (cases.c.officer_id.is_(None), cases.c.sealed.is_(False))
    counted = select(func.count()).select_from(cases).where(cases.c.state == NEW, RUNNING, _at_hand(work), *nobody)
    return int(work.conn.execute(counted).scalar_one())


def _at_hand(work: UnitOfWork) -> ColumnElement[bool]:
    return or_(cases.c.snoozed_until.is_(None), cases.c.snoozed_until <= work.now)
