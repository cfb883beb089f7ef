"""The right to send for one bot: taken, renewed in time, and known to be over without a question to the database."""

import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable

from core.logs import get_logger
from storage.across import dispatch
from storage.database.database import Database
from storage.messages import leases

log = get_logger("sender")

LEASE = 45.0  # seconds
HTTP_TIMEOUT = 25.0  # the longest time of a send: no send begins later than the lease's end minus this
RENEW = 5.0


def uptime() -> float:
    """Seconds that also count while the machine is suspended: a lease expires during that time too."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class LeaseKeeper:
    """Holds the lease of one bot for one holder. `attempt` marks the rows that are claimed under the present lease."""

    def __init__(
        self, database: Database, *, channel: str, bot: str, instance_id: str, holder: str, now: Callable[[], float]
    ) -> None:
        """`holder`: after a restart, the same one takes its own lease back at once.

        `now`: seconds of a monotonic clock.
        """
        self._database = database
        self._channel = channel
        self._bot = bot
        self._instance = instance_id
        self._holder = holder
        self._now = now
        self._deadline = 0.0  # no send begins after it
        self._renewed = -RENEW
        self.attempt = ""

    @property
    def is_over(self) -> bool:
        """Whether it is too late to begin a send: another sender may take over before the send ends."""
        return self._now() >= self._deadline

    async def hold(self, settle: Callable[[], Awaitable[None]]) -> bool:
        """Whether the lease is ours. It is taken or renewed if necessary.

        A lease that is taken again is a new attempt: `settle` first writes down the sends of the old one.
        """
        if self._now() - self._renewed < RENEW and not self.is_over:
            return True
        asked = self._now()
        fresh = asked >= self._deadline  # the first time, or it expired while the machine slept
        if not await self._belongs_here():
            return False
        if fresh:
            await settle()
        before = await self._database.write(leases.take, self._name, self._holder, seconds=LEASE)
        if before is None:
            self._deadline = 0.0
            return False
        self._renewed = asked
        self._deadline = asked + LEASE - HTTP_TIMEOUT
        if fresh:
            await self._begin()
        return True

    async def give_back(self) -> None:
        """Let the next holder begin at once. If the database is away, nothing is raised."""
        with contextlib.suppress(Exception):
            await self._database.write(leases.give_back, self._name, self._holder)

    @property
    def _name(self) -> str:
        return f"send:{self._channel}:{self._bot}"

    async def _belongs_here(self) -> bool:
        if await self._database.write(leases.belongs, self._instance):
            return True
        log.warning("this database belongs to another installation; `danban adopt` makes it this one's")
        self._deadline = 0.0
        return False

    async def _begin(self) -> None:
        self.attempt = uuid.uuid4().hex
        found = await self._database.write(dispatch.recover, self._channel, self._bot)
        if found:
            log.info("took over what was under way", extra={"rows": found, "channel": self._channel})
