"""A virtual clock on which tasks can sleep, and a bulletin for it."""

import asyncio
import heapq
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import insert, literal, select

from core.message import Outgoing
from storage.bulletins import bulletins, spreading
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import subscriptions, topics
from storage.tables.messages import chats
from storage.tables.people import staff
from tests.servers.clock import VirtualClock


@dataclass(slots=True)
class Clock(VirtualClock):
    """A clock on which tasks can sleep."""

    _sleepers: list[tuple[float, int, asyncio.Future[None]]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    async def sleep(self, seconds: float) -> None:
        """Until that much virtual time has gone by."""
        waits = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.monotonic() + seconds, next(self._numbers), waits))
        await waits

    async def pass_(self, seconds: float) -> None:
        """Let time go by, waking each sleeper at its moment."""
        end = self.monotonic() + seconds
        for _ in range(3):  # who was just made goes to sleep first
            await asyncio.sleep(0)
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, waits = heapq.heappop(self._sleepers)
            if waits.cancelled():  # who slept was killed
                continue
            self.advance(max(0.0, at - self.monotonic()))
            waits.set_result(None)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        self.advance(max(0.0, end - self.monotonic()))


def ward(work: UnitOfWork, channel: str, number: int, *, bot: str = "bot") -> tuple[int, int]:
    """So many subscribers, named by their number, and a bulletin "tin" with its rows; its id, and its approver's."""
    work.conn.execute(insert(topics).values(key="chung", title="Tin chung"))
    each = {"channel": channel, "bot": bot, "private": True, "created_at": work.now}
    work.conn.execute(insert(chats), [{**each, "chat": str(place)} for place in range(number)])
    made = select(chats.c.id, literal("chung"), chats.c.created_at)
    work.conn.execute(insert(subscriptions).from_select(["chat_id", "topic", "at"], made))
    who = {"password": "-", "role": "admin", "created_at": work.now}
    first, second = (
        work.conn.execute(insert(staff).values(login=name, name=name, **who).returning(staff.c.id)).scalar_one()
        for name in ("a", "b")
    )
    found = bulletins.write(work, first, title="Tin", text="tin", topic="chung", urgent=True)
    bulletins.give_bodies(work, found, {"": [Outgoing("tin")]})
    bulletins.ask(work, found, first)
    bulletins.approve(work, found, second, typed=number, count=number)
    while spreading.go_on(work):
        pass
    return found, second
