"""Lets those who come in crowds through a few at a time, so that whoever else needs the event loop gets it soon.

The event loop runs all that is ready before it looks at the next message of a chat. Two hundred readers who wait for
the same page would all be answered in one turn; by a turnstile they are some per turn, and a hook comes between them.
"""

import asyncio
from collections import deque
from collections.abc import Callable


class BusyError(Exception):
    """So many wait already that one more would wait in vain."""


class Turnstile:
    """At most `each` pass in one turn of the event loop, in the order in which they came; at most `most` wait."""

    def __init__(self, each: int, *, most: int) -> None:
        self._each = each
        self._most = most
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._turns = False

    async def through(self) -> None:
        """Wait for one's turn. Raises BusyError."""
        if len(self._waiting) >= self._most:
            raise BusyError
        loop = asyncio.get_running_loop()
        place = loop.create_future()
        self._waiting.append(place)
        if not self._turns:
            self._turns = True
            loop.call_soon(self._turn)
        await place

    def _turn(self) -> None:
        for _ in range(min(self._each, len(self._waiting))):
            if not (place := self._waiting.popleft()).done():
                place.set_result(None)
        self._turns = bool(self._waiting)
        if self._turns:
            asyncio.get_running_loop().call_soon(self._turn)


class Makers:
    """Those who make something: `places` at once; at most `most` wait for a place, in the order in which they came."""

    def __init__(self, places: int, *, most: int) -> None:
        self._places = asyncio.Semaphore(places)
        self._most = most
        self._waiting = 0

    async def enter(self) -> Callable[[], None]:
        """Wait for a place. Gives what lets go of it; to call that again does nothing. Raises BusyError."""
        if self._waiting >= self._most:
            raise BusyError
        self._waiting += 1
        try:
            await self._places.acquire()
        finally:
            self._waiting -= 1
        held = [self._places.release]

        def leave() -> None:
            if held:
                held.pop()()

        return leave
