"""Finds out when a bulletin is done, which means that no chat waits for it.

It works in windows, so no statement grows.
"""

from datetime import timedelta

from sqlalchemy import select, update

from civics.bulletins.rules import BulletinState
from core.priority import Priority
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletins
from storage.tables.messages import outbox
from storage.ward import audit

WINDOW = 5000  # rows per pass
HELD_FOR = timedelta(days=14)  # after this time a bulletin that was held for a closed window is no longer news
_ON_ITS_WAY = ("waiting", "sending", "paused")
_EXPIRED = 500  # rows that expire per pass


def end_done(work: UnitOfWork) -> int:
    """Mark each finished bulletin as done, with the time; returns their number. Safe to repeat."""
    found = (
        select(bulletins.c.id, bulletins.c.settled)
        .where(bulletins.c.state == BulletinState.SENDING)
        .order_by(bulletins.c.id)
        .limit(20)
    )
    return sum(_end(work, each.id, each.settled) for each in work.conn.execute(found).all())


def _end(work: UnitOfWork, bulletin_id: int, settled: int) -> bool:
    mine = bulletins.c.id == bulletin_id
    reached, over = walked(work, settled, column="bulletin_id", key=bulletin_id)
    if not over:
        if reached > settled:
            work.conn.execute(update(bulletins).where(mine, bulletins.c.settled == settled).values(settled=reached))
        return False
    # staff may repeat messages; then `settled` was set back, and what this transaction saw is outdated
    same = (mine, bulletins.c.state == BulletinState.SENDING, bulletins.c.settled == settled)
    done = {"state": BulletinState.DONE.value, "ended_at": work.now, "settled": reached}
    if not work.conn.execute(update(bulletins).where(*same).values(**done)).rowcount:
        return False
    audit.record(work, "bulletin.done", actor="system", bulletin=bulletin_id)
    return True


def walked(work: UnitOfWork, settled: int, *, column: str, key: int) -> tuple[int, bool]:
    """Up to which chat all is final, and whether those are all chats. `column`: whose rows of the outbox."""
    rows = work.conn.execute(
        select(outbox.c.chat_id, outbox.c.state)
        .where(outbox.c[column] == key, outbox.c.chat_id > settled)
        .order_by(outbox.c.chat_id, outbox.c.part)
        .limit(WINDOW)
    ).all()
    for chat_id, state in rows:
        if state in _ON_ITS_WAY:
            return chat_id - 1, False
    if len(rows) < WINDOW:
        return (rows[-1].chat_id if rows else settled), True
    return rows[-1].chat_id - 1, False  # its last chat may have more parts beyond the window


def expire_held(work: UnitOfWork) -> int:
    """Expire rows that were held for a closed window for two weeks; returns their number, at most one batch."""
    old = (
        select(outbox.c.id)
        .where(outbox.c.state == "held", outbox.c.priority >= Priority.BULK, outbox.c.made_at < work.now - HELD_FOR)
        .limit(_EXPIRED)
    )
    gone = update(outbox).where(outbox.c.id.in_(old), outbox.c.state == "held")
    return work.conn.execute(gone.values(state="expired", says="send.expired")).rowcount
