"""An unforeseen error in a part that works for ever: it is logged, the admins hear of it, and the part goes on."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.signals.retry import pause
from core.logs import get_logger
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.ward import alerts

log = get_logger("troubles")
LOUD = 3  # errors in a row from which on the admins are told, once a day for each part
LONGEST = 10.0  # seconds: nobody waits longer for a part once its trouble is over
SOUND = 600.0  # seconds that a part has to work for its earlier errors to be forgotten


class Troubles:
    """The errors in a row of one part."""

    def __init__(self, database: Database, part: str) -> None:
        self._database = database
        self._part = part
        self._row = 0

    async def met(self, error: Exception) -> float:
        """Log it, and tell the admins when it lasts; gives the seconds to rest before the next try."""
        self._row += 1
        log.error("a part of the service failed", exc_info=error, extra={"part": self._part, "in_a_row": self._row})
        if self._row >= LOUD:
            with contextlib.suppress(Exception):  # the database may be what is away: the log tells, and the next error
                await self._database.write(_tell, self._part, type(error).__name__)
        return float(min(LONGEST, 2.0 ** min(self._row - 1, 6)))

    def over(self) -> None:
        """It works again."""
        self._row = 0


async def steadily(
    part: str,
    act: Callable[[], Awaitable[None]],
    database: Database,
    stop: asyncio.Event,
    *,
    rest: Callable[[asyncio.Event, float], Awaitable[None]] = pause,
) -> None:
    """Run a part until it ends by itself or `stop` is set; an unforeseen error begins it anew after a rest."""
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
