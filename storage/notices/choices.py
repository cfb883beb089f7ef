"""Of what an account is told outside the console, and by which of its ways."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from sqlalchemy import or_, select, update

from storage.database.unit import UnitOfWork
from storage.tables.notices import staff_ways
from storage.tables.people import staff


class Choice(StrEnum):
    """A kind of notice. An account chooses for each kind and each of its ways."""

    URGENT = "urgent"  # an emergency rings on the roster of duty
    ASSIGNED = "assigned"  # somebody else, or a rule, gave it a case
    WROTE = "wrote"  # the resident of a case that it holds wrote, at most once an hour
    DUE = "due"  # in the morning: cases that it holds are due by the end of the next working day, or late
    APPROVE = "approve"  # an act waits for its agreement
    MENTION = "mention"  # a colleague names it in a note
    DAY = "day"  # in the morning: the numbers of its day


HOURS = ("06:00", "06:30", "07:00", "07:30", "08:00", "08:30", "09:00", "10:00")
_IN_THE_MORNING = frozenset({Choice.DUE, Choice.DAY})
AT_FIRST = frozenset({Choice.URGENT, Choice.APPROVE, Choice.MENTION})  # what a new way carries


def read(stored: str) -> frozenset[Choice]:
    """The choices as a row has them."""
    return frozenset(Choice(each) for each in stored.split(",") if each in set(Choice))


def written(wanted: Collection[Choice]) -> str:
    """The same for a row."""
    return ",".join(each.value for each in Choice if each in wanted)


def choose(work: UnitOfWork, staff_id: int, wanted: Mapping[str, Collection[Choice]]) -> None:
    """Replace what this account is told by these ways, by the kind of the way. Others do not change."""
    for kind, chosen in wanted.items():
        way = (staff_ways.c.staff_id == staff_id) & (staff_ways.c.kind == kind)
        work.conn.execute(update(staff_ways).where(way).values(choices=written(chosen)))


def everyone(work: UnitOfWork) -> dict[int, frozenset[Choice]]:
    """Of what each open account is told by at least one of its ways."""
    rows = work.conn.execute(
        select(staff_ways.c.staff_id, staff_ways.c.choices)
        .join(staff, staff.c.id == staff_ways.c.staff_id)
        .where(staff_ways.c.choices != "", staff_ways.c.confirmed_at.is_not(None), staff.c.disabled_at.is_(None))
    )
    found: dict[int, frozenset[Choice]] = {}
    for staff_id, stored in rows:
        found[staff_id] = found.get(staff_id, frozenset()) | read(stored)
    return found


def hour(work: UnitOfWork, staff_id: int) -> str:
    """When this account gets the numbers of its morning, in Viet Nam: "07:30"."""
    found: str = work.conn.execute(select(staff.c.digest_at).where(staff.c.id == staff_id)).scalar_one()
    return found


def set_hour(work: UnitOfWork, staff_id: int, at: str) -> None:
    """Change that hour. One that is not in HOURS changes nothing."""
    if at in HOURS:
        work.conn.execute(update(staff).where(staff.c.id == staff_id).values(digest_at=at))


def mornings(work: UnitOfWork, day: date, *, at: str) -> dict[int, tuple[str, frozenset[Choice]]]:
    """The accounts whose hour has come and whose morning was not looked at today: their role, and what they chose."""
    wants = everyone(work)
    rows = work.conn.execute(
        select(staff.c.id, staff.c.role).where(
            staff.c.id.in_([each for each, chosen in wants.items() if chosen & _IN_THE_MORNING]),
            staff.c.digest_at <= at, or_(staff.c.digest_on.is_(None), staff.c.digest_on < day),
        )
    )  # fmt: skip
    return {staff_id: (role, wants[staff_id]) for staff_id, role in rows}


def looked_at(work: UnitOfWork, staff_ids: Collection[int], day: date) -> None:
    """The mornings of these accounts are done for this day, whether there was anything to tell or not."""
    work.conn.execute(update(staff).where(staff.c.id.in_(staff_ids)).values(digest_on=day))
