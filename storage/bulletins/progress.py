"""How far a bulletin is, counted from its rows of the outbox: one a chat, whatever number of parts it has."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from storage.database.unit import UnitOfWork
from storage.tables.messages import chats, outbox
from storage.tables.people import residents
from storage.tables.ward import units

REACHED = "sent"
# Why somebody has none, in the words of the console; every other state is on its way.
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
    """Chats by what became of the first part of theirs."""
    found = select(outbox.c.state, func.count()).where(outbox.c.bulletin_id == bulletin_id, outbox.c.part == 0)
    return {state: number for state, number in work.conn.execute(found.group_by(outbox.c.state))}  # noqa: C416


def sent_since(work: UnitOfWork, bulletin_id: int, since: datetime) -> int:
    """How many chats got it since a moment."""
    found: int = work.conn.execute(
        select(func.count()).where(
            outbox.c.bulletin_id == bulletin_id, outbox.c.part == 0, outbox.c.state == REACHED,
            outbox.c.sent_at > since,
        )
    ).scalar_one()  # fmt: skip
    return found


def table(work: UnitOfWork, bulletin_id: int) -> list[Cell]:
    """Who got it and who did not, by unit and channel."""
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
