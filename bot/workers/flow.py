"""How much one bot has in progress: what may be claimed now, what is being sent, when the next look is useful."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.signals.retry import pause
from broadcasts.pace import Throttle

SIDE_BY_SIDE = 96  # replies; as many bulletins go beside them
MARKED = 2 * SIDE_BY_SIDE  # bulk that is marked where no platform sets a pace, so that the next message is ready
AHEAD = 0.5  # seconds: only messages that leave within this time are marked
LOOK_BESIDE = 0.03  # seconds between two looks for replies while the sender is full of bulk


class Flow:
    """The sends in progress, and the room for more beside them."""

    def __init__(self, throttle: Throttle, *, ahead: float) -> None:
        """`ahead`: seconds for which messages are marked."""
        self.throttle = throttle
        self.bulk_at_once = asyncio.Semaphore(SIDE_BY_SIDE)  # bulk that the platform has not answered yet
        self._ahead = ahead
        self._tasks: set[asyncio.Task[None]] = set()
        self._bulk = 0  # the bulk among them
        self._half_left = asyncio.Event()
        self.rate: int | None = None  # of bulk, chosen by a person; None: as fast as the platform allows

    def room(self) -> int:
        """How many messages of any kind may be claimed."""
        return min(SIDE_BY_SIDE - len(self._tasks) + self._bulk, self.throttle.room(within=self._ahead))

    def room_for_bulk(self) -> int:
        """How many of them may be bulk; none while more than half of what we may hold is ready.

        A claim costs the same for many messages as for few.
        """
        if self.is_full_of_bulk:
            return 0
        return min(MARKED - self._bulk, self.throttle.room_for_bulk(within=self._ahead))

    @property
    def is_full_of_bulk(self) -> bool:
        """Whether more than half of the bulk that we may hold is ready."""
        return self._bulk > MARKED // 2

    @property
    def wait_for_room(self) -> float:
        """The seconds for which a look is not useful when there is no room."""
        return max(0.01, min(1.0, self.throttle.held or 0.02))

    def begin(self, send: Coroutine[Any, Any, None], *, bulk: bool) -> None:
        """Begin a send beside the others."""
        task = asyncio.create_task(send)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        if bulk:
            self._bulk += 1
            task.add_done_callback(self._bulk_ended)

    async def wait_for_half(self) -> None:
        """While much bulk is ready, wait until half of it has left, at most until the next look for replies."""
        if self.is_full_of_bulk:
            self._half_left.clear()
            await pause(self._half_left, LOOK_BESIDE)

    async def ended(self, *, within: float | None = None) -> None:
        """Wait until all sends in progress have ended, at most so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)

    def limit_bulk(self, rate: int | None) -> None:
        """Let bulk begin in at most so many chats per second; None: as fast as the platform allows."""
        if rate != self.rate:
            self.rate = rate
            self.throttle.limit_bulk(rate)

    def _bulk_ended(self, _task: asyncio.Task[None]) -> None:
        self._bulk -= 1
        if not self.is_full_of_bulk:
            self._half_left.set()
