"""Other events of Zalo: requests for erasure, forms that a person submits, messages of the account itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.bot.zalo_ward import ZaloWard
from tests.servers.zalo import APP_ID, OA_ID, ZaloServer

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
    assert any(
        each.startswith("Đã xóa") and str(ward.rows("SELECT code FROM cases")[0][0]) in each
        for each in resident.known.texts
    )
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


def tool(ward: ZaloWard, text: str, *, msg_id: str = "tool-1", **sender: str) -> tuple[bytes, dict[str, str]]:
    """The event of Zalo for a message from the account to the resident."""
    message = {"msg_id": msg_id, "text": text}
    return ward.server.event(
        "oa_send_text", sender={"id": OA_ID, **sender}, recipient={"id": ward.resident().id}, message=message
    )  # fmt: skip


async def test_words_that_staff_wrote_with_zalos_tool_stand_on_the_case_and_are_not_sent_again(ward: ZaloWard) -> None:
    await filed(ward)
    before = len(ward.resident().known.got)
    event = tool(ward, "Bác chờ chút, tôi đang kiểm tra.", admin_id="900")
    for _ in range(2):
        assert await ward.deliver(*event) == 200
    assert ward.rows("SELECT kind, text FROM entries WHERE kind = 'outside'") == [
        ("outside", "Bác chờ chút, tôi đang kiểm tra.")
    ]
    assert ("case.staff_wrote",) in ward.rows("SELECT act FROM audit")
    assert len(ward.resident().known.got) == before


async def test_the_echo_of_what_we_sent_is_nothing(ward: ZaloWard) -> None:
    await filed(ward)
    ((ours,),) = ward.rows("SELECT message_id FROM outbox WHERE message_id != '' ORDER BY id DESC LIMIT 1")
    await ward.deliver(*tool(ward, "Đã ghi nhận."))
    await ward.deliver(*tool(ward, "Đã ghi nhận.", msg_id=str(ours), admin_id="900"))
    assert ward.rows("SELECT count(*) FROM entries WHERE kind = 'outside'") == [(0,)]


async def test_words_of_staff_to_somebody_without_a_case_are_on_the_trail_only(ward: ZaloWard) -> None:
    await ward.resident().says("xin chào")
    await ward.deliver(*tool(ward, "Chào bác.", admin_id="900"))
    assert ward.rows("SELECT count(*) FROM entries") == [(0,)]
    assert ("chat.staff_wrote",) in ward.rows("SELECT act FROM audit")


async def test_a_form_with_name_and_number_is_kept_with_the_case(ward: ZaloWard) -> None:
    await filed(ward)
    resident = ward.resident()
    info = {
        "name": "Trần Thị Na", "phone": "84912345678", "user_dob": "01/02/1970", "gender": "Nữ",
        "full_address": {"user_address": "Ngõ 12", "user_ward": "Linh Sơn"},
    }  # fmt: skip
    await resident.does("user_submit_info", sender={"id": resident.id}, recipient={"id": OA_ID}, info=info)
    assert ward.rows("SELECT name, phone FROM residents") == [("Trần Thị Na", "84912345678")]
    ((text,),) = ward.rows("SELECT text FROM entries ORDER BY id DESC LIMIT 1")
    assert "84912345678 · Ngõ 12, Linh Sơn" in str(text)
    assert not ward.rows("SELECT 1 FROM entries WHERE text LIKE '%1970%'")


async def test_a_form_before_any_case_is_noted_and_confirmed(ward: ZaloWard) -> None:
    resident = ward.resident()
    await resident.says("xin chào")
    await resident.does(
        "user_submit_info", sender={"id": resident.id}, recipient={"id": OA_ID}, info={"name": "Na", "phone": "84900"}
    )
    assert "Mình đã ghi tên" in resident.known.texts[-1]
