"""Stores what arrives. What comes while a transaction runs shares the next one, so a rush costs little per arrival."""

import asyncio
from collections.abc import Mapping

from core.channel import Channel
from core.message import Json
from storage.database.database import Database
from storage.messages import arrivals
from storage.messages.arrivals import Arrival

_TOGETHER = 100  # arrivals in one transaction: a platform waits two seconds for its answer


class Arrivals:
    """The way into the inbox. Nothing waits when nothing is being stored."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Arrival, asyncio.Future[bool]]] = []
        self._storing: asyncio.Task[None] | None = None

    async def take(self, channel: Channel, raw: Mapping[str, Json]) -> bool:
        """Store one raw payload durably, before the platform gets its answer. False for a repeated payload.

        Raises UnreadableError when the payload has no id, and what the database raises for this payload.
        """
        arrival = arrival_of(channel, raw)
        stored: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((arrival, stored))
        if self._storing is None or self._storing.done():
            self._storing = asyncio.create_task(self._store())
        return await stored

    async def _store(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:_TOGETHER], self._waiting[_TOGETHER:]
            try:
                await self._together(some)
            finally:
                for _, stored in some:  # nobody waits for ever, also when this task is cancelled
                    stored.cancel()

    async def _together(self, some: list[tuple[Arrival, asyncio.Future[bool]]]) -> None:
        try:
            news = await self._database.write_first(arrivals.accept_all, [arrival for arrival, _ in some])
        except Exception as error:
            if len(some) == 1:
                _tell(some[0][1], error)
                return
            for each in some:  # one of them may be faulty: only that one fails
                await self._together([each])
            return
        for (_, stored), new in zip(some, news, strict=True):
            _tell(stored, new)


def arrival_of(channel: Channel, raw: Mapping[str, Json]) -> Arrival:
    """What a platform's payload is to the inbox. Raises UnreadableError."""
    peek = channel.peek(raw)
    return Arrival(channel.name, channel.bot, peek.external_id, peek.chat, raw, peek.sent_at)


def _tell(stored: asyncio.Future[bool], end: bool | Exception) -> None:  # noqa: FBT001  # what the future gives
    if stored.done():
        return  # its caller has gone; the arrival is stored all the same
    if isinstance(end, Exception):
        stored.set_exception(end)
    else:
        stored.set_result(end)
