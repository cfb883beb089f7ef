"""The roll of a consultation: frozen at its opening. Who may answer for a household, and how many took part."""

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
    """The household of a resident, as this consultation counts it. `speaks`: may vote for it."""

    household_id: int
    code: str
    speaks: bool


@dataclass(frozen=True, slots=True)
class UnitTurnout:
    """How many of a unit took part, and of how many households; None where persons are counted or it is unknown.

    `apart`: the unchecked ones; they are not included in `took`.
    """

    unit_id: int | None
    took: int
    total: int | None
    apart: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Whether a household took part, and the day on which it last changed its ballot. Never its answers."""

    took_on: date | None
    changed_on: date | None
    on_paper: bool


def freeze(work: UnitOfWork, poll_id: int, units: Sequence[int]) -> int:
    """Freeze the roll: the present households of these units. Returns their number."""
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
    """The household of a resident on this consultation's roll. None without a valid claim."""
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
    """Whether a household of the roll took part; None when it is not on the roll."""
    here = poll_households.c.poll_id == poll_id, poll_households.c.household_id == household_id
    columns = (poll_households.c.took_on, poll_households.c.changed_on, poll_households.c.on_paper)
    found = work.conn.execute(select(*columns).where(*here)).first()
    return None if found is None else Part(*found)


def take_part(work: UnitOfWork, poll_id: int, household_id: int, *, on_paper: bool, again: bool) -> bool:
    """Record that a household answers. False, without a record, when it did before and may not answer `again`.

    A second request waits for the first. Raises ConflictError for a household that is not on the roll.
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
    """For how many households the ballot that counts is on paper."""
    mine = poll_households.c.poll_id == poll_id, poll_households.c.on_paper
    found: int = work.conn.execute(select(func.count()).select_from(poll_households).where(*mine)).scalar_one()
    return found


def turnout(work: UnitOfWork, poll: Poll) -> list[UnitTurnout]:
    """How many took part in each unit. `civics.polls.counting.turnout` must hide small figures."""
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
        .order_by(residents.c.unit_id.nulls_last())
    )
    return [UnitTurnout(unit_id, took, None, whole - took) for unit_id, took, whole in people]


def took_part(work: UnitOfWork, poll_id: int) -> list[str]:
    """The representatives of the households that took part, with their codes, in the order of the codes; never how.

    The minutes of an online vote list them (NĐ 59/2023 Điều 5.4.a).
    """
    found = (
        select(rows.c.representative, rows.c.code)
        .join(poll_households, poll_households.c.household_id == rows.c.id)
        .where(poll_households.c.poll_id == poll_id, poll_households.c.took_on.is_not(None))
        .order_by(rows.c.code, rows.c.id)
    )
    return [f"{row.representative} ({row.code})" for row in work.conn.execute(found)]
