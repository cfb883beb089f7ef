"""Our way of the same message: inbox, worker, handlers, outbox, sender. Every step is durable."""

import asyncio
import time
from pathlib import Path
from typing import Any

from bot.channels.telegram import TelegramChannel
from bot.inbound.web import accept_with
from bot.process.shared import Shared
from bot.signals.metrics import Metrics
from bot.workers.sender import Sender
from bot.workers.worker import Worker
from core.channel import Pace, Sent
from core.clock import system_clock
from core.message import Address, Incoming, Outgoing
from core.settings import Settings
from handlers.arrivals import route
from handlers.replies.ward import Ward
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork

KEY = "a key for measuring, long enough"


class Timed(TelegramChannel):
    """The real adapter without Telegram's own limits. It records when a chat's message is sent."""

    pace = Pace(per_second=100_000.0, per_chat_second=1000.0)

    def note(self, handed: dict[str, float], said: list[Outgoing]) -> None:
        """Where to record times and texts."""
        self._handed = handed
        self._said = said

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Send as the adapter does."""
        self._handed.setdefault(address.chat, time.perf_counter())
        self._said.append(outgoing)
        return await super().send(address, outgoing)


class Ours:
    """One process: worker and sender on one database."""

    def __init__(self, api_url: str, database_url: str, *, shared: Shared | None = None) -> None:
        """`shared`: objects that were loaded before, with the database migrated."""
        if shared is None:
            migrate.upgrade(database_url)
        shared = shared or Shared.load()
        self.handed: dict[str, float] = {}
        self.said: list[Outgoing] = []
        self.database = Database(database_url, seal=Seal(KEY))
        self.accept = accept_with(self.database)
        words = shared.words
        self.channel = Timed("1:bench", api_url, words=words, clock=system_clock, open_file=Path, username="b_bot")
        self.channel.note(self.handed, self.said)
        shows = {self.channel.name: self.channel.shows}
        ward = Ward(Settings(secret_key=KEY), words, shared.ear, shared.detector, shows, lambda *_: "")

        def handle(work: UnitOfWork, incoming: Incoming) -> bool:
            return route.handle(work, incoming, ward)

        self.stop = asyncio.Event()
        channels = {(self.channel.name, self.channel.bot): self.channel}
        metrics = Metrics()
        worker = Worker(self.database, channels, handle=handle, apologise=lambda *_: None, metrics=metrics)
        sender = Sender(self.database, self.channel, instance_id="bench", holder="bench", metrics=metrics)
        self.tasks = [asyncio.create_task(worker.run(self.stop)), asyncio.create_task(sender.run(self.stop))]

    async def feed(self, update: dict[str, Any]) -> None:
        """Accept an update as the hook does."""
        await self.accept(self.channel, update)

    async def close(self) -> None:
        """Stop all parts."""
        self.stop.set()
        await asyncio.gather(*self.tasks)
        await self.channel.close()
        self.database.close()
