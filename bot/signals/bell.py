"""A bell that threads may ring and one task waits for."""

import asyncio
import contextlib
from collections.abc import Callable

from bot.signals.retry import pause
from storage.database.database import Database


class Bell:
    """Rings after commits that concern one room. `wait` also ends after a while, because a ring can be missed."""

    def __init__(self, database: Database, name: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()
        self._silence: Callable[[], None] = database.listen(name, self.ring)

    def ring(self) -> None:
        """Wake the task that waits. Any thread may call it."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Wait until the next ring, at most so long. A ring since the last wait counts."""
        await pause(self._event, max(0.001, seconds))
        self._event.clear()

    def close(self) -> None:
        """Stop listening."""
        self._silence()
