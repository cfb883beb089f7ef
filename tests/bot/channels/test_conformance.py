"""Runs the checks that hold for every channel."""

import json
from pathlib import Path

import pytest

from bot.channels import zalo_wire
from bot.channels.web import WebChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from core.message import Address, Json
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media.looking import Looker
from storage.media.uploads import Staging
from storage.messages import webchat
from storage.messages.webchat import Arrival
from tests.bot.channels.conformance import (
    changes_what_it_said_if_it_says_so,
    reads_stably,
    refuses_what_has_no_id,
    sends_plain_text,
)
from tests.parts import migrated, shared
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.zalo import OA_ID, ZaloServer
from tests.servers.zalo_bot import TOKEN as BOT_TOKEN
from tests.servers.zalo_bot import ZaloBotServer
from tests.servers.zalo_rules import Person


async def test_telegram_is_a_channel_like_any_other() -> None:
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # aiogram takes seconds to load

    async with TelegramServer() as server:
        channel = TelegramChannel(TOKEN, server.url, words=shared().words, clock=VirtualClock(), open_file=Path)
        lan = server.person("Lan")
        lan.say("Chào")
        reads_stably(channel, server.waiting[0])
        refuses_what_has_no_id(channel)
        await sends_plain_text(channel, Address("telegram", channel.bot, str(lan.id)))
        await changes_what_it_said_if_it_says_so(channel, Address("telegram", channel.bot, str(lan.id)))
        await channel.close()


class Good:
    """Tokens that are always valid."""

    def __init__(self, server: ZaloServer) -> None:
        self._server = server

    async def access(self) -> str:
        """The server's token."""
        return self._server.access

    async def renewed(self, _stale: str) -> str:
        """The server's token."""
        return self._server.access


async def test_a_zalo_official_account_is_a_channel_like_any_other() -> None:
    async with ZaloServer() as server:
        channel = ZaloOaChannel(
            OA_ID, server.url, tokens=Good(server), client=zalo_wire.client(), words=shared().words, clock=server.clock,
            open_file=Path, small=Looker().small_jpeg,
        )  # fmt: skip
        server.people["7"] = Person("7", last=server.clock.monotonic())
        event: dict[str, Json] = {
            "app_id": "4", "event_name": "user_send_text", "timestamp": "1790300001000", "sender": {"id": "7"},
            "recipient": {"id": OA_ID}, "message": {"msg_id": "abc", "text": "Chào"},
        }  # fmt: skip
        assert channel.read(event)
        reads_stably(channel, event)
        refuses_what_has_no_id(channel)
        await sends_plain_text(channel, Address("zalo", OA_ID, "7"))
        await changes_what_it_said_if_it_says_so(channel, Address("zalo", OA_ID, "7"))
        await channel.close()


async def test_a_zalo_bot_is_a_channel_like_any_other() -> None:
    async with ZaloBotServer() as server:
        channel = ZaloBotChannel(BOT_TOKEN, server.url, client=zalo_wire.client(), words=shared().words)
        event = server.says("c0ffee", "Chào")
        assert channel.read(event)
        reads_stably(channel, event)
        refuses_what_has_no_id(channel)
        await sends_plain_text(channel, Address("zalo-bot", channel.bot, "c0ffee"))
        await changes_what_it_said_if_it_says_so(channel, Address("zalo-bot", channel.bot, "c0ffee"))
        await channel.close()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(migrated(tmp_path / "w.sqlite3"), seal=Seal("k" * 40), threads=1)


async def test_the_web_chat_is_a_channel_like_any_other(database: Database, tmp_path: Path) -> None:
    staging = Staging(tmp_path / "uploads", Seal("k" * 40))
    channel = WebChannel(database, staging, public_url="http://127.0.0.1:8000")
    refuses_what_has_no_id(channel)
    arrival = Arrival("c" * 40, "key-1", text="Chào")
    database.run(webchat.take, arrival)
    raw = database.look(lambda work: work.seal.open(work.conn.exec_driver_sql("SELECT raw FROM inbox").scalar_one()))
    reads_stably(channel, json.loads(raw))
    await sends_plain_text(channel, Address("web", channel.bot, "c" * 40))
    await changes_what_it_said_if_it_says_so(channel, Address("web", channel.bot, "c" * 40))
    database.close()
