"""The sender's side of the outbox: claim the first message of each chat, recover after a crash.

Only one message per chat is in flight, which keeps their order. A row that must be tried again stays the first of its
chat: the chat is held, not the row. `storage.messages.outcomes` records the results.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, cast, func, literal, or_, select, update

from core.message import Address, Outgoing
from core.priority import Priority
from storage.bulletins.bodies import bodies_of, hold_paused
from storage.bulletins.correction_bodies import asleep, changes_of
from storage.database.outside import KeyGoneError
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.messages.outcomes import lock, look_again
from storage.messages.stored import body_of
from storage.messages.windows import may_go
from storage.tables.columns import among
from storage.tables.messages import chats as chats_table
from storage.tables.messages import lanes, outbox
from storage.ward import audit

GIVEN_UP = timedelta(days=7)  # a reply is tried for so long, then staff see it as "chưa gửi được"
_FAR = 1 << 40  # more rows than an outbox will have: priority and id in one number


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that one attempt has claimed: its state is `sending`."""

    id: int
    chat_id: int
    address: Address
    group: bool
    outgoing: Outgoing
    priority: int
    tries: int  # including this one
    made_at: datetime
    begins: bool = True  # not a further part of a bulletin that its chat is getting


_READY = Prepared(
    select(
        lanes.c.chat_id,
        (lanes.c.busy.is_(True) | (lanes.c.held_until > bindparam("p_now"))).label("stands"),
        lanes.c.priority,
    )
    .where(
        lanes.c.channel == bindparam("p_channel"),
        lanes.c.bot == bindparam("p_bot"),
        lanes.c.priority <= bindparam("p_most"),
        lanes.c.ready_at <= bindparam("p_now"),
        or_(
            lanes.c.priority == Priority.TOAST,  # it does not wait for its chat's other messages
            and_(
                lanes.c.busy.is_(False),
                or_(lanes.c.held_until.is_(None), lanes.c.held_until <= bindparam("p_now")),
            ),
        ),
    )
    # the chat breaks a tie: one that got the first part of a bulletin gets the others before the next chat begins
    .order_by(lanes.c.priority, lanes.c.ready_at, lanes.c.chat_id)
    .limit(bindparam("p_limit"))
)
_HEADS = Prepared(
    select(
        outbox.c.chat_id, func.min(cast(outbox.c.priority + 1, BigInteger) * literal(_FAR, BigInteger) + outbox.c.id)
    )
    .where(
        among(outbox.c.chat_id, "p_chats"),
        outbox.c.state == "waiting",
        outbox.c.due_at <= bindparam("p_now"),
    )
    .group_by(outbox.c.chat_id)
)
_ROWS = Prepared(
    select(
        outbox.c.id, outbox.c.chat_id, outbox.c.body, outbox.c.thread, outbox.c.priority, outbox.c.tries,
        outbox.c.made_at, outbox.c.paid, outbox.c.bulletin_id, outbox.c.part, outbox.c.correction_id, outbox.c.aims,
        chats_table.c.channel, chats_table.c.bot, chats_table.c.chat,
        chats_table.c.private, chats_table.c.free_until, chats_table.c.paid_until,
    )
    .join(chats_table, chats_table.c.id == outbox.c.chat_id)
    .where(among(outbox.c.id, "p_ids"))
)  # fmt: skip
_MARK = Prepared(
    update(outbox)
    .where(among(outbox.c.id, "p_ids"))
    .values(state="sending", attempt=bindparam("p_attempt"), marked_at=bindparam("p_now"), tries=outbox.c.tries + 1)
)
_BUSY = Prepared(update(lanes).where(among(lanes.c.chat_id, "p_chats")).values(busy=True))


def claim(
    work: UnitOfWork, channel: str, bot: str, *, limit: int, attempt: str, bulk: int | None = None
) -> list[Claimed]:
    """Claim the first message of at most `limit` chats for this attempt: replies first, then notices, then bulk.

    `bulk`: how many of them may be bulk; None: all.
    """
    ready = _ready(work, channel, bot, limit=limit, bulk=limit if bulk is None else min(bulk, limit))
    if not ready:
        return []
    rows = _in_their_window(work, _heads(work, ready))
    body, stopped = _bulk(work, rows)
    rows = sorted((row for row in rows if row.id not in stopped), key=lambda row: (row.priority, row.id))
    busy = [row.chat_id for row in rows if row.priority != Priority.TOAST]
    if rows:
        _MARK.do(work, {"p_ids": [row.id for row in rows], "p_attempt": attempt, "p_now": work.now})
        lock(work, busy)
        _BUSY.do(work, {"p_chats": busy})
    # the message that made a lane ready was taken back or postponed, or is a toast that has just left
    if idle := sorted({lane.chat_id for lane in ready}.difference(busy)):
        look_again(work, idle)
    return [
        Claimed(
            row.id, row.chat_id, Address(row.channel, row.bot, row.chat, row.thread), not row.private,
            body(row), row.priority, row.tries + 1, row.made_at,
            begins=not row.part,
        )
        for row in rows
    ]  # fmt: skip


def _ready(work: UnitOfWork, channel: str, bot: str, *, limit: int, bulk: int) -> list[Any]:
    """The lanes that have something due, in the order of sending; at most `bulk` of those that hold only bulk."""
    most = Priority.BULK if bulk > 0 else Priority.NOTICE
    found = _READY.every(
        work, {"p_channel": channel, "p_bot": bot, "p_now": work.now, "p_limit": limit, "p_most": most}
    )
    first = [lane for lane in found if lane.priority < Priority.BULK]
    return first + [lane for lane in found if lane.priority >= Priority.BULK][:bulk]


