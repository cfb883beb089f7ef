"""Zalo when it is slow, busy, repeats itself or loses the connection: each message once, and in order."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from handlers.cases import due
from storage.messages import inbox
from tests.bot.zalo_ward import ZaloWard
from tests.servers.zalo import LADDER, OA_ID, ZaloServer

SAY = "/v3.0/oa/message/cs"


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[ZaloWard]:
    async with ZaloServer() as server:
        made = ZaloWard(server, tmp_path)
        yield made
        await made.close()


def event(ward: ZaloWard, text: str, *, msg_id: str) -> tuple[bytes, dict[str, str]]:
    resident = ward.resident()
    resident.known.last = ward.server.clock.monotonic()
    return ward.server.event(
        "user_send_text", sender={"id": resident.id}, recipient={"id": OA_ID}, message={"msg_id": msg_id, "text": text}
    )


def hurry(ward: ZaloWard) -> None:
    """Let the client wait only a short time."""
    channel: Any = next(each for each in ward.service.channels.values() if each.name == "zalo")
    channel._wire.client.timeout = httpx.Timeout(0.3)  # otherwise the test would wait twenty seconds


@pytest.mark.parametrize("kind", ["hang", "http500", "drop", "-200", "empty"])
async def test_a_call_that_fails_is_tried_until_the_words_arrive(ward: ZaloWard, kind: str) -> None:
    hurry(ward)
    ward.server.fail_next(SAY, kind)
    await ward.resident().says("xin chào")
    await ward.settle(seconds=60)
    texts = ward.resident().known.texts
    assert sum("trợ lý tự động" in each for each in texts) == 1
    assert "trợ lý tự động" in texts[0]  # the next message waited for it


async def test_a_call_whose_answer_is_lost_repeats_a_reply_once(ward: ZaloWard) -> None:
    hurry(ward)
    ward.server.fail_next(SAY, "taken")
    await ward.resident().says("xin chào")
    await ward.settle(seconds=120)
    assert sum("trợ lý tự động" in each for each in ward.resident().known.texts) <= 2
    assert ward.rows("SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')") == [(0,)]


async def test_too_many_calls_hold_everybody_for_a_minute(ward: ZaloWard) -> None:
    ward.server.fail_next(SAY, "-32")
    await ward.resident().says("xin chào")
    await ward.resident(2).says("xin chào")
    assert ward.resident().known.texts == ward.resident(2).known.texts == []
    await ward.settle(seconds=60)
    assert len(ward.resident().known.texts) == len(ward.resident(2).known.texts) == 1


async def test_the_whole_ladder_of_redeliveries_is_one_message(ward: ZaloWard) -> None:
    body, headers = event(ward, "xin chào", msg_id="m1")
    assert await ward.deliver(body, headers) == 200
    told = len(ward.resident().known.texts)
    for number, wait in enumerate(LADDER, 1):
        ward.server.clock.advance(wait)
        assert await ward.deliver(body, {**headers, "num_retry": str(number)}) == 200
    assert len(ward.resident().known.texts) == told
    assert ward.rows("SELECT count(*) FROM inbox") == [(1,)]


async def test_a_message_that_first_comes_two_hours_late_is_heard_and_its_window_runs_from_when_it_was_said(
    ward: ZaloWard,
) -> None:
    await ward.resident().says("xin chào")
    said = ward.server.clock()
    body, headers = event(ward, "trợ giúp", msg_id="late")
    ward.server.clock.advance(sum(LADDER))
    assert await ward.deliver(body, {**headers, "num_retry": "5"}) == 200
    assert any("113 công an" in each for each in ward.resident().known.texts)
    ((free,),) = ward.rows("SELECT free_until FROM chats WHERE channel = 'zalo'")
    assert str(free)[:16] == f"{said + timedelta(hours=48):%Y-%m-%d %H:%M}"


async def test_a_signed_event_of_more_than_two_hours_ago_is_set_aside_and_handled_when_an_admin_says_so(
    ward: ZaloWard,
) -> None:
    await ward.resident().says("xin chào")
    told = len(ward.resident().known.texts)
    late = [event(ward, words, msg_id=f"late{at}") for at, words in enumerate(("trợ giúp", "hồ sơ"))]
    ward.server.clock.advance(2 * 3600 + 1)
    for number, (body, headers) in enumerate(late):
        for _ in range(2):
            assert await ward.deliver(body, {**headers, "num_retry": str(number)}) == 200
    assert len(ward.resident().known.texts) == told
    assert ward.rows("SELECT state FROM inbox ORDER BY id") == [("done",), ("aside",), ("aside",)]
    ((kind, key),) = ward.rows("SELECT kind, unique_key FROM alerts")
    assert kind == "late_event"
    assert ward.service.database.run(inbox.handle_after_all, str(key)) == 2
    await ward.settle()
    assert any("113 công an" in each for each in ward.resident().known.texts[told:])
    assert ward.rows("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]
    assert ward.service.database.run(inbox.handle_after_all, str(key)) == 0


async def test_an_event_whose_stamp_counts_seconds_is_not_late(ward: ZaloWard) -> None:
    resident = ward.resident()
    await resident.does(
        "user_send_text", sender={"id": resident.id}, recipient={"id": OA_ID},
        timestamp=f"{ward.server.clock().timestamp():.0f}", message={"msg_id": "m", "text": "xin chào"},
    )  # fmt: skip
    assert resident.known.texts


async def test_events_that_overtake_each_other_are_both_of_the_case(ward: ZaloWard) -> None:
    for text in ("xin chào", "1", "1", "1", "1", "Nước cống tràn ra ngõ 12", "1", "Ngõ 12", "1", "1"):
        await ward.resident().says(text)
    first, second = event(ward, "Nước đã vào nhà", msg_id="n1"), event(ward, "Gấp lắm ạ nhờ xem", msg_id="n2")
    for each in (second, first):
        await ward.deliver(*each)
        await ward.resident().says("1")  # it belongs to the case
    found = [text for (text,) in ward.rows("SELECT text FROM entries WHERE kind = 'said' ORDER BY id")]
    assert found[-2:] == ["Gấp lắm ạ nhờ xem", "Nước đã vào nhà"]


@pytest.mark.parametrize(
    "fields",
    [
        {"event_name": "an_event_of_next_year"}, {"event_name": "user_send_text"}, {"event_name": 7},
        {"event_name": "user_send_text", "message": "?"}, {"event_name": "create_group", "group_id": None},
        {"event_name": "user_send_text", "sender": [], "message": {"msg_id": "x", "text": "y"}},
        {"event_name": "user_submit_info", "sender": {"id": "9"}, "info": "?"},
        {"event_name": "user_withdraw"}, {"event_name": "oa_send_text", "sender": {"admin_id": "1"}},
    ],
    ids=lambda fields: json.dumps(fields)[:40],
)  # fmt: skip
async def test_odd_events_are_answered_and_set_nothing_aside(ward: ZaloWard, fields: dict[str, Any]) -> None:
    given = dict(fields)
    name = str(given.pop("event_name"))
    assert await ward.deliver(*ward.server.event(name, **given)) == 200
    assert ward.rows("SELECT count(*) FROM inbox WHERE state != 'done'") == [(0,)]
    assert ward.rows("SELECT count(*) FROM cases") == [(0,)]


async def test_a_day_without_events_is_told_once_and_again_only_after_the_next(ward: ZaloWard) -> None:
    def alerts() -> list[tuple[object, ...]]:
        ward.service.database.run(due.silent, ward.service.ward)
        return ward.rows("SELECT kind FROM alerts ORDER BY id")

    assert alerts() == []  # nobody has written yet, so Zalo was never connected
    await ward.resident().says("xin chào")
    ward.server.clock.advance(23 * 3600)
    assert alerts() == []
    ward.server.clock.advance(3600)
    assert alerts() == [("zalo_silent",)]
    ward.server.clock.advance(3600)
    assert alerts() == [("zalo_silent",)]
    await ward.resident().says("alo")
    ward.server.clock.advance(25 * 3600)
    assert alerts() == [("zalo_silent",)] * 2


@pytest.mark.parametrize(
    ("code", "alarm"),
    [
        (-211, "zalo_quota"),
        (-321, "zalo_money"),
        (-204, "zalo_account"),
        (-223, "zalo_reconnect"),
        (-230, ""),
        (-217, ""),
    ],
)
async def test_a_refusal_that_an_admin_can_mend_is_told_once_a_day(ward: ZaloWard, code: int, alarm: str) -> None:
    for number in (1, 2):
        ward.resident(number).known.refuses = code
        await ward.resident(number).says("xin chào")
    await ward.settle(seconds=60)
    assert ward.rows("SELECT kind FROM alerts") == ([(alarm,)] if alarm else [])


async def test_a_revoked_permission_is_told_to_the_admins(ward: ZaloWard) -> None:
    event = ward.server.event("permission_revoked", oa_id=OA_ID)
    for _ in range(2):
        assert await ward.deliver(*event) == 200
    assert ward.rows("SELECT kind FROM alerts") == [("revoked",)]
