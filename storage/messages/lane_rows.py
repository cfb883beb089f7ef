"""Makes lanes ready: one for a message, or many in one statement for a bulletin, a repeat or a correction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, bindparam, func, literal, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.prepared import Prepared
from storage.database.unit import Part, UnitOfWork
from storage.tables.messages import bulk, chats, lanes


def ready(work: UnitOfWork, which: ColumnElement[bool]) -> None:
    """Mark that bulk waits in these chats. `which`: a condition on `chats`, for at most one batch. Rings nothing."""
    work.conn.execute(made_ready(work, select(chats.c.id, chats.c.channel, chats.c.bot).where(which).subquery()))


def made_ready(work: UnitOfWork, these: FromClause) -> Any:  # an insert of SQLAlchemy
    """Marks that bulk waits in these chats: id, channel, bot. In their order, as `_LANES`."""
    at = literal(work.now, lanes.c.ready_at.type)
    names = ["chat_id", "channel", "bot", "ready_at", "priority", "busy"]
    rows = select(these.c.id, these.c.channel, these.c.bot, at, bulk, literal(value=False)).order_by(these.c.id)
    if not work.postgres:
        rows = rows.where(true())  # or SQLite takes ON for that of a join
    made = (postgresql if work.postgres else sqlite).insert(lanes).from_select(names, rows, include_defaults=False)
    sooner = func.least if work.postgres else func.min
    soon = sooner(func.coalesce(lanes.c.ready_at, made.excluded.ready_at), made.excluded.ready_at)
    later = or_(lanes.c.ready_at.is_(None), lanes.c.ready_at > made.excluded.ready_at)  # else nothing is written
    return made.on_conflict_do_update(index_elements=["chat_id"], set_={"ready_at": soon}, where=later)


def _lane_upsert() -> Any:  # an insert of SQLAlchemy
    made = sqlite.insert(lanes).from_select(
        ["chat_id", "channel", "bot", "ready_at", "priority", "busy"],
        select(
            chats.c.id, chats.c.channel, chats.c.bot, bindparam("p_due", type_=lanes.c.ready_at.type),
            bindparam("p_priority", type_=lanes.c.priority.type), bindparam("p_busy", type_=lanes.c.busy.type),
        ).where(chats.c.id == bindparam("p_chat")),
    )  # fmt: skip
    return made.on_conflict_do_update(
        index_elements=["chat_id"],
        set_={
            "ready_at": func.min(func.coalesce(lanes.c.ready_at, made.excluded.ready_at), made.excluded.ready_at),
            "priority": func.min(lanes.c.priority, made.excluded.priority),
        },
    )


# In the order of the chats: two processes that lock many lanes must not wait for each other.
_LANES = (
    "INSERT INTO lanes (chat_id, channel, bot, ready_at, priority, busy)"
    " SELECT chats.id, chats.channel, chats.bot, v.due, v.priority, false"
    " FROM unnest(%(lanes)s::bigint[], %(lanes_due)s::timestamptz[], %(lanes_first)s::int[])"
    " AS v (chat_id, due, priority)"
    " JOIN chats ON chats.id = v.chat_id ORDER BY chats.id"
    " ON CONFLICT (chat_id) DO UPDATE SET"
    " ready_at = least(coalesce(lanes.ready_at, excluded.ready_at), excluded.ready_at),"
    " priority = least(lanes.priority, excluded.priority)"
)
_LANE = Prepared(_lane_upsert())


@dataclass(frozen=True, slots=True)
class _Ready:
    chat_id: int
    at: datetime
    priority: int


def make_ready(work: UnitOfWork, chat_id: int, *, at: datetime, priority: int) -> None:
    """Mark that something with this priority waits in this chat from `at` (UTC) on. Rings nothing."""
    work.at_end(_mark, _Ready(chat_id, at, priority))


def _mark(work: UnitOfWork, found: list[_Ready]) -> Part | None:
    if not work.postgres:
        for each in found:
            _LANE.do(work, {"p_chat": each.chat_id, "p_due": each.at, "p_priority": each.priority, "p_busy": False})
        return None
    soonest: dict[int, tuple[datetime, int]] = {}
    for each in found:
        at, priority = soonest.get(each.chat_id, (each.at, each.priority))
        soonest[each.chat_id] = min(at, each.at), min(priority, each.priority)
    given = sorted(soonest.items())
    return Part(
        _LANES,
        {
            "lanes": [chat for chat, _ in given],
            "lanes_due": [at for _, (at, _) in given],
            "lanes_first": [priority for _, (_, priority) in given],
        },
    )
