"""Makes lanes ready: one for a message, or many in one statement for a bulletin, a repeat or a correction."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.messages import bulk, chats, lanes


def ready(work: UnitOfWork, which: ColumnElement[bool]) -> None:
    """Mark that bulk waits in these chats. `which`: a condition on `chats`, for at most one batch. Rings nothing."""
    at = literal(work.now, lanes.c.ready_at.type)
    names = ["chat_id", "channel", "bot", "ready_at", "priority", "busy"]
    rows = select(chats.c.id, chats.c.channel, chats.c.bot, at, bulk, literal(value=False)).where(which)
    made = (postgresql if work.postgres else sqlite).insert(lanes).from_select(names, rows, include_defaults=False)
    sooner = func.least if work.postgres else func.min
    soon = sooner(func.coalesce(lanes.c.ready_at, made.excluded.ready_at), made.excluded.ready_at)
    work.conn.execute(made.on_conflict_do_update(index_elements=["chat_id"], set_={"ready_at": soon}))


def _lane_upsert(dialect: Any) -> Any:  # `insert` of two dialects of SQLAlchemy, with the same methods
    made = dialect.insert(lanes).from_select(
        ["chat_id", "channel", "bot", "ready_at", "priority", "busy"],
        select(
            chats.c.id, chats.c.channel, chats.c.bot, bindparam("p_due", type_=lanes.c.ready_at.type),
            bindparam("p_priority", type_=lanes.c.priority.type), bindparam("p_busy", type_=lanes.c.busy.type),
        ).where(chats.c.id == bindparam("p_chat")),
    )  # fmt: skip
    sooner = func.min if dialect is sqlite else func.least
    return made.on_conflict_do_update(
        index_elements=["chat_id"],
        set_={
            "ready_at": sooner(func.coalesce(lanes.c.ready_at, made.excluded.ready_at), made.excluded.ready_at),
            "priority": sooner(lanes.c.priority, made.excluded.priority),
        },
    )


_LANE = Prepared({"sqlite": _lane_upsert(sqlite), "postgresql": _lane_upsert(postgresql)})


def make_ready(work: UnitOfWork, chat_id: int, *, at: datetime, priority: int) -> None:
    """Mark that something with this priority waits in this chat from `at` (UTC) on. Rings nothing."""
    _LANE.do(work, {"p_chat": chat_id, "p_due": at, "p_priority": priority, "p_busy": False})
