"""Somebody with the token sets a webhook while we poll: the admins get one alert, and a command ends it."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.commands import telegram_repair
from core.errors import DanBanError
from core.settings import Settings
from tests.bot.test_service_telegram import Running, saw, until
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer

NOTHING = argparse.Namespace()


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with TelegramServer(VirtualClock()) as server:
        found = Running(server, tmp_path)
        await found.start()
        yield found
        await found.close()


@pytest.mark.timeout(300)
async def test_a_hook_behind_the_poller_is_told_once_and_taken_away_by_the_command(
    running: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    server, lan = running.server, running.server.person("Lan")
    lan.say("xin chào")
    await until(lambda: saw(lan, "trợ lý tự động"))
    lan.say("trợ giúp")  # waits at Telegram, or is on its way
    server.hook = {"url": "https://elsewhere.example/steal?key=abc"}
    server._news.set()  # the running request gets its answer
    await until(lambda: running.rows("SELECT kind, detail FROM alerts") == [("telegram_webhook", "elsewhere.example")])
    asked = sum(method == "getUpdates" for method, _ in server.requests)
    await until(lambda: sum(method == "getUpdates" for method, _ in server.requests) > asked)
    assert running.rows("SELECT count(*) FROM alerts") == [(1,)]
    assert await asyncio.to_thread(telegram_repair.status, running.settings, NOTHING) == 1
    assert await asyncio.to_thread(telegram_repair.repair, running.settings, NOTHING) == 0
    told = capsys.readouterr().out
    assert "https://elsewhere.example/steal" in told
    assert TOKEN not in told
    await until(lambda: saw(lan, "113 công an"))


async def test_in_webhook_mode_the_command_sets_our_hook_again() -> None:
    async with TelegramServer() as server:
        settings = Settings(
            secret_key="k" * 40, telegram_token=TOKEN, telegram_api_url=server.url, telegram_mode="webhook",
            telegram_webhook_secret="a-secret-of-ours", public_url="https://linhson.example",
        )  # fmt: skip
        assert await asyncio.to_thread(telegram_repair.repair, settings, NOTHING) == 0
        assert server.hook["url"] == "https://linhson.example/hook/telegram"
        assert server.hook["secret_token"] == "a-secret-of-ours"
        wrong = replace(settings, telegram_token="1:wrong")
        with pytest.raises(DanBanError, match="Unauthorized") as refused:
            await asyncio.to_thread(telegram_repair.status, wrong, NOTHING)
        assert "wrong" not in str(refused.value)
