"""A member of staff's own views of the queue: a name for the query of the list's address."""

from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from core.errors import ConflictError
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.tables.ward import saved_views

MOST = 20  # per member of staff


@dataclass(frozen=True, slots=True)
class SavedView:
    """One view. `query` begins with "?", or is empty."""

    id: int
    name: str
    query: str


def own(work: UnitOfWork, staff_id: int) -> list[SavedView]:
    """The views of a member of staff, by name."""
    rows = work.conn.execute(
        select(saved_views.c.id, saved_views.c.name, saved_views.c.query)
        .where(saved_views.c.staff_id == staff_id)
        .order_by(saved_views.c.name)
    )
    return [SavedView(*row) for row in rows]


def save(work: UnitOfWork, staff_id: int, *, name: str, query: str) -> None:
    """Store a view; one with the same name is replaced. Raises ConflictError when there are too many."""
    named = normal(name).strip()[:64]
    mine = saved_views.c.staff_id == staff_id
    there = update(saved_views).where(mine, saved_views.c.name == named).values(query=query[:1000])
    if work.conn.execute(there).rowcount:
        return
    if work.conn.execute(select(func.count()).select_from(saved_views).where(mine)).scalar_one() >= MOST:
        raise ConflictError(f"At most {MOST} views.")
    work.conn.execute(insert(saved_views).values(staff_id=staff_id, name=named, query=query[:1000]))


def drop(work: UnitOfWork, staff_id: int, view_id: int) -> None:
    """Delete one of the member's views."""
    work.conn.execute(delete(saved_views).where(saved_views.c.staff_id == staff_id, saved_views.c.id == view_id))
