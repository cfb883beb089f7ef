"""A question about a procedure on each platform: the card with its source, one part of it, and a question back."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.app import Service
from civics.answers.examples import examples
from storage.answers import records
from tests.bot.test_service_telegram import Running, saw, until
from tests.bot.test_service_zalo_bot import LAN, Ward
from tests.bot.zalo_ward import ZaloWard
from tests.hostile.web_ward import open_ward
from tests.parts import migrated
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TelegramServer
from tests.servers.zalo import ZaloServer
from tests.servers.zalo_bot import ZaloBotServer

ASKS, NAME = "tôi bị mất căn cước làm lại thế nào", "Cấp lại thẻ căn cước"
SOURCE = "mã 1.014064, xem ngày 20/7/2026"


def begin(service: Service) -> None:
    service.database.run(records.begin, examples())


@pytest.mark.deep  # the platform's clock runs by itself: 15 seconds; the street has the same words on every channel
@pytest.mark.timeout(300)
async def test_on_telegram_a_card_has_buttons_for_its_parts(tmp_path: Path) -> None:
    async with TelegramServer(VirtualClock()) as server:
        running = Running(server, tmp_path)
        await running.start()
        begin(running.service)
        lan = server.person("Lan")
        lan.say(ASKS)
        await until(lambda: saw(lan, SOURCE))
        assert saw(lan, NAME)
        lan.press("Thời gian")
        await until(lambda: saw(lan, "Thời gian: 7 ngày làm việc"))
        assert running.rows("SELECT count(*) FROM cases") == [(0,)]
        await running.close()


async def test_on_zalo_a_card_is_asked_on_and_siblings_have_digits(tmp_path: Path) -> None:
    async with ZaloServer() as server:
        ward = ZaloWard(server, tmp_path)
        begin(ward.service)
        lan = ward.resident()
        await lan.says("xin chào")
        await lan.says(ASKS)
        assert NAME in "\n".join(lan.known.texts)
        assert SOURCE in "\n".join(lan.known.texts)
        await lan.says("thế phí bao nhiêu")
        assert "Lệ phí: 70.000 đồng" in lan.known.texts[-1]
        await lan.says("khai sinh")
        assert "hỏi việc nào?" in "\n".join(lan.known.texts[-2:])
        await lan.says("2")
        assert "Nguồn:" in lan.known.texts[-1]
        assert ward.rows("SELECT count(*) FROM cases") == [(0,)]
        await ward.close()


async def test_on_a_zalo_bot_a_card_comes_as_text_and_siblings_have_digits(tmp_path: Path) -> None:
    async with ZaloBotServer() as server:
        server.hook = {
            "url": "https://linhson.example.vn/hook/zalo-bot",
            "secret_token": "hook-secret-that-nobody-may-read",
        }
        ward = Ward(server, tmp_path)
        begin(ward.service)
        for said, then in (("xin chào", ""), (ASKS, SOURCE), ("khai sinh", "hỏi việc nào?"), ("2", "Nguồn:")):
            assert await ward.says(said) == 200
            assert then in server.got[LAN][-1]["text"], said
        assert ward.rows("SELECT count(*) FROM cases") == [(0,)]
        await ward.close()


async def test_in_the_web_chat_without_script_a_card_has_buttons_and_a_follow_up(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        ward = await open_ward(migrated(tmp_path / "ward.sqlite3"), tmp_path, stack)
        begin(ward.service)
        lan = await ward.browser()
        await lan.say("xin chào")
        await lan.say(ASKS)
        assert NAME in lan.all()
        assert SOURCE in lan.all()
        await lan.press("Thời gian")
        assert "Thời gian: 7 ngày làm việc" in lan.all()
        await lan.say("thế phí bao nhiêu")
        assert "Lệ phí: 70.000 đồng" in lan.all()
        await lan.say("khai sinh")
        await lan.press("Đăng ký lại khai sinh")
        assert "mã 1.004884" in lan.all()
        page = (await lan.client.get("/chat")).text
        assert SOURCE in page
        assert ward.rows("SELECT count(*) FROM cases") == [(0,)]
