"""The roll of a consultation: frozen when it opens, who may answer for a household of it, and how many took part."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, insert, literal, select, update

from civics.polls.rules import CountedBy
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.polls.polls import Poll
from storage.tables.households import household_claims, poll_households
from storage.tables.households import households as rows
from storage.tables.people import residents
from storage.tables.polls import poll_people
from storage.tables.polls import polls as polls_table


@dataclass(frozen=True, slots=True)
class Speaker:
    """The household that a resident belongs to, as far as a consultation counts it. `speaks`: may vote for it."""

    household_id: int
    code: str
    speaks: bool


@dataclass(frozen=True, slots=True)
class UnitTurnout:
    """How many of a unit took part, and of how many households; None where persons are counted or it is not known.

    `apart`: those who have not shown who they are; they are not among `took`.
    """

    unit_id: int | None
    took: int
    total: int | None
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Whether a household took part, and by the day when it last changed its ballot; never what it said."""

    took_on: date | None
    changed_on: date | None
    on_paper: bool


def freeze(work: UnitOfWork, poll_id: int, units: Sequence[int]) -> int:
    """Take the households that stand in these units as the roll of a consultation; how many they are."""
    households.lock(work)
    taken = select(literal(poll_id), rows.c.id, rows.c.unit_id).where(rows.c.unit_id.in_(units), households.standing())
    names = ["poll_id", "household_id", "unit_id"]
    work.conn.execute(insert(poll_households).from_select(names, taken, include_defaults=False))
    mine = poll_households.c.poll_id == poll_id
    total: int = work.conn.execute(select(func.count()).select_from(poll_households).where(mine)).scalar_one()
    values = {"roll_version": households.version(work), "roll_total": total}
    work.conn.execute(update(polls_table).where(polls_table.c.id == poll_id).values(**values))
    return total


def speaker(work: UnitOfWork, poll_id: int, resident_id: int) -> Speaker | None:
    """The household on this consultation's roll that a resident belongs to; none without a claim that holds."""
    found = work.conn.execute(
        select(rows.c.id, rows.c.code, household_claims.c.speaks)
        .select_from(household_claims)
        .join(rows, rows.c.id == household_claims.c.household_id)
        .join(poll_households, poll_households.c.household_id == rows.c.id)
        .where(
            household_claims.c.resident_id == resident_id, household_claims.c.ended_at.is_(None),
            poll_households.c.poll_id == poll_id,
        )
    ).first()  # fmt: skip
    return None if found is None else Speaker(*found)


def part(work: UnitOfWork, poll_id: int, household_id: int) -> Part | None:
    """Whether a household of the roll took part; None when the roll does not have it."""
    here = poll_households.c.poll_id == poll_id, poll_households.c.household_id == household_id
    columns = (poll_households.c.took_on, poll_households.c.changed_on, poll_households.c.on_paper)
    found = work.conn.execute(select(*columns).where(*here)).first()
    return None if found is None else Part(*found)


def take_part(work: UnitOfWork, poll_id: int, household_id: int, *, on_paper: bool, again: bool) -> bool:
    """Note that a household answers; False, and nothing noted, when it did before and may not `again`.

    Of two at once the second waits. Raises ConflictError for a household that is not on the roll.
    """
    here = poll_households.c.poll_id == poll_id, poll_households.c.household_id == household_id
    found = work.conn.execute(select(poll_households.c.took_on).where(*here).with_for_update()).first()
    if found is None:
        raise ConflictError("this household is not on the roll of this consultation")
    if found.took_on is not None and not again:
        return False
    day = "took_on" if found.took_on is None else "changed_on"
    values = {day: in_vietnam(work.now).date(), "on_paper": on_paper}
    work.conn.execute(update(poll_households).where(*here).values(**values))
    return True


def on_paper(work: UnitOfWork, poll_id: int) -> int:
    """Of how many households the ballot that counts came on paper."""
    mine = poll_households.c.poll_id == poll_id, poll_households.c.on_paper
    found: int = work.conn.execute(select(func.count()).select_from(poll_households).where(*mine)).scalar_one()
    return found


def turnout(work: UnitOfWork, poll: Poll) -> list[UnitTurnout]:
    """How many took part in each unit. It is for `civics.polls.counting.turnout` to hide what is too few."""
    if poll.counted_by is CountedBy.HOUSEHOLD:
        took = func.count(poll_households.c.took_on)
        found = work.conn.execute(
            select(poll_households.c.unit_id, took, func.count())
            .where(poll_households.c.poll_id == poll.id)
            .group_by(poll_households.c.unit_id)
            .order_by(poll_households.c.unit_id)
        )
        return [UnitTurnout(*row) for row in found]
    people = work.conn.execute(
        select(residents.c.unit_id, func.sum(case((poll_people.c.checked, 1), else_=0)), func.count())
        .select_from(poll_people.join(residents, residents.c.id == poll_people.c.resident_id))
        .where(poll_people.c.poll_id == poll.id)
        .group_by(residents.c.unit_id)
        .order_by(residents.c.unit_id)
    )
    return [UnitTurnout(unit_id, took, None, whole - took) for unit_id, took, whole in people]
