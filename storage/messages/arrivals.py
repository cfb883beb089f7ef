"""Arrivals of one moment, stored together. Each is what `storage.messages.inbox` handles in its turn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.message import Json
from storage.database import prepared
from storage.database.unit import UnitOfWork
from storage.messages.inbox import accept, accepted, closed

# All arrivals of a moment, in their order: their ids are given in it.
_INSERT_ALL = (
    "INSERT INTO inbox (channel, bot, external_id, chat, raw, received_at)"
    " SELECT v.channel, v.bot, v.external_id, v.chat, v.raw, %s FROM"
    " unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[])"
    " WITH ORDINALITY AS v (channel, bot, external_id, chat, raw, place) ORDER BY v.place"
    " ON CONFLICT (channel, bot, external_id) DO NOTHING RETURNING id, channel, bot, external_id"
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came from a platform. `sent_at`: when, as the platform tells."""

    channel: str
    bot: str
    external_id: str
    chat: str
    raw: Mapping[str, Json]
    sent_at: datetime | None = None


def accept_all(work: UnitOfWork, arrivals: Sequence[Arrival]) -> list[bool]:
    """Store arrivals in their order and ring "inbox"; tells for each whether it is new. See `accept`.

    On PostgreSQL it is one statement.
    """
    if not work.postgres or len(arrivals) == 1:
        return [
            accept(
                work, channel=each.channel, bot=each.bot, external_id=each.external_id, chat=each.chat, raw=each.raw,
                sent_at=each.sent_at,
            )
            for each in arrivals
        ]  # fmt: skip
    rows = [
        (each.channel, each.bot, each.external_id[:128], each.chat[:64], closed(work, each.raw)) for each in arrivals
    ]
    made = prepared.by_driver(work, _INSERT_ALL, [work.now, *map(list, zip(*rows, strict=True))]).fetchall()
    ids = {tuple(key): number for number, *key in made}
    found = []
    for each, row in zip(arrivals, rows, strict=True):
        number = ids.pop(row[:3], None)  # a second one of the same moment is not new
        found.append(number is not None)
        accepted(work, number, (each.channel, each.bot, row[3]), sent_at=each.sent_at)
    work.ring("inbox")
    return found
