"""What happened lately to the cases that somebody holds, and how many of them wait. Never a sealed case."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select

from storage.database.unit import UnitOfWork
from storage.tables.cases import RUNNING, cases
from storage.tables.ward import audit

_LATELY, _LINES = timedelta(minutes=10), 2_000  # how far back the trail is read


@dataclass(frozen=True, slots=True)
class Touched:
    """A line of the trail about a case that somebody else than its holder has acted on."""

    line: int
    act: str
    at: datetime
    case_id: int
    code: str
    holder_id: int


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


def waiting(work: UnitOfWork, *, due_by: datetime) -> dict[int, tuple[int, int]]:
    """By holder: how many open cases they have that are not put aside, and how many of these are due by then."""
    due = case((cases.c.due_at <= due_by, 1), else_=0)
    at_hand = or_(cases.c.snoozed_until.is_(None), cases.c.snoozed_until <= work.now)
    rows = work.conn.execute(
        select(cases.c.officer_id, func.count(), func.sum(due))
        .where(and_(RUNNING, at_hand), cases.c.officer_id.is_not(None), cases.c.sealed.is_(False))
        .group_by(cases.c.officer_id)
    )
    return {holder: (number, int(soon)) for holder, number, soon in rows}
