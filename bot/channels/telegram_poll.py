"""Polls Telegram for updates as plain JSON, so that an update that cannot be decoded never blocks the next ones."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import TypeVar

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.channels.telegram_address import ALLOWED
from core.logs import get_logger
from core.message import Json

log = get_logger("telegram")

_T = TypeVar("_T")
Accept = Callable[[list[Mapping[str, Json]]], Awaitable[None]]
_CONFLICT = 409
_LONGEST = 60.0  # the longest time between two tries, in seconds
Conflict = Callable[[int], Awaitable[None]]


class _RefusedError(Exception):
    """Telegram answered without updates. `wait` is the time in seconds that it asked for."""

    def __init__(self, status: int, wait: float) -> None:
        super().__init__(f"status {status}")
        self.conflict = status == _CONFLICT
        self.wait = wait


async def _no_word(_failures: int) -> None:
    """The default: ignore conflicts."""


async def updates(
    token: str,
    api_url: str,
    *,
    accept: Accept,
    stop: asyncio.Event,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    conflict: Conflict = _no_word,
    wait: int = 25,
    limit: int = 100,
) -> None:
    """Pass updates to `accept` until `stop` is set. They are confirmed only after it returned.

    `accept` stores a batch durably and may get the same batch again. After any failure (network, the 409 of a second
    poller, `accept` itself) it retries after a limited wait; it never raises. `wait`: seconds of one long poll.
    `conflict` is called for each 409 (a webhook is set, or another process polls) with the number of failures in a row.
    """
    offset, failures = 0, 0
    async with ClientSession(timeout=ClientTimeout(total=wait + 15, sock_connect=5)) as session:
        url = f"{api_url.rstrip('/')}/bot{token}/getUpdates"
        while not stop.is_set():
            pause = 0.0
            try:
                found = await _until(stop, _ask(session, url, offset=offset, wait=wait, limit=limit))
                if found:
                    await accept([each for each in found if _id(each) is not None])
                    offset = max([offset, *(number + 1 for each in found if (number := _id(each)) is not None)])
                failures = 0
            except _RefusedError as error:
                failures += 1
                pause = error.wait or _back_off(failures)
                log.warning("Telegram gives no updates", extra={"answer": str(error), "again_in": pause})
                if error.conflict:
                    await _tell(conflict, failures)
            except (ClientError, TimeoutError, OSError, ValueError) as error:
                failures += 1
                pause = _back_off(failures)
                log.warning("Telegram cannot be reached", extra={"error": type(error).__name__, "again_in": pause})
            except Exception as error:
                failures += 1
                pause = _back_off(failures)
                log.warning("updates could not be stored", extra={"error": type(error).__name__, "again_in": pause})
            if pause:
                await _until(stop, sleep(min(pause, _LONGEST)))


async def _tell(conflict: Conflict, failures: int) -> None:
    try:
        await conflict(failures)
    except Exception as error:
        log.warning("a conflict could not be told", extra={"error": type(error).__name__})


def _back_off(failures: int) -> float:
    return float(min(_LONGEST, 2.0 ** min(failures - 1, 6)))


def _id(raw: Mapping[str, Json]) -> int | None:
    number = raw.get("update_id")
    return number if isinstance(number, int) and not isinstance(number, bool) else None


async def _until(stop: asyncio.Event, doing: Awaitable[_T]) -> _T | None:
    """The result of `doing`, or None when `stop` was set first; then `doing` is cancelled."""
    task, stopping = asyncio.ensure_future(doing), asyncio.ensure_future(stop.wait())
    try:
        await asyncio.wait({task, stopping}, return_when=asyncio.FIRST_COMPLETED)
        return await task if task.done() else None
    finally:
        for each in (task, stopping):
            if not each.done():
                each.cancel()
                with contextlib.suppress(asyncio.CancelledError, ClientError):
                    await each


async def _ask(session: ClientSession, url: str, *, offset: int, wait: int, limit: int) -> list[Mapping[str, Json]]:
    params = {"offset": str(offset), "timeout": str(wait), "limit": str(limit), "allowed_updates": json.dumps(ALLOWED)}
    async with session.post(url, data=params) as response:
        body = json.loads(await response.text())
        if not isinstance(body, dict):
            raise _RefusedError(response.status, 0.0)
        result = body.get("result")
        if response.status != 200 or not isinstance(result, list):
            parameters = body.get("parameters")
            asked = parameters.get("retry_after", 0) if isinstance(parameters, dict) else 0
            raise _RefusedError(response.status, float(asked) if isinstance(asked, int) else 0.0)
        return [each for each in result if isinstance(each, dict)]
