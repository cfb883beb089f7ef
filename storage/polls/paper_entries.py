"""Entries of ballots on paper before they count: digests that only tell whether two people typed the same."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.households import households as rows
from storage.tables.households import paper_entries
from storage.tables.people import staff


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person typed for a household's ballot: one digest per article. `agreed`: it was counted."""

    staff_id: int
    by: str
    marks: dict[str, str]
    agreed: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A household whose ballot on paper is not counted yet. `by`: who typed it in; if there are two, they differ."""

    household_id: int
    code: str
    representative: str
    by: tuple[tuple[int, str], ...]


def of(work: UnitOfWork, poll_id: int, household_id: int) -> list[Entry]:
    """The entries of a household: two, one or none."""
    found = (
        select(paper_entries.c.staff_id, staff.c.name, paper_entries.c.marks, paper_entries.c.agreed)
        .join(staff, staff.c.id == paper_entries.c.staff_id)
        .where(*_here(poll_id, household_id))
        .order_by(paper_entries.c.staff_id)
    )
    return [Entry(*row) for row in work.conn.execute(found)]


def put(work: UnitOfWork, poll_id: int, household_id: int, marks: dict[str, str], *, staff_id: int) -> None:
    """Store what this person typed; it replaces what they typed before."""
    dialect = postgresql if work.postgres else sqlite
    new = dialect.insert(paper_entries).values(
        poll_id=poll_id, household_id=household_id, staff_id=staff_id, marks=marks, agreed=False
    )
    key = ["poll_id", "household_id", "staff_id"]
    work.conn.execute(
        new.on_conflict_do_update(index_elements=key, set_={"marks": new.excluded.marks, "agreed": False})
    )


def agree(work: UnitOfWork, poll_id: int, household_id: int) -> None:
    """Mark it as counted.

    The entries stay until `forget` or another paper, so that a repeated request is recognised.
    """
    work.conn.execute(paper_entries.update().where(*_here(poll_id, household_id)).values(agreed=True))


def drop(work: UnitOfWork, poll_id: int, household_id: int, *, staff_id: int | None = None) -> int:
    """Remove a household's entries, or one person's uncounted entry; returns their number."""
    here = _here(poll_id, household_id)
    if staff_id is not None:
        here = (*here, paper_entries.c.staff_id == staff_id, paper_entries.c.agreed.is_(False))
    return work.conn.execute(delete(paper_entries).where(*here)).rowcount


def waiting(work: UnitOfWork, poll_id: int) -> list[Waiting]:
    """Households whose ballot on paper is not counted yet, by code."""
    found = (
        select(rows.c.id, rows.c.code, rows.c.representative, paper_entries.c.staff_id, staff.c.name)
        .select_from(paper_entries.join(rows, rows.c.id == paper_entries.c.household_id))
        .join(staff, staff.c.id == paper_entries.c.staff_id)
        .where(paper_entries.c.poll_id == poll_id, paper_entries.c.agreed.is_(False))
        .order_by(rows.c.code, rows.c.id, paper_entries.c.staff_id)
    )
    gathered: dict[int, Waiting] = {}
    for ident, code, representative, staff_id, name in work.conn.execute(found):
        before = gathered.get(ident)
        by = (*(before.by if before else ()), (staff_id, name))
        gathered[ident] = Waiting(ident, code, representative, by)
    return list(gathered.values())


def forget(work: UnitOfWork, poll_id: int) -> int:
    """Remove all entries of an ended consultation; returns how many households' ballots were not counted."""
    mine = paper_entries.c.poll_id == poll_id
    left = select(func.count(func.distinct(paper_entries.c.household_id))).where(
        mine, paper_entries.c.agreed.is_(False)
    )
    number: int = work.conn.execute(left).scalar_one()
    work.conn.execute(delete(paper_entries).where(mine))
    return number


def _here(poll_id: int, household_id: int) -> tuple[ColumnElement[bool], ...]:
    return paper_entries.c.poll_id == poll_id, paper_entries.c.household_id == household_id
