"""A consultation with test servers: on Telegram by buttons, voice and album, on Zalo by digits, voice and pictures."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import Service
from civics.polls.rules import Secrecy
from tests.bot.commands.opened_poll import TITLE, closed, opened
from tests.bot.test_service_telegram import Running, picture, saw, until
from tests.bot.zalo_ward import ZaloWard
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TelegramServer
from tests.servers.telegram_people import Citizen
from tests.servers.zalo import ZaloServer

OGG = b"OggS" + bytes(24) + b"OpusHead" + bytes(600)
AMR = b"#!AMR\n" + b"\x3c" * 640
COUNTED = {
    "a1": {"yes": 1, "no": 0, "other": 0, "blank": 0}, "a2": {"yes": 0, "no": 0, "other": 1, "blank": 0},
    "a3": {"yes": 0, "no": 0, "other": 1, "blank": 0},
}  # fmt: skip


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[Running]:
    async with TelegramServer(VirtualClock()) as server:
        found = Running(server, tmp_path)
        await found.start()
        yield found
        await found.close()


@pytest.fixture
async def zalo(tmp_path: Path) -> AsyncIterator[ZaloWard]:
    async with ZaloServer() as server:
        made = ZaloWard(server, tmp_path)
        yield made
        await made.close()


def kept(service: Service) -> list[bytes]:
    """The files of opinions, as they lie in the store, opened."""
    sql = "SELECT stored FROM attachments WHERE poll_id IS NOT NULL AND state = 'kept' ORDER BY created_at, part"
    names = service.database.look(lambda work: [str(row[0]) for row in work.conn.exec_driver_sql(sql)])
    found = []
    for name in names:
        with service.files.open(name) as content:
            found.append(content.read())
    return found


async def goes_on(citizen: Citizen, *steps: tuple[str, str]) -> None:
    """Press each button, and wait for what comes then."""
    for label, then in steps:
        citizen.press(label)
        await until(lambda then=then: saw(citizen, then))  # type: ignore[misc]  # the loop's own


@pytest.mark.timeout(300)
async def test_on_telegram_it_is_answered_by_buttons_a_voice_note_and_an_album(telegram: Running) -> None:
    key = opened(telegram.service, secrecy=Secrecy.NAMED)
    lan = telegram.server.person("Lan")
    lan.say("xin chào")
    await until(lambda: saw(lan, "trợ lý tự động"))
    lan.say("đồng ý")
    await until(lambda: saw(lan, "bản tin của phường"))
    await goes_on(lan, ("Không", "giọng nói"), ("Đồng ý", "từ bí mật"), ("Bỏ qua", "Mình đã ghi lại"))
    lan.say("lay y kien")
    await until(lambda: saw(lan, "chọn một dự thảo"))
    await goes_on(
        lan, (TITLE, "muốn góp ý thế nào"), ("Xem từng điều", "(1/3) Điều 1"), ("Đồng ý", "(2/3) Điều 2"),
        ("Ý kiến khác", "gửi ghi âm hoặc gửi ảnh"),
    )  # fmt: skip
    lan.voice(OGG)
    await until(lambda: saw(lan, "(3/3) Điều 3"))
    lan.press("Ý kiến khác")
    await until(lambda: sum("gửi ghi âm hoặc gửi ảnh" in each for each in lan.sees()) == 2)
    photos = [picture(number) for number in range(3)]
    lan.album(photos, "chó thả rông ở đây", order=[1, 0, 2], doubled=True)
    await until(lambda: saw(lan, "Điều 3. Chó: Ý kiến khác · chó thả rông ở đây · 3 ảnh"))
    lan.press("Gửi đi")
    await until(lambda: saw(lan, "Mã biên nhận"))
    await until(lambda: len(kept(telegram.service)) == 4)
    assert sorted(kept(telegram.service)) == sorted([OGG, *photos])
    result = closed(telegram.service, key).result
    assert result is not None
    assert result["articles"] == COUNTED
    assert sorted(telegram.rows("SELECT article, text FROM opinions")) == [("a2", ""), ("a3", "chó thả rông ở đây")]
    assert telegram.rows("SELECT DISTINCT chat_id FROM attachments") == [(None,)]


@pytest.mark.timeout(300)
async def test_on_telegram_a_secret_one_is_answered_with_the_way_to_the_web_chat(telegram: Running) -> None:
    opened(telegram.service, secrecy=Secrecy.SECRET)
    lan = telegram.server.person("Lan")
    lan.say("xin chào")
    await until(lambda: saw(lan, "trợ lý tự động"))
    lan.say("lấy ý kiến")
    await until(lambda: saw(lan, "/chat"))
    assert not saw(lan, "Điều 1")


async def test_on_zalo_a_secret_one_is_answered_with_digits(zalo: ZaloWard) -> None:
    key = opened(zalo.service, secrecy=Secrecy.SECRET)
    lan = zalo.resident()
    for said in ("xin chào", "lấy ý kiến", "1", "1", "1", "3", "Nên là 21 giờ", "3"):
        await lan.says(said)
    await lan.sends("audio", "loi.amr", AMR)
    assert "chỉ nhận chữ" in lan.known.texts[-2], "then it is asked again"
    await lan.says("Cả mèo nữa")
    assert "Điều 2. Loa: Ý kiến khác · Nên là 21 giờ" in lan.known.texts[-1]
    await lan.says("1")
    assert "Mã biên nhận" in lan.known.texts[-1]
    assert kept(zalo.service) == []
    result = closed(zalo.service, key).result
    assert result is not None
    assert result["articles"] == COUNTED
    assert sorted(zalo.rows("SELECT text FROM opinions")) == [("Cả mèo nữa",), ("Nên là 21 giờ",)]


async def test_on_zalo_a_voice_note_and_pictures_are_an_opinion(zalo: ZaloWard) -> None:
    key = opened(zalo.service, secrecy=Secrecy.NAMED)
    lan = zalo.resident()
    for said in ("xin chào", "đồng ý", "2", "1", "bỏ qua", "lấy ý kiến", "1", "1", "1", "3"):
        await lan.says(said)
    await lan.sends("audio", "loi.amr", AMR)
    assert lan.known.texts[-1].startswith("(3/3) Điều 3. Chó")
    await lan.says("3")
    photos = [picture(number) for number in range(2)]
    for number, each in enumerate(photos):
        await lan.sends("image", f"cho{number}.jpg", each)
    assert "Điều 3. Chó: Ý kiến khác · 2 ảnh" in lan.known.texts[-1]
    await lan.says("1")
    assert "Mã biên nhận" in lan.known.texts[-1]
    assert sorted(kept(zalo.service)) == sorted([AMR, *photos])
    result = closed(zalo.service, key).result
    assert result is not None
    assert result["articles"] == COUNTED
