"""Telegram joins the table of rows that hold for every channel."""

from pathlib import Path

from bot.channels.telegram import TelegramChannel
from core.message import Address
from core.words import Words
from tests.bot.channels.conformance import reads_stably, refuses_what_has_no_id, sends_plain_text
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer


async def test_telegram_is_a_channel_like_any_other() -> None:
    async with TelegramServer() as server:
        channel = TelegramChannel(TOKEN, server.url, words=Words.load(), clock=VirtualClock(), open_file=Path)
        lan = server.person("Lan")
        lan.say("Chào")
        reads_stably(channel, server.waiting[0])
        refuses_what_has_no_id(channel)
        await sends_plain_text(channel, Address("telegram", channel.bot, str(lan.id)))
        await channel.close()
