"""Who of several workers begins with which chats, so that they do not try for the same ones.

The lock of a chat decides who handles it; this only spares the tries. A worker that lost one, or sees that much waits,
says that it is there, by a lease of a few seconds that it renews while it works. Each chat then belongs to one of those
who are there, by its name. A worker that stands still or was killed loses its part when its lease ends.
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterable
from zlib import crc32

from core.logs import get_logger
from storage.database.database import Database
from storage.messages import leases
from storage.messages.inbox import Lane

log = get_logger("shares")

LEASE, RENEW = 3.0, 1.0  # seconds
ALERT = 10.0  # seconds for which a worker expects the other again


class LaneShares:
    """This worker's part of the chats: all of them until it meets another worker."""

    def __init__(
        self, database: Database, bots: Iterable[tuple[str, str]], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`bots`: what it serves. Only workers that serve the same share with each other."""
        served = hashlib.sha256(repr(sorted(bots)).encode()).hexdigest()[:12]
        self._group, self._me = f"worker:{served}:", secrets.token_hex(6)
        self._database = database
        self._clock = clock
        self._until = self._next = 0.0
        self._there = [self._me]

    def met(self) -> None:
        """Another worker has a chat that this one tried for."""
        self._until = self._clock() + ALERT
        if len(self._there) < 2:
            self._next = 0.0

    async def busy(self) -> None:
        """Much waits, so another worker will come too. (Not on SQLite, where only one process works.)"""
        self._until = max(self._until, self._clock() + RENEW)
        await self.renew()

    def mine(self, lane: Lane) -> bool:
        """Whether this worker begins with this chat."""
        there = self._there
        return len(there) < 2 or there[crc32("\x1f".join(lane).encode()) % len(there)] == self._me

    async def renew(self) -> None:
        """Say that it is there, once a second, as long as it expects another. Never raises.

        Called before each message, so who makes no progress loses its part.
        """
        now = self._clock()
        if now >= self._until or self._database.embedded:
            self._there = [self._me]
            return
        if now < self._next:
            return
        self._next = now + RENEW  # first, because several messages are tried at the same time
        try:
            there = await self._database.write(leases.beside, self._group, self._me, seconds=LEASE)
        except Exception:
            log.warning("no share of the chats, so all are tried", exc_info=True)
            there = []
        self._there = sorted({*there, self._me})
        if len(self._there) > 1:
            self._until = now + ALERT
