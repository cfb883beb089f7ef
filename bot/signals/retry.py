"""Acts that a platform may refuse now: tried again and again, until we are told to stop."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from core.errors import DanBanError
from core.logs import get_logger

log = get_logger("retry")
_LONGEST = 60.0  # seconds


async def patiently(name: str, act: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do it, again and again with longer pauses: the platform may be away when we start."""
    wait = 1.0
    while not stop.is_set():
        try:
            await act()
        except DanBanError as error:
            found = {"platform": name, "error": type(error).__name__, "again_in": wait}
            log.warning("a platform does not answer yet", extra=found)
            await pause(stop, wait)
            wait = min(_LONGEST, wait * 2)
        else:
            return


async def pause(event: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until the event is set. A cancel always ends it.

    `asyncio.wait_for` of Python 3.11 swallows a cancel that comes in the same moment as the event. Then the task that
    should end would run for ever, and its process with it.
    """
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
