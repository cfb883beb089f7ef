"""What Zalo tells us beside messages: requests for erasure, information a person hands over, words of the account."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.zalo_ward import ZaloWard
from tests.servers.zalo import APP_ID, ZaloServer

FILING = ("xin chào", "1", "1", "1", "1", "Nước cống tràn ra ngõ 12", "1", "Ngõ 12", "1", "1")


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    async with ZaloServer() as made:
        yield made


@pytest.fixture
async def ward(server: ZaloServer, tmp_path: Path) -> AsyncIterator[ZaloWard]:
    made = ZaloWard(server, tmp_path)
    yield made
    await made.close()


async def filed(ward: ZaloWard) -> None:
    resident = ward.resident()
    for text in FILING:
        await resident.says(text)


async def test_a_request_for_erasure_is_honoured_confirmed_and_on_the_trail(ward: ZaloWard) -> None:
    await filed(ward)
    resident = ward.resident()
    assert await resident.does("user_withdraw", user_id=resident.id, user_id_by_app=f"{APP_ID}9") == 200
    assert any(each.startswith("Đã xóa") and "LS-26-000001" in each for each in resident.known.texts)
    assert ward.rows("SELECT count(*) FROM residents WHERE erased_at IS NOT NULL") == [(1,)]
    acts = ward.rows("SELECT act FROM audit WHERE act LIKE '%erased'")
    assert sorted(acts) == [("case.resident_erased",), ("resident.erased",)]
    assert ward.rows("SELECT count(*) FROM inbox WHERE length(raw) > 0") == [(0,)]


async def test_a_request_of_somebody_who_never_wrote_is_harmless(ward: ZaloWard) -> None:
    resident = ward.resident(7)
    assert await resident.does("user_withdraw", user_id=resident.id) == 200
    assert ward.rows("SELECT state FROM inbox") == [("done",)]


async def test_the_words_for_erasure_are_answered_with_a_digit(ward: ZaloWard) -> None:
    await filed(ward)
    resident = ward.resident()
    await resident.says("xoa du lieu")
    assert "không lấy lại được" in resident.known.texts[-1]
    await resident.says("1")
    assert resident.known.texts[-1].startswith("Đã xóa")
