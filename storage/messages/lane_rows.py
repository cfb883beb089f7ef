"""Making lanes ready for bulk, many in one statement: those of a spread, of a repeat, of a correction."""

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.messages import bulk, chats, lanes


def ready(work: UnitOfWork, which: ColumnElement[bool]) -> None:
    """Bulk waits in these chats from now on. `which` is said of `chats`, a batch at most. Rings nothing."""
    at = literal(work.now, lanes.c.ready_at.type)
    names = ["chat_id", "channel", "bot", "ready_at", "priority", "busy"]
    rows = select(chats.c.id, chats.c.channel, chats.c.bot, at, bulk, literal(value=False)).where(which)
    made = (postgresql if work.postgres else sqlite).insert(lanes).from_select(names, rows, include_defaults=False)
    sooner = func.least if work.postgres else func.min
    soon = sooner(func.coalesce(lanes.c.ready_at, made.excluded.ready_at), made.excluded.ready_at)
    work.conn.execute(made.on_conflict_do_update(index_elements=["chat_id"], set_={"ready_at": soon}))
