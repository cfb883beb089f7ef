"""The wards for which this process works and sends: its fair part of all, by leases that it renews.

The leases share the work out and no more. That nothing is sent twice is held in each ward's own database
(`bot.workers.lease_keeper`), so two processes that both believe to hold a ward for a moment do no harm.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from bot import app as joined
from bot.province.wards import Held, NotServedError, Part, Wards
from bot.signals.retry import pause
from core.logs import WARD, get_logger
from storage.database.revision import newest
from storage.province import sharing
from storage.province.registry import Registry

log = get_logger("province")

EVERY = 3.0  # seconds between two looks at the registry and the leases
_TOGETHER = 4  # wards that are opened at once: most of the time of one is a wait for the database


class Shift:
    """Begins and ends the work for wards as the leases come and go."""

    def __init__(
        self,
        wards: Wards,
        registry: Registry,
        *,
        holder: str,
        failed: Callable[[str, Exception], Awaitable[None]],
        roles: frozenset[str] = joined.ALL,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`holder`: names this process. `failed`: told of a ward that cannot be opened or whose work broke."""
        self._wards = wards
        self._registry = registry
        self._holder = holder
        self._failed = failed
        self._roles = roles
        self._revision = newest()
        self._monotonic = monotonic
        self._heard = monotonic()  # the registry was read when it was opened
        self.codes: dict[str, list[str]] = {role: [] for role in roles if role != "web"}  # by role

    def silent(self) -> float:
        """Seconds since the registry answered."""
        return self._monotonic() - self._heard

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set; then end all work and give the leases back."""
        try:
            while not stop.is_set():
                await self.once()
                await pause(stop, EVERY)
        finally:
            await self._wards.close()
            with contextlib.suppress(Exception):  # they run out by themselves
                await asyncio.to_thread(sharing.leave, self._registry, self._holder)

    async def once(self) -> None:
        """One round: see what changed, renew and take leases, begin and end work."""
        try:
            await self._wards.refresh()
            self.codes = await asyncio.to_thread(
                sharing.take, self._registry, self._holder, self._roles, revision=self._revision
            )
        except Exception as error:  # the registry is away: what is open goes on
            log.warning("the registry does not answer", extra={"error": type(error).__name__})
            return
        self._heard = self._monotonic()
        for code, held in self._wards.held.items():
            for role, part in tuple(held.parts.items()):
                if code not in self.codes[role]:
                    part.stop.set()  # it ends beside the others: what it is sending may take its time
                if part.task.done():
                    del held.parts[role]
        mine = sorted({each for codes in self.codes.values() for each in codes})
        together, until = asyncio.Semaphore(_TOGETHER), asyncio.get_running_loop().time() + sharing.LEASE / 3
        free = [code for code in mine if not self._wards.is_leaving(code)]
        await asyncio.gather(*(self._begin(code, together, until) for code in free))

    async def _begin(self, code: str, together: asyncio.Semaphore, until: float) -> None:
        """Open the ward and begin what is missing; after `until` the next round does it, which renews leases first."""
        try:
            async with together:
                if asyncio.get_running_loop().time() > until:
                    return
                held = await self._wards.open(code)
        except NotServedError:
            return  # it changed just now; the next round sees it
        except Exception as error:  # this ward alone
            await self._failed(code, error)
            await asyncio.to_thread(sharing.give_back, self._registry, self._holder, code)
            return
        for role, codes in self.codes.items():
            if code in codes and role not in held.parts:
                stop = asyncio.Event()
                held.parts[role] = Part(stop, asyncio.create_task(self._work(code, held, role, stop)))
                await asyncio.sleep(0)  # between two wards, answers and messages of others go on

    async def _work(self, code: str, held: Held, role: str, stop: asyncio.Event) -> None:
        WARD.set(code)
        try:
            async with asyncio.TaskGroup() as group:
                joined.begin_parts(held.service, frozenset({role}), stop, group)
        except Exception as error:  # a part of one ward must not end the others
            log.exception("the work for a ward ended")
            await self._failed(code, error)
