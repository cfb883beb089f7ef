"""Somebody is away: their open cases are with a colleague until a day, and come back afterwards.

Sealed cases never go along: who may read one is decided by name.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, insert, select, update

from civics.cases.states import DONE
from civics.days.calendar import day_of
from civics.ward.roles import WORKERS
from core.errors import ConflictError, NotFoundError
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.columns import same
from storage.tables.people import staff
from storage.tables.teams import handover_cases, handovers
from storage.ward import audit

LONGEST = timedelta(days=120)
_FEW = 20  # that end in one run of the timer


@dataclass(frozen=True, slots=True)
class Handover:
    """One that runs. `until`: the last day."""

    id: int
    staff_id: int
    staff: str
    to_id: int
    to: str
    since: datetime
    until: date


_away, _there = staff.alias("away"), staff.alias("there")
_RUNNING = (
    select(
        handovers.c.id, handovers.c.staff_id, _away.c.name, handovers.c.to_id, _there.c.name, handovers.c.since,
        handovers.c.until,
    )
    .join(_away, _away.c.id == handovers.c.staff_id)
    .join(_there, _there.c.id == handovers.c.to_id)
    .where(handovers.c.ended_at.is_(None))
)  # fmt: skip


def running(work: UnitOfWork) -> list[Handover]:
    """Those that run, the first to end first."""
    rows = work.conn.execute(_RUNNING.order_by(handovers.c.until, handovers.c.id))
    return [Handover(*row) for row in rows]


def stand_in(work: UnitOfWork, staff_id: int | None) -> int | None:
    """Who gets what is meant for this account now: the account itself, or the colleague who stands in for it."""
    to = select(handovers.c.to_id).where(same(handovers.c.staff_id, staff_id), handovers.c.ended_at.is_(None))
    found: int | None = work.conn.execute(to).scalar()
    return staff_id if found is None else found


def begin(work: UnitOfWork, staff_id: int, *, to_id: int, until: date, by: int) -> int:
    """Give all open cases of an account to a colleague until that day; gives how many went along.

    Raises ConflictError for a day that is not ahead or too far, for oneself, for a colleague who is away or does not
    work on cases, or when one runs already; NotFoundError for an account that does not exist.
    """
    today = day_of(work.now)
    if not today <= until <= today + LONGEST or staff_id == to_id or stand_in(work, to_id) != to_id:
        raise ConflictError("That colleague or that day does not do.")
    fit = select(staff.c.id).where(staff.c.id == to_id, staff.c.disabled_at.is_(None), staff.c.role.in_(WORKERS))
    if work.conn.execute(fit).first() is None:
        raise NotFoundError("There is no such colleague.")
    if stand_in(work, staff_id) != staff_id:
        raise ConflictError("Somebody stands in for them already.")
    made = work.conn.execute(
        insert(handovers)
        .values(staff_id=staff_id, to_id=to_id, by_id=by, since=work.now, until=until)
        .returning(handovers.c.id)
    ).scalar_one()
    mine = and_(cases.c.officer_id == staff_id, cases.c.state.not_in(DONE), cases.c.sealed.is_(False))
    ids = work.conn.execute(select(cases.c.id).where(mine).order_by(cases.c.id)).scalars().all()
    for each in ids:
        work.conn.execute(insert(handover_cases).values(handover_id=made, case_id=each))
        _give(work, each, to_id, act="case.handed_over", by=by)
    audit.record(work, "staff.away", actor=audit.STAFF, staff_id=by, whose=staff_id, to=to_id, cases=len(ids))
    return len(ids)


def end(work: UnitOfWork, handover_id: int, *, by: int | None) -> int:
    """End it: the cases that are still with the colleague and not over come back; gives their number.

    Raises NotFoundError when it does not run.
    """
    row = work.conn.execute(
        select(handovers).where(handovers.c.id == handover_id, handovers.c.ended_at.is_(None)).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such handover.")
    work.conn.execute(update(handovers).where(handovers.c.id == handover_id).values(ended_at=work.now))
    went = select(handover_cases.c.case_id).where(handover_cases.c.handover_id == handover_id)
    still = and_(cases.c.id.in_(went), cases.c.officer_id == row.to_id, cases.c.state.not_in(DONE))
    ids = work.conn.execute(select(cases.c.id).where(still).order_by(cases.c.id)).scalars().all()
    for each in ids:
        _give(work, each, row.staff_id, act="case.given_back", by=by)
    actor = audit.SYSTEM if by is None else audit.STAFF
    audit.record(work, "staff.back", actor=actor, staff_id=by, whose=row.staff_id, cases=len(ids))
    return len(ids)


def end_due(work: UnitOfWork) -> int:
    """End those whose last day is over; gives their number."""
    past = select(handovers.c.id).where(handovers.c.ended_at.is_(None), handovers.c.until < day_of(work.now))
    ids = work.conn.execute(past.order_by(handovers.c.id).limit(_FEW)).scalars().all()
    for each in ids:
        end(work, each, by=None)
    return len(ids)


def _give(work: UnitOfWork, case_id: int, officer_id: int, *, act: str, by: int | None) -> None:
    values = {"officer_id": officer_id, "version": cases.c.version + 1}
    work.conn.execute(update(cases).where(cases.c.id == case_id).values(**values))
    actor = audit.SYSTEM if by is None else audit.STAFF
    audit.record(work, act, actor=actor, staff_id=by, case_id=case_id, to=officer_id)
