"""Answers after Zalo's window has closed: one template message, by the account's id or by telephone, else a call."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from civics.cases.reaching import Way
from handlers.cases import reaching as acts
from handlers.cases.desk import Act
from storage.cases import reach_links, reach_list, reach_templates
from storage.ward.sight import Reader
from tests.bot.zalo_ward import ZaloWard
from tests.servers.zalo import ZaloServer

DAY = 24 * 3600
BY_UID, BY_PHONE = "/v3.0/oa/message/template", "/message/template"


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    async with ZaloServer() as made:
        yield made


@pytest.fixture
async def ward(server: ZaloServer, tmp_path: Path) -> AsyncIterator[ZaloWard]:
    made = ZaloWard(server, tmp_path)
    yield made
    await made.close()


async def answered(ward: ZaloWard, *, paid: bool, numbers: dict[Way, str] | None = None) -> tuple[int, Reader, int]:
    """A petition that was answered when the window had closed for two days; who answered, and the answer's entry."""
    resident = ward.resident()
    for text in ("xin chào", "1", "Nước cống tràn ra ngõ 12", "1"):
        await resident.says(text)
    ((case_id,),) = ward.rows("SELECT id FROM cases")
    assert isinstance(case_id, int)
    by = ward.officer()
    wanted = {Way.UID: "71001"} if numbers is None else numbers
    ward.service.database.run(reach_templates.put, wanted, by=by.staff_id)
    ward.server.clock.advance(9 * DAY)
    entry_id = ward.answer(case_id, "Đã thông cống ngõ 12.", by=by, paid=paid)
    await ward.settle(seconds=70)
    await look(ward)
    return case_id, by, entry_id


async def look(ward: ZaloWard) -> None:
    """The worker asks what the templates are, the timer takes up what did not arrive, the worker sends."""
    await ward.reacher.once()
    ward.service.database.run(acts.tend)
    while await ward.reacher.once():
        pass


def states(ward: ZaloWard) -> list[tuple[object, ...]]:
    return ward.rows("SELECT state, way, told_by, how FROM case_reaches")


async def test_a_template_by_uid_tells_it_once_without_content_and_the_link_opens_it_once(ward: ZaloWard) -> None:
    await answered(ward, paid=True)
    ((way, to, data),) = ward.server.templates.sent
    assert (way, to) == ("uid", ward.resident().id)
    code, key = str(ward.rows("SELECT code FROM cases")[0][0]), data["khoa"]
    assert data["ma_ho_so"] == code
    assert "cống" not in str(data)
    assert states(ward) == [("told", "uid", "uid", "")]
    await look(ward)  # the timer and the worker again: nothing is sent twice
    assert len(ward.server.templates.sent) == 1
    store = ward.service.database
    assert key not in str(ward.rows("SELECT * FROM case_reaches"))
    assert store.look(reach_links.seen, "x" + key) is None
    assert (seen := store.look(reach_links.seen, key)) is not None
    assert seen.text == ""
    assert (opened := store.run(reach_links.opened, key)) is not None
    assert opened.text == "Đã thông cống ngõ 12."
    assert store.run(reach_links.opened, key) is None
    assert states(ward) == [("reached", "uid", "uid", "link")]
    await ward.resident().says("tôi xem rồi")  # the word opens the window: what was kept comes too, once
    assert sum("Đã thông cống" in each for each in ward.resident().known.texts) == 1


async def test_without_consent_to_the_cost_somebody_calls_and_staff_may_agree_later(ward: ZaloWard) -> None:
    case_id, by, entry_id = await answered(ward, paid=False)
    store = ward.service.database
    assert states(ward) == [("call", "call", "", "")]
    assert ward.server.templates.sent == []
    (call,) = store.look(reach_list.to_call)
    assert call.text == "Đã thông cống ngõ 12."
    found = store.look(acts.offer, None, case_id=case_id)
    assert found is not None
    assert (found.way, found.template.standing.price, found.template.standing.remain) == (Way.UID, 200, 480)
    store.run(lambda work: acts.agree(Act(work, ward.service.ward, case_id, by), entry_id=entry_id))
    await look(ward)
    assert states(ward) == [("told", "uid", "uid", "")]
    await ward.resident().says("có gì mới không")
    await ward.settle(seconds=3)
    store.run(acts.tend)
    assert states(ward)[0][3] == "wrote"
    (share,) = store.look(reach_list.shares, days=30)
    assert (share.channel, share.how, share.count) == ("zalo", "wrote", 1)


