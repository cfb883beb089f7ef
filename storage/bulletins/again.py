"""Decisions about a running or finished bulletin: how fast it is sent, and who gets it once more.

The program never repeats a message that may have arrived. Only a person does so, and the trail records it.
"""

from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.bulletins.rules import BulletinState
from core.errors import ConflictError
from storage.bulletins.bodies import parts_for
from storage.bulletins.bulletins import get
from storage.database.unit import UnitOfWork
from storage.messages import lane_rows
from storage.tables.bulletins import bulletin_bodies, bulletins
from storage.tables.messages import bulk, chats, outbox
from storage.ward import audit

BATCH = 2000
NOT_GOT = ("held", "gone", "failed", "expired")  # these surely did not arrive
_GOES = (BulletinState.SPREADING, BulletinState.SENDING, BulletinState.PAUSED, BulletinState.DONE)


def set_rate(work: UnitOfWork, bulletin_id: int, staff_id: int, rate: int | None) -> None:
    """Limit the recipients per second and bot, at once. None: as fast as the platforms allow.

    While several bulletins are sent, the lowest rate applies to all. Raises ConflictError below one per second.
    """
    if rate is not None and rate < 1:
        raise ConflictError("At least one a second.")
    get(work, bulletin_id, lock=True)
    work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(rate=rate))
    audit.record(work, "bulletin.rate", actor="staff", staff_id=staff_id, bulletin=bulletin_id, rate=rate)
    work.ring("outbox")


def resend_doubtful(work: UnitOfWork, bulletin_id: int, staff_id: int, *, batch: int = BATCH) -> int:
    """Send again the messages of which nobody knows whether they arrived. A person accepts that some get it twice.

    Returns the number of messages, at most `batch`; when it is `batch`, more may be left. Raises ConflictError for a
    bulletin that was stopped or recalled.
    """
    found = get(work, bulletin_id, lock=True)
    if found.state not in _GOES:
        raise ConflictError("It goes to nobody any more.")
    ids = (
        select(outbox.c.id)
        .where(outbox.c.bulletin_id == bulletin_id, outbox.c.state == "doubtful")
        .order_by(outbox.c.id)
        .limit(batch)
    )
    again = {"state": "waiting", "due_at": work.now, "made_at": work.now, "tries": 0, "error": "", "says": ""}
    chat_ids = work.conn.execute(
        update(outbox).where(outbox.c.id.in_(ids)).values(**again).returning(outbox.c.chat_id)
    ).scalars().all()  # fmt: skip
    if not chat_ids:
        return 0
    lane_rows.ready(work, chats.c.id.in_(sorted(set(chat_ids))))
    _opened(work, bulletin_id, found.state)
    told = {"bulletin": bulletin_id, "messages": len(chat_ids)}
    audit.record(work, "bulletin.again_doubtful", actor="staff", staff_id=staff_id, **told)
    return len(chat_ids)


def _opened(work: UnitOfWork, bulletin_id: int, state: str) -> None:
    """Rows wait again: the bulletin is not done, and `ends` must look at it from the start."""
    values: dict[str, Any] = {"settled": 0}
    if state == BulletinState.DONE:
        values |= {"state": BulletinState.SENDING.value, "ended_at": None}
    work.conn.execute(update(bulletins).where(bulletins.c.id == bulletin_id).values(**values))
    work.ring("outbox")


def count_by_another_channel(work: UnitOfWork, bulletin_id: int) -> int:
    """How many people who surely did not get it can be reached now in another of their chats."""
    found: int = work.conn.execute(
        select(func.count()).select_from(_elsewhere(work, bulletin_id, batch=None).subquery())
    ).scalar_one()
    return found


def send_by_another_channel(work: UnitOfWork, bulletin_id: int, staff_id: int, *, batch: int = BATCH) -> int:
    """Send it in another chat to people who surely did not get it (window closed, blocked, refused).

    Each person gets it once: whoever has it, or may have it, in any chat is left out. A message that is held for a
    closed window is cancelled, so that it does not come twice. Returns the number of people, at most `batch`. Raises
    ConflictError as above.
    """
    found = get(work, bulletin_id, lock=True)
    if found.state not in _GOES:
        raise ConflictError("It goes to nobody any more.")
    rows = work.conn.execute(_elsewhere(work, bulletin_id, batch=batch)).all()
    if not rows:
        return 0
    residents_, there = [row[0] for row in rows], chats.c.id.in_([row[1] for row in rows])
    at = literal(work.now, outbox.c.due_at.type)
    made: Select[Any] = (
        select(chats.c.id, bulk, literal(""), at, at, literal(bulletin_id), bulletin_bodies.c.part)
        .select_from(chats.join(bulletin_bodies, parts_for(bulletin_id)))
        .where(there)
        .order_by(chats.c.id, bulletin_bodies.c.part)
    )
    names = ["chat_id", "priority", "body", "due_at", "made_at", "bulletin_id", "part"]
    dialect = postgresql if work.postgres else sqlite
    work.conn.execute(dialect.insert(outbox).from_select(names, made, include_defaults=False).on_conflict_do_nothing())
    lane_rows.ready(work, there)
    theirs = select(chats.c.id).where(chats.c.resident_id.in_(residents_))
    work.conn.execute(
        update(outbox)
        .where(outbox.c.bulletin_id == bulletin_id, outbox.c.chat_id.in_(theirs), outbox.c.state == "held")
        .values(state="back", says="send.elsewhere")
    )
    _opened(work, bulletin_id, found.state)
    audit.record(work, "bulletin.elsewhere", actor="staff", staff_id=staff_id, bulletin=bulletin_id, people=len(rows))
    return len(rows)


def _elsewhere(work: UnitOfWork, bulletin_id: int, *, batch: int | None) -> Select[Any]:
    """(resident, the chat to write to), by resident, for those who did not get it."""
    other, theirs, row = chats.alias(), chats.alias(), outbox.alias()
    has_it = exists().where(
        theirs.c.resident_id == chats.c.resident_id,
        row.c.chat_id == theirs.c.id,
        row.c.bulletin_id == bulletin_id,
        row.c.part == 0,
        row.c.state.not_in((*NOT_GOT, "back")),
    )
    had_row = exists().where(row.c.chat_id == other.c.id, row.c.bulletin_id == bulletin_id)
    open_now = and_(
        other.c.resident_id == chats.c.resident_id,
        other.c.private.is_(True),
        other.c.state == "open",
        or_(other.c.free_until.is_(None), other.c.free_until > work.now),
        ~had_row,
    )
    found = (
        select(chats.c.resident_id, func.min(other.c.id))
        .select_from(outbox.join(chats, chats.c.id == outbox.c.chat_id).join(other, open_now))
        .where(
            outbox.c.bulletin_id == bulletin_id,
            outbox.c.part == 0,
            outbox.c.state.in_(NOT_GOT),
            chats.c.private.is_(True),
            ~has_it,
        )
        .group_by(chats.c.resident_id)
        .order_by(chats.c.resident_id)
    )
    return found if batch is None else found.limit(batch)
