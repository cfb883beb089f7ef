"""Groups of the account (GMF): one introduction, silence unless addressed, and people can file only their own words."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handlers.cases import staff_cards
from storage.notices import way_codes
from storage.people import staff
from tests.bot.zalo_ward import ZaloWard
from tests.servers.zalo import OA_ID, ZaloServer

GROUP = "7000000000000000301"


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[ZaloWard]:
    async with ZaloServer() as server:
        made = ZaloWard(server, tmp_path)
        yield made
        await made.close()


def texts(ward: ZaloWard) -> list[str]:
    return [str(each.get("text", "")) for each in ward.server.groups[GROUP]]


async def life(ward: ZaloWard, name: str, **fields: Any) -> None:
    assert await ward.deliver(*ward.server.event(name, oa_id=OA_ID, group_id=GROUP, **fields)) == 200


async def says(ward: ZaloWard, text: str, *, by: int = 1, event: str = "text", **message: Any) -> None:
    said = {"msg_id": ward.server.number(), "text": text, **message}
    body = ward.server.event(
        f"user_send_group_{event}", oa_id=OA_ID, sender={"id": ward.resident(by).id}, recipient={"id": GROUP},
        message=said,
    )  # fmt: skip
    assert await ward.deliver(*body) == 200


BEGINS = ("create_group", "user_join_group", "accept_request_join_group", "react_request_join_group_accept")


@pytest.mark.parametrize("name", BEGINS)
async def test_the_introduction_comes_once_whatever_event_comes_first(ward: ZaloWard, name: str) -> None:
    for each in (name, *BEGINS):
        await life(ward, each, users=[{"id": "9"}])
    assert len(texts(ward)) == 1
    assert "không phải người thật" in texts(ward)[0]
    assert "viết luôn nội dung" in texts(ward)[0]


@pytest.mark.parametrize(
    "name",
    [
        "user_request_join_group", "reject_request_join_group", "react_request_join_group_reject", "add_group_admin",
        "remove_group_admin", "update_group_info", "user_out_group", "user_leave_group", "a_group_event_of_next_year",
    ],
)  # fmt: skip
async def test_other_events_of_a_group_are_nothing_to_us(ward: ZaloWard, name: str) -> None:
    await life(ward, name, users=[{"id": "9"}])
    assert texts(ward) == []
    assert ward.rows("SELECT state FROM inbox") == [("done",)]


@pytest.mark.parametrize("name", ["delete_group", "disperse_group"])
async def test_a_group_that_is_gone_is_left_in_both_spellings(ward: ZaloWard, name: str) -> None:
    await life(ward, "create_group")
    await life(ward, name)
    assert ward.rows("SELECT state FROM chats") == [("left",)]


async def test_what_residents_say_to_each_other_is_neither_answered_nor_kept(ward: ZaloWard) -> None:
    await life(ward, "create_group")
    before = len(texts(ward))
    await says(ward, "mai họp tổ nhé bà con")
    assert len(texts(ward)) == before
    assert ward.rows("SELECT count(*) FROM inbox WHERE length(raw) > 0 AND chat LIKE 'g:%'") == [(0,)]


async def test_a_mention_is_answered_in_the_group_without_buttons(ward: ZaloWard) -> None:
    await life(ward, "create_group")
    await says(ward, f"[@{OA_ID}] giúp với")
    assert "/ghinhan" in texts(ward)[-1]
    assert all("attachment" not in each for each in ward.server.groups[GROUP])


async def test_to_report_one_is_led_into_private(ward: ZaloWard) -> None:
    await says(ward, "/phananh")
    assert f"https://zalo.me/{OA_ID}" in texts(ward)[-1]
    assert ward.rows("SELECT count(*) FROM cases") == [(0,)]


async def test_ones_own_words_are_filed_after_ones_own_yes(ward: ZaloWard) -> None:
    await says(ward, "/ghinhan Đèn ngõ 5 hỏng ba hôm nay")
    assert "phải không" in texts(ward)[-1]
    await says(ward, "/1", by=2)
    assert ward.rows("SELECT count(*) FROM cases") == [(0,)]
    await says(ward, "1", by=2)
    assert ward.rows("SELECT count(*) FROM cases") == [(0,)]
    await says(ward, "1")
    assert ward.rows("SELECT text, origin FROM cases") == [("Đèn ngõ 5 hỏng ba hôm nay", "group")]
    assert str(ward.rows("SELECT code FROM cases")[0][0]) in texts(ward)[-1]


async def test_a_photo_with_the_command_is_filed_with_it(ward: ZaloWard) -> None:
    url = ward.server.keep("ngo.jpg", b"\xff\xd8\xff\xe0nothing")
    await says(
        ward, "/ghinhan Rác đầu ngõ", event="image", attachments=[{"type": "image", "payload": {"url": url}}]
    )  # fmt: skip
    await says(ward, "1")
    assert ward.rows("SELECT count(*) FROM attachments WHERE case_id IS NOT NULL") == [(1,)]


async def test_a_reply_that_we_cannot_see_is_asked_for_in_words(ward: ZaloWard) -> None:
    await says(ward, "/ghinhan", quote_msg_id="abc")
    assert "không đọc được tin" in texts(ward)[-1]
    assert ward.rows("SELECT count(*) FROM pointers") == [(0,)]


async def test_a_denunciation_is_not_taken_in_a_group(ward: ZaloWard) -> None:
    await says(ward, "/ghinhan cán bộ nhận hối lộ")
    await says(ward, "1")
    assert ward.rows("SELECT count(*) FROM cases") == [(0,)]
    assert "chat riêng" in texts(ward)[-1]


async def test_a_group_of_staff_takes_cases_and_answers_them_by_replying(ward: ZaloWard) -> None:
    """Zalo shows no buttons in groups and changes no message: commands, replies, and a new message for what is new."""
    store = ward.service.database
    staff_id = store.run(staff.add, "lan", name="Lan", password="x", role="admin")
    await ward.resident(5).says(store.run(way_codes.make, staff_id))
    await life(ward, "create_group")
    await says(ward, "/nhomcanbo", by=5)
    resident = ward.resident(1)
    for text in ("xin chào", "1", "Nước cống tràn ra ngõ 12", "1"):
        await resident.says(text)
    ((code,),) = ward.rows("SELECT code FROM cases")
    store.run(staff_cards.tend, ward.service.ward)
    await ward.settle(seconds=3)
    card = texts(ward)[-1]
    assert str(code) in card
    assert f"/console/cases/{code}" in card
    assert "ngõ 12" not in card
    await says(ward, f"/nhan {code}", by=5)
    assert ward.rows("SELECT state FROM cases") == [("taken",)]
    ((message_id,),) = ward.rows("SELECT message_id FROM outbox WHERE unique_key LIKE 'card:%'")
    await says(ward, "Đã thông cống.", by=6, quote_msg_id=message_id)  # nobody of the staff
    await says(ward, "Đã thông cống.", by=5, quote_msg_id=message_id)
    assert "câu trả lời đi sau một phút" in texts(ward)[-1]
    await ward.settle(seconds=70)
    assert sum("Đã thông cống." in each for each in resident.known.texts) == 1
    store.run(staff_cards.tend, ward.service.ward)
    await ward.settle(seconds=3)
    assert "Đã trả lời" in texts(ward)[-1]