@pytest.mark.parametrize(
    ("code", "alert"), [(-227, ""), (-249, "zalo_template"), (-321, "zalo_money"), (-211, "zalo_quota")]
)
async def test_what_zalo_refuses_goes_to_the_telephone_if_it_was_given_and_else_somebody_calls(
    ward: ZaloWard, code: int, alert: str
) -> None:
    resident = ward.resident()
    resident.known.last = 1.0
    ward.server.fail_next(BY_UID, str(code))
    await answered(ward, paid=True, numbers={Way.UID: "71001", Way.PHONE: "71002"})
    assert states(ward) == [("call", "call", "", "")]
    assert [each for (each,) in ward.rows("SELECT kind FROM alerts")] == ([alert] if alert else [])


async def test_the_telephone_is_used_with_consent_only(ward: ZaloWard) -> None:
    resident = ward.resident()
    info = {"name": "Nguyễn Thị Lan", "phone": "84912345678"}
    await resident.says("xin chào")
    await resident.does("user_submit_info", sender={"id": resident.id}, recipient={"id": "1"}, info=info)
    ward.server.fail_next(BY_UID, "-227")
    await answered(ward, paid=True, numbers={Way.UID: "71001", Way.PHONE: "71002"})
    ((way, to, _),) = ward.server.templates.sent
    assert (way, to) == ("phone", "84912345678")


async def test_the_form_for_the_telephone_is_offered_under_the_receipt_and_says_what_it_is_for(ward: ZaloWard) -> None:
    resident = ward.resident()
    for text in ("xin chào", "1", "Nước cống tràn ra ngõ 12", "1"):
        await resident.says(text)
    assert not [each for each in resident.known.got if "request_user_info" in str(each)], "nobody is asked by itself"
    await resident.presses("Báo tôi qua điện thoại")
    asked = resident.known.got[-1]["attachment"]["payload"]
    assert asked["template_type"] == "request_user_info"
    assert "không dùng vào việc khác" in asked["elements"][0]["subtitle"]


async def test_a_message_without_an_answer_is_not_paid_for_twice(ward: ZaloWard) -> None:
    """The platform takes it, and the process dies before it knows: after the claim, somebody calls."""
    ward.server.fail_next(BY_UID, "drop")
    await answered(ward, paid=True)
    assert states(ward) == [("call", "uid", "", "")]
    assert ward.rows("SELECT why FROM case_reaches") == [("send.doubtful",)]


async def test_a_kill_between_the_send_and_its_record_sends_nothing_again(ward: ZaloWard) -> None:
    await answered(ward, paid=False)
    store = ward.service.database
    store.run(
        lambda work: work.conn.exec_driver_sql("UPDATE case_reaches SET state='sending', way='uid', due_at=made_at")
    )
    await look(ward)
    assert ward.server.templates.sent == []
    assert ward.rows("SELECT state, why FROM case_reaches") == [("call", "send.doubtful")]


async def test_an_open_window_costs_nothing(ward: ZaloWard) -> None:
    """The person did something of which no event came: the platform knows, and what was kept leaves free of charge."""
    case_id, by, entry_id = await answered(ward, paid=False)
    ward.resident().known.last = ward.server.clock.monotonic() - 60
    ward.service.database.run(lambda work: acts.agree(Act(work, ward.service.ward, case_id, by), entry_id=entry_id))
    await look(ward)
    await ward.settle(seconds=3)
    assert ward.server.templates.sent == []
    assert sum("Đã thông cống" in each for each in ward.resident().known.texts) == 1


async def test_a_template_that_is_not_approved_is_never_offered(ward: ZaloWard) -> None:
    ward.server.templates.states["71001"] = "PENDING_REVIEW"
    await answered(ward, paid=True)
    assert states(ward) == [("call", "call", "", "")]
    assert ward.service.database.look(reach_templates.of, Way.UID).standing.state == "pending"
