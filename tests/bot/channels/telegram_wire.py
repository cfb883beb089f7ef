"""The Telegram adapter at our own Bot API server: what its tests share."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.message import Address, Incoming
from tests.parts import shared
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_people import Citizen

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

__all__ = ["channel", "channel_of", "heard", "home", "lan", "server"]


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as found:
        yield found


def channel_of(url: str, folder: Path, clock: VirtualClock) -> "TelegramChannel":
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # aiogram takes seconds to load

    return TelegramChannel(TOKEN, url, words=shared().words, clock=clock, open_file=lambda digest: folder / digest)


@pytest.fixture
async def channel(server: TelegramServer, tmp_path: Path) -> "AsyncIterator[TelegramChannel]":
    found = channel_of(server.url, tmp_path, server.clock)
    await found.start()
    yield found
    await found.close()


@pytest.fixture
def lan(server: TelegramServer) -> Citizen:
    found = server.person("Lan")
    found.say("/start")
    server.waiting.clear()
    return found


def home(citizen: Citizen) -> Address:
    return Address("telegram", "4242", str(citizen.id))


def heard(server: TelegramServer, channel: "TelegramChannel") -> list[Incoming]:
    return [each for raw in server.waiting for each in channel.read(raw)]
