"""Which accounts count as two people.

Whoever makes an account, or gives it a new password, knows how to sign in to it. For three days one person may stand
behind both, and behind every account that either of them lets in meanwhile.
"""

from datetime import timedelta

from sqlalchemy import select

from civics.ward.why import SecondWhy
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.tables.people import staff

FRESH = timedelta(days=3)  # enough for the owner of an account to sign in, or to find that somebody else did


def one(work: UnitOfWork, some: int, other: int) -> bool:
    """Whether one person may use both accounts: one has just let the other in, or somebody has let in both."""
    return not _behind(work, some).isdisjoint(_behind(work, other))


def check(work: UnitOfWork, some: int, other: int) -> None:
    """Raises ConflictError, FRESH, when one person may use both accounts."""
    if one(work, some, other):
        raise ConflictError(SecondWhy.FRESH)


def _behind(work: UnitOfWork, staff_id: int) -> set[int]:
    """The account, who has just let it in, who has just let that one in, and so on."""
    found: set[int] = set()
    asked: int | None = staff_id
    while asked is not None and asked not in found:
        found.add(asked)
        row = work.conn.execute(select(staff.c.handed_by, staff.c.handed_at).where(staff.c.id == asked)).one()
        asked = row.handed_by if row.handed_at is not None and work.now - row.handed_at < FRESH else None
    return found
