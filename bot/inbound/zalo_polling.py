"""Gets a Zalo Bot's events by webhook on a public HTTPS address, else by polling; only one process polls.

The platform gives each event once: an event that was fetched, but not stored when a process is killed, is lost. So
polling is for trials; docs/zalo.md says it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from bot.channels.zalo_bot import ZaloBotChannel
from bot.signals.retry import patiently, pause
from core.channel import Channel
from core.errors import SendError, UnreadableError
from core.logs import get_logger
from core.message import Json
from core.settings import Settings
from storage.database.database import Database
from storage.messages import leases

log = get_logger("zalo_polling")
HOOK = "/hook/zalo-bot"
LEASE, RENEW, WAIT = 60.0, 10.0, 20  # seconds; the lease is longer than one request

Accept = Callable[[Channel, Mapping[str, Json]], Awaitable[bool]]


async def run(
    channel: ZaloBotChannel, settings: Settings, database: Database, *, accept: Accept, holder: str, stop: asyncio.Event
) -> None:
    """Run until `stop`."""
    url = f"{settings.public_url}{HOOK}" if settings.secure else ""
    await patiently("zalo-bot", lambda: channel.set_hook(url, settings.zalo_bot_webhook_secret), stop)
    name = f"poll:{channel.name}:{channel.bot}"
    while not url and not stop.is_set():
        mine = await database.write(leases.take, name, holder, seconds=LEASE) is not None
        if not mine or not await once(channel, accept=accept):
            await pause(stop, RENEW)
    if not url:
        await database.write(leases.give_back, name, holder)


async def once(channel: ZaloBotChannel, *, accept: Accept, wait: int = WAIT) -> bool:
    """Ask once and store the events. False when the platform gave no proper answer."""
    try:
        found = await channel.updates(wait=wait)
    except SendError as error:
        log.warning("the Zalo Bot's events could not be asked for", extra={"fate": error.fate.value})
        return False
    if found:
        try:
            await accept(channel, found)
        except UnreadableError:
            log.warning("an event of the Zalo Bot names no message")
    return True
