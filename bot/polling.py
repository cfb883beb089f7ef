"""Bringing Telegram's updates in: by the hook or by polling, one poller a bot, whatever number of processes run."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping

from bot.channels import telegram_poll
from bot.channels.telegram import TelegramChannel
from core.channel import Channel
from core.errors import DanBanError
from core.logs import get_logger
from core.message import Json
from core.settings import Settings
from storage import leases
from storage.database import Database

log = get_logger("polling")
LEASE, RENEW = 45.0, 10.0  # seconds
_LONGEST = 60.0

Accept = Callable[[Channel, Mapping[str, Json]], Awaitable[bool]]


async def run(
    channel: Channel,
    settings: Settings,
    database: Database,
    *,
    accept: Accept,
    holder: str,
    stop: asyncio.Event,
) -> None:
    """Set the hook, or poll as long as this holder has the poller's lease; until `stop`."""
    assert isinstance(channel, TelegramChannel)
    await _started(channel, stop)
    if settings.telegram_mode == "webhook":
        await _patiently(
            lambda: channel.set_webhook(f"{settings.public_url}/hook/telegram", settings.telegram_webhook_secret), stop
        )
        return
    await _patiently(channel.delete_webhook, stop)
    name = f"poll:{channel.name}:{channel.bot}"
    while not stop.is_set():
        if await database.write(leases.take, name, holder, seconds=LEASE) is not None:
            await _poll_while_held(channel, settings, database, accept=accept, holder=holder, name=name, stop=stop)
        await _pause(stop, RENEW)
    await database.write(leases.give_back, name, holder)


async def _poll_while_held(
    channel: TelegramChannel,
    settings: Settings,
    database: Database,
    *,
    accept: Accept,
    holder: str,
    name: str,
    stop: asyncio.Event,
) -> None:
    done = asyncio.Event()

    async def take(batch: list[Mapping[str, Json]]) -> None:
        await asyncio.gather(*(accept(channel, each) for each in batch))

    polling = asyncio.create_task(
        telegram_poll.updates(settings.telegram_token, settings.telegram_api_url, accept=take, stop=done)
    )
    try:
        while not stop.is_set():
            await _pause(stop, RENEW)
            if await database.write(leases.take, name, holder, seconds=LEASE) is None:
                return
    finally:
        done.set()
        await polling


async def _started(channel: TelegramChannel, stop: asyncio.Event) -> None:
    await _patiently(channel.start, stop)


async def _patiently(act: Callable[[], Awaitable[None]], stop: asyncio.Event) -> None:
    """Do it, again and again with longer pauses: the platform may be away when we start."""
    wait = 1.0
    while not stop.is_set():
        try:
            await act()
        except DanBanError as error:
            log.warning("Telegram does not answer yet", extra={"error": type(error).__name__, "again_in": wait})
            await _pause(stop, wait)
            wait = min(_LONGEST, wait * 2)
        else:
            return


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
