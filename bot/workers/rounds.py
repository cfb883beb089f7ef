"""A worker that works in rounds: when its bell rings, and when something falls due.

It does nothing in a copy of another installation's database.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime

from bot.signals.bell import Bell
from bot.signals.retry import pause
from core.logs import get_logger
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import leases

log = get_logger("rounds")

LOOK = 30.0  # seconds; a bell can be missed


class Rounds(ABC):
    """`bell`: rung when there is more to do. `due`: when the next thing falls due; none where nothing waits."""

    def __init__(
        self, database: Database, *, bell: str, due: Callable[[UnitOfWork], datetime | None], instance_id: str
    ) -> None:
        self._database = database
        self._bell = bell
        self._due = due
        self._instance = instance_id

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set, then finish what is in progress."""
        bell = Bell(self._database, self._bell)
        stopping = asyncio.create_task(self._ring_at(stop, bell))
        try:
            while not stop.is_set():
                try:
                    more = await self.once()
                except Exception:
                    log.exception("a round failed", extra={"worker": type(self).__name__})
                    await pause(stop, LOOK)
                    continue
                if not more:
                    await bell.wait(await self._idle())
        finally:
            stopping.cancel()
            bell.close()
            await self.close()

    async def once(self) -> bool:
        """Do one round. Gives whether anything was due. A copy of another installation's database sends nothing."""
        due = await self._database.read(self._due)
        if due is None or due > self._database.clock():
            return False
        if not await self._database.write(leases.belongs, self._instance):
            return False
        return await self._work()

    async def close(self) -> None:
        """Give back what was opened."""
        return

    @abstractmethod
    async def _work(self) -> bool:
        """Do what is due. Gives whether anything was claimed."""

    async def _ring_at(self, stop: asyncio.Event, bell: Bell) -> None:
        await stop.wait()
        bell.ring()

    async def _idle(self) -> float:
        due = await self._database.read(self._due)
        if due is None:
            return LOOK
        return min(LOOK, max(0.1, (due - self._database.clock()).total_seconds()))