def _heads(work: UnitOfWork, ready: Sequence[Any]) -> list[Any]:
    """The first due message of each lane. In a chat that is busy or held, only the answer to a press may be sent."""
    found = _HEADS.every(work, {"p_chats": [lane.chat_id for lane in ready], "p_now": work.now})
    stands = {lane.chat_id for lane in ready if lane.stands}
    ids = [head % _FAR for chat_id, head in found if chat_id not in stands or head // _FAR - 1 == Priority.TOAST]
    return _ROWS.every(work, {"p_ids": ids}) if ids else []


def _in_their_window(work: UnitOfWork, rows: Sequence[Any]) -> list[Any]:
    """The rows that their platform still lets us send; the others are held until the person writes again."""
    late = {row.id for row in rows if not may_go(row.free_until, row.paid_until, work.now, paid=row.paid)}
    if late:
        _hold_back(work, sorted(late))
    return [row for row in rows if row.id not in late]


def _bulk(work: UnitOfWork, rows: Sequence[Any]) -> tuple[Callable[[Any], Outgoing], set[int]]:
    """The content of each row, and the rows that may not be sent now: paused, ended, in quiet hours, unreadable."""
    own, unreadable = _own(work, rows)
    bulletins = [row for row in rows if row.bulletin_id is not None]
    corrections = [row for row in rows if row.correction_id is not None]
    bodies = bodies_of(work, {row.bulletin_id for row in bulletins})
    changes = changes_of(work, {row.correction_id for row in corrections})
    lost = [row.id for row in bulletins if (row.bulletin_id, row.channel, row.part) not in bodies]
    stopped = hold_paused(work, [(row.id, row.bulletin_id) for row in bulletins], lost=lost)
    stopped |= asleep(work, [(row.id, row.correction_id, row.aims) for row in corrections])
    stopped |= unreadable

    def body(row: Any) -> Outgoing:
        if row.correction_id is not None:
            return changes.of(row.correction_id, row.channel, row.part, aims=row.aims)
        return own[row.id] if row.body else bodies[row.bulletin_id, row.channel, row.part]

    return body, stopped


def _own(work: UnitOfWork, rows: Sequence[Any]) -> tuple[dict[int, Outgoing], set[int]]:
    """The content of each row with a body. A row of a secret ballot whose key is gone is taken back: the vote ended."""
    said: dict[int, Outgoing] = {}
    gone: set[int] = set()
    for row in rows:
        try:
            if row.body:
                said[row.id] = body_of(work, row.body)
        except KeyGoneError:
            gone.add(row.id)
    if gone:
        work.conn.execute(update(outbox).where(outbox.c.id.in_(gone)).values(state="back"))
    return said, gone


def _hold_back(work: UnitOfWork, ids: Sequence[int]) -> None:
    """Hold the rows whose window has closed until the person writes again. Staff see why."""
    held = work.conn.execute(
        update(outbox)
        .where(outbox.c.id.in_(ids))
        .values(state="held", says="send.waits")
        .returning(outbox.c.case_id, outbox.c.entry_id, outbox.c.unique_key)
    ).all()
    for case_id, entry_id, unique_key in held:
        if entry_id is not None and unique_key is None:
            audit.record(work, "answer.held", actor="system", case_id=case_id, entry=entry_id)


_ONCE_ONLY = and_(outbox.c.priority >= Priority.BULK, outbox.c.aims == "")  # an edit or a deletion may be repeated


def recover(work: UnitOfWork, channel: str, bot: str) -> int:
    """Release what a crashed sender left in `sending`: replies and notices are sent again, bulk becomes doubtful.

    Returns the number of rows.
    """
    mine = select(chats_table.c.id).where(chats_table.c.channel == channel, chats_table.c.bot == bot)
    found = work.conn.execute(
        update(outbox)
        .where(outbox.c.state == "sending", outbox.c.chat_id.in_(mine))
        .values(
            state=case(
                (_ONCE_ONLY, "doubtful"), (outbox.c.priority == Priority.TOAST, "late"), else_="waiting"
            ),
            attempt="", says=case((_ONCE_ONLY, "send.doubtful"), else_=""),
        )
        .returning(outbox.c.chat_id)
    ).scalars().all()  # fmt: skip
    busy = select(lanes.c.chat_id).where(lanes.c.channel == channel, lanes.c.bot == bot, lanes.c.busy.is_(True))
    freed = sorted({*found, *work.conn.execute(busy).scalars()})
    for start in range(0, len(freed), 500):
        look_again(work, freed[start : start + 500], free=True)
    return len(found)


_DUE = Prepared(
    select(func.min(case((lanes.c.held_until > lanes.c.ready_at, lanes.c.held_until), else_=lanes.c.ready_at))).where(
        lanes.c.channel == bindparam("p_channel"),
        lanes.c.bot == bindparam("p_bot"),
        lanes.c.ready_at.is_not(None),
        lanes.c.busy.is_(False),
    )
)


def next_due(work: UnitOfWork, channel: str, bot: str) -> datetime | None:
    """When something is ready next, in UTC; None when nothing waits."""
    found: datetime | None = _DUE.scalar(work, {"p_channel": channel, "p_bot": bot})
    return found
