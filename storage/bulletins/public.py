"""The bulletins that anybody may read: on the ward's page, in the feed, and in the kits of the groups' heads."""

from collections.abc import Sequence

from sqlalchemy import select

from civics.bulletins.rules import PUBLIC, BulletinState
from core.errors import NotFoundError, WithdrawnError
from storage.bulletins import bulletins
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletins as table

_STATES: Sequence[str] = [each.value for each in PUBLIC]


def newest(work: UnitOfWork, *, before: int | None = None, limit: int = 50) -> list[Bulletin]:
    """The newest first. `before`: only bulletins older than this one."""
    found = select(table.c.id).where(table.c.state.in_(_STATES), table.c.shown_on_page)
    if before is not None:
        found = found.where(table.c.id < before)
    ids = work.conn.execute(found.order_by(table.c.id.desc()).limit(limit)).scalars().all()
    return bulletins.some(work, ids)


def get(work: UnitOfWork, bulletin_id: int) -> Bulletin:
    """One public bulletin. Raises WithdrawnError if it was public and then recalled, else NotFoundError."""
    found = bulletins.get(work, bulletin_id)
    if not found.shown_on_page:
        raise NotFoundError("It does not stand on the page.")
    if found.state == BulletinState.RECALLED:
        raise WithdrawnError("It was taken back.")
    if found.state not in _STATES:
        raise NotFoundError("It is not public.")
    return found
