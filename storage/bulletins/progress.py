"""How far a bulletin has come.

Chats are counted by their rows in the outbox: one per chat, however many parts there are.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from storage.database.unit import UnitOfWork
from storage.tables.messages import chats, outbox
from storage.tables.people import residents
from storage.tables.ward import units

REACHED = "sent"
_WINDOWS = (timedelta(seconds=20), timedelta(minutes=1))  # the longer one where fewer than two left in the shorter one
_LEAST = timedelta(seconds=5)  # a shorter span is too little to measure a pace
# Why a chat does not have it, in the words of the console. In all other states it is on its way.
MISSED = ("held", "gone", "failed", "expired", "doubtful", "back")


@dataclass(frozen=True, slots=True)
class Cell:
    """How many chats of a unit (empty: unknown, or a group) and channel are in a state."""

    unit: str
    channel: str
    group: bool
    state: str
    chats: int


def counts(work: UnitOfWork, bulletin_id: int) -> dict[str, int]:
    """The number of chats in each state of their first part."""
    found = select(outbox.c.state, func.count()).where(outbox.c.bulletin_id == bulletin_id, outbox.c.part == 0)
    return {state: number for state, number in work.conn.execute(found.group_by(outbox.c.state))}  # noqa: C416


def pace(work: UnitOfWork, bulletin_id: int) -> int:
    """How many chats get it per minute now. See `per_minute`."""
    for window in _WINDOWS:
        sent, first = work.conn.execute(
            select(func.count(), func.min(outbox.c.sent_at)).where(
                outbox.c.bulletin_id == bulletin_id, outbox.c.part == 0, outbox.c.state == REACHED,
                outbox.c.sent_at > work.now - window,
            )
        ).one()  # fmt: skip
        if sent > 1:
            break
    return per_minute(sent, work.now - first) if sent else 0


def per_minute(sent: int, span: timedelta) -> int:
    """The pace of so many messages, the first of which left `span` ago.

    It is measured from that first message: what was sent before a start or a pause says nothing about the pace now.
    """
    return max(1, round(sent * 60 / max(span, _LEAST).total_seconds()))


def table(work: UnitOfWork, bulletin_id: int) -> list[Cell]:
    """The states by unit and channel."""
    name = func.coalesce(units.c.name, "")
    group = chats.c.private.is_(False)
    rows = work.conn.execute(
        select(name, chats.c.channel, group, outbox.c.state, func.count())
        .select_from(
            outbox.join(chats, chats.c.id == outbox.c.chat_id)
            .outerjoin(residents, residents.c.id == chats.c.resident_id)
            .outerjoin(units, units.c.id == residents.c.unit_id)
        )
        .where(outbox.c.bulletin_id == bulletin_id, outbox.c.part == 0)
        .group_by(name, chats.c.channel, group, outbox.c.state)
        .order_by(name, chats.c.channel, group, outbox.c.state)
    )
    return [Cell(unit, channel, bool(is_group), state, number) for unit, channel, is_group, state, number in rows]
