"""How far a bulletin has come.

Chats are counted by their rows in the outbox: one per chat, however many parts there are.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.database.unit import UnitOfWork
from storage.tables.messages import chats, outbox
from storage.tables.people import residents
from storage.tables.ward import units

REACHED = "sent"
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


def sent_since(work: UnitOfWork, bulletin_id: int, since: datetime) -> int:
    """How many chats have got it since a moment."""
    found: int = work.conn.execute(
        select(func.count()).where(
            outbox.c.bulletin_id == bulletin_id, outbox.c.part == 0, outbox.c.state == REACHED,
            outbox.c.sent_at > since,
        )
    ).scalar_one()  # fmt: skip
    return found


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
        .order_by(name, chats.c.channel)
    )
    return [Cell(unit, channel, bool(is_group), state, number) for unit, channel, is_group, state, number in rows]
