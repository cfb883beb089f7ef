"""Of what an account wants to be told outside the console, beside emergencies, mentions and what waits for it."""

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import select, update

from storage.database.unit import UnitOfWork
from storage.tables.people import staff


class Choice(StrEnum):
    """A kind of notice that an account may choose. Without a choice it gets none of these."""

    ASSIGNED = "assigned"  # somebody else, or a rule, gave it a case
    WROTE = "wrote"  # the resident of a case that it holds wrote, at most once an hour
    DUE = "due"  # in the morning: cases that it holds are due by the end of the next working day, or late
    DAY = "day"  # in the morning: it holds cases that are open


def of(work: UnitOfWork, staff_id: int) -> frozenset[Choice]:
    """What this account has chosen."""
    stored: str = work.conn.execute(select(staff.c.told).where(staff.c.id == staff_id)).scalar() or ""
    return _read(stored)


def choose(work: UnitOfWork, staff_id: int, wanted: Collection[Choice]) -> None:
    """Replace the choice of this account."""
    stored = ",".join(each.value for each in Choice if each in wanted)
    work.conn.execute(update(staff).where(staff.c.id == staff_id).values(told=stored))


def everyone(work: UnitOfWork) -> dict[int, frozenset[Choice]]:
    """The choices of all accounts that are open and have chosen something."""
    rows = work.conn.execute(select(staff.c.id, staff.c.told).where(staff.c.told != "", staff.c.disabled_at.is_(None)))
    return {staff_id: _read(stored) for staff_id, stored in rows}


def _read(stored: str) -> frozenset[Choice]:
    return frozenset(Choice(each) for each in stored.split(",") if each in set(Choice))
