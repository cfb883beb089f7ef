"""Gets Telegram's updates by webhook or by polling. Over all processes, only one polls for a bot."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlsplit

from bot.channels import telegram_poll
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_address import hook_of
from bot.signals.retry import patiently, pause
from core.channel import Channel
from core.errors import SendError
from core.message import Json
from core.settings import Settings
from storage.database.database import Database
from storage.messages import leases
from storage.ward import alerts

LEASE, RENEW = 45.0, 10.0  # seconds
LOOK = 300.0  # seconds between two checks of the webhook
PATIENT = 6  # 409s in a row, about a minute: after a kill, the old poller causes them for so long

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
    """Set the webhook, or poll while this holder has the poller's lease; until `stop`."""
    assert isinstance(channel, TelegramChannel)
    await patiently("telegram", channel.start, stop)
    if settings.telegram_mode == "webhook":
        url, secret = hook_of(settings), settings.telegram_webhook_secret
        await patiently("telegram", lambda: channel.set_webhook(url, secret), stop)
        while not stop.is_set():
            await pause(stop, LOOK)
            if not stop.is_set():
                with contextlib.suppress(Exception):  # the next check will tell
                    await _look(channel, database, ours=url)
        return
    await patiently("telegram", channel.delete_webhook, stop)
    name = f"poll:{channel.name}:{channel.bot}"
    while not stop.is_set():
        if await database.write(leases.take, name, holder, seconds=LEASE) is not None:
            await _poll_while_held(channel, settings, database, accept=accept, holder=holder, name=name, stop=stop)
        await pause(stop, RENEW)
    await database.write(leases.give_back, name, holder)


async def _look(channel: TelegramChannel, database: Database, *, ours: str, failures: int = PATIENT) -> None:
    """Alert the admins, once per day, when updates go elsewhere: to another webhook, or to another poller."""
    try:
        found = await channel.webhook()
    except SendError:
        return  # Telegram is away, which says nothing about the webhook
    if found == ours and (ours or failures < PATIENT):
        return
    kind = "telegram_poller" if found == ours else "telegram_webhook"
    detail = urlsplit(found).hostname or "-"
    key = f"{kind}:{channel.bot}:{database.clock():%Y%m%d}"
    await database.write(lambda work: alerts.sound(work, kind, detail=detail, unique_key=key))


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
        telegram_poll.updates(
            settings.telegram_token,
            settings.telegram_api_url,
            accept=take,
            stop=done,
            conflict=lambda failures: _look(channel, database, ours="", failures=failures),
        )
    )
    try:
        while not stop.is_set():
            await pause(stop, RENEW)
            if polling.done():
                return  # the poller ended by itself: its error is raised below, and everything starts again
            if await database.write(leases.take, name, holder, seconds=LEASE) is None:
                return
    finally:
        done.set()
        await polling
