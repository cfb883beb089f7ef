"""An unforeseen error in a part that never ends: it is logged, the admins are told, and the part goes on."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.signals.retry import pause
from core.logs import get_logger
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.ward import alerts

log = get_logger("troubles")
LOUD = 3  # errors in a row after which the admins are told, once per day for each part
LONGEST = 10.0  # seconds: nobody waits longer for a part after its trouble is over
SOUND = 600.0  # seconds for which a part has to work until its earlier errors are forgotten


class Troubles:
    """The errors in a row of one part."""

    def __init__(self, database: Database, part: str) -> None:
        self._database = database
        self._part = part
        self._row = 0

    async def met(self, error: Exception) -> float:
        """Log the error, and tell the admins if it lasts. Gives the seconds to rest before the next try."""
        self._row += 1
        log.error("a part of the service failed", exc_info=error, extra={"part": self._part, "in_a_row": self._row})
        if self._row >= LOUD:
            with contextlib.suppress(Exception):  # the database itself may be away: the log tells, and the next error
                await self._database.write(_tell, self._part, type(error).__name__)
        return float(min(LONGEST, 2.0 ** min(self._row - 1, 6)))

    def over(self) -> None:
        """The part works again."""
        self._row = 0


async def steadily(
    part: str,
    act: Callable[[], Awaitable[None]],
    database: Database,
    stop: asyncio.Event,
    *,
    rest: Callable[[asyncio.Event, float], Awaitable[None]] = pause,
) -> None:
    """Run a part until it ends by itself or `stop` is set. After an unforeseen error it begins again after a rest."""
    troubles, now = Troubles(database, part), asyncio.get_running_loop().time
    while True:
        begun = now()
        try:
            return await act()
        except Exception as error:
            if now() - begun > SOUND:
                troubles.over()
            wait = await troubles.met(error)
        if stop.is_set():
            return None
        await rest(stop, wait)


def _tell(work: UnitOfWork, part: str, error: str) -> None:
    key = f"part:{part}:{work.now:%Y-%m-%d}"
    alerts.sound(work, "part", detail=f"{part}: {error}", unique_key=key)
