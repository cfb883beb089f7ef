"""Luật Khiếu nại Điều 11a; NĐ 124/2020 Điều 3a, 28b: complex cases, orders that stop a clock, on the case's page."""

from datetime import timedelta

import pytest

from civics.cases.clocks import ND155, ND155_READ
from handlers.cases import due
from storage.cases import orders
from storage.ward import alerts, audit, unseen
from tests.console.cases.casework import Casework
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents of the desk's ward."""
    return Casework(desk)


async def test_nd_124_dieu_28b_an_order_stops_the_clock_and_another_lets_it_go_on(desk: Desk, work: Casework) -> None:
    filed = work.file("Tôi không đồng ý với quyết định", kind="khieu_nai")
    client = await desk.sign_in("hoa", role="officer")
    at = f"/console/cases/{filed.code}"
    form = {"day": "2026-11-02", "accepted": "2026-11-10"}
    assert (await client.post(f"{at}/form-date", data=work.form(filed, **form))).status_code == 303
    assert work.row(filed).due_at.date().isoformat() == "2026-12-10"
    assert work.row(filed).rules == ND155
    page = (await client.get(at)).text
    assert "NĐ 155/2026" in page
    pause = {"what": "pause", "day": "2026-11-16", "ground": "obstacle"}
    unnumbered = await client.post(f"{at}/order", data=work.form(filed, **pause))
    assert unnumbered.status_code == 422
    assert "Xin ghi số quyết định" in unnumbered.text
    assert (await client.post(f"{at}/order", data=work.form(filed, **pause, paper="5/QĐ"))).status_code == 303
    assert work.row(filed).due_at is None
    text = (await client.get(at)).text
    assert "Thời hạn đang dừng từ 16/11/2026" in text
    assert "Gửi chậm nhất 19/11/2026" in text
    goes_on = work.form(filed, what="resume", day="2026-11-20", paper="6/QĐ")
    assert (await client.post(f"{at}/order", data=goes_on)).status_code == 303
    assert work.row(filed).due_at.date().isoformat() == "2026-12-14"  # four days later
    (first, _) = desk.database.look(orders.of, filed.case_id)
    sent = work.form(filed, day="2026-11-17")
    assert (await client.post(f"{at}/order/{first.id}/sent", data=sent)).status_code == 303
    assert "Đã gửi 17/11/2026" in (await client.get(at)).text
    assert "5/QĐ" not in str(desk.database.look(audit.trail, filed.case_id))
    ends = work.form(filed, what="stop", day="2026-11-24", paper="7/QĐ", ground="withdrawn")
    assert (await client.post(f"{at}/order", data=ends)).status_code == 303
    assert "đề xuất nghỉ 23/11" in (await client.get(at)).text, "the order of 20/11 is to leave after such a day"
    assert work.row(filed).due_at is None
    again = await client.post(f"{at}/order", data=work.form(filed, what="resume", day="2026-11-24", paper="8/QĐ"))
    assert "đã đình chỉ" in again.text
    assert desk.database.run(due.orders_unsent) == 0
    desk.clock.pass_(timedelta(days=3))
    assert desk.database.run(due.orders_unsent) == 2
    assert desk.database.run(due.orders_unsent) == 0
    assert {(each.kind, each.detail) for each in desk.database.look(alerts.latest)} == {
        ("order_unsent", f"{filed.code} 26/11/2026"),
        ("order_unsent", f"{filed.code} 27/11/2026"),
    }
    client = await desk.sign_in("mai", role="officer")
    soon = (await client.get("/console/?view=soon")).text
    assert soon.count(f"Gửi quyết định tạm đình chỉ, đình chỉ, tiếp tục: {filed.code}") == 2


async def test_nd_124_dieu_3a_the_page_asks_for_the_ground_and_the_paper(desk: Desk, work: Casework) -> None:
    filed = work.file("Tôi không đồng ý với quyết định", kind="khieu_nai")
    client = await desk.sign_in("hoa", role="officer")
    at = f"/console/cases/{filed.code}/form-date"
    form = {"day": "2026-11-02", "accepted": "2026-11-10", "extended": "complex"}
    refused = await client.post(at, data=work.form(filed, **form))
    assert refused.status_code == 422
    assert "một trong bảy trường hợp" in refused.text
    ground = {"ground": "e", "complex_paper": "12/XM-UBND", "complex_on": "2026-11-12"}
    assert (await client.post(at, data=work.form(filed, **form, **ground))).status_code == 303
    row = work.row(filed)
    assert (row.complex_ground, row.complex_paper, row.due_at.date().isoformat()) == ("e", "12/XM-UBND", "2026-12-25")


async def test_a_date_that_was_told_stays_when_the_ward_has_read_the_law(desk: Desk, work: Casework) -> None:
    first, second = (work.file(f"Quyết định số {n} sai", kind="khieu_nai") for n in (1, 2))
    admin = await desk.sign_in("tư", role="admin")

    async def enters(filed: object, **values: str) -> None:
        at = f"/console/cases/{filed.code}/form-date"  # type: ignore[attr-defined]
        assert (await admin.post(at, data=work.form(filed, **values))).status_code == 303  # type: ignore[arg-type]

    await enters(first, day="2026-11-20")
    before = work.row(first).due_at
    assert "Chưa thấy văn bản" in (await admin.get("/console/forms")).text
    await admin.post("/console/forms", data={"form": "complaint_27", "said": "Công báo 12, đọc 23/11/2026"})
    assert desk.database.look(unseen.is_read, unseen.COMPLAINT)
    await enters(second, day="2026-11-20")
    await enters(first, day="2026-11-20", spoken="yes", reason="Đánh dấu thiếu")
    assert (work.row(first).rules, work.row(second).rules) == (ND155, ND155_READ)
    assert work.row(first).due_at == before


async def test_nd_124_dieu_7a_khoan_2_a_whole_withdrawal_is_seen_until_its_end_is_recorded(
    desk: Desk, work: Casework
) -> None:
    filed = work.file("Tôi không đồng ý với quyết định", kind="khieu_nai")
    client = await desk.sign_in("hoa", role="officer")
    at = f"/console/cases/{filed.code}"
    await client.post(f"{at}/form-date", data=work.form(filed, day="2026-11-02", accepted="2026-11-10"))
    assert (
        await client.post(f"{at}/order", data=work.form(filed, what="withdraw", day="2026-11-20"))
    ).status_code == 303
    line = f"Đã rút toàn bộ mà chưa ghi quyết định đình chỉ: {filed.code}"
    assert "Đã rút toàn bộ từ 20/11/2026: ra ngay quyết định đình chỉ" in (await client.get(at)).text
    for page in ("/console/today", "/console/?view=soon"):
        shown = (await client.get(page)).text
        assert line in shown, page
        assert "quá hạn 20/11/2026" in shown, page
    assert line not in (await (await desk.sign_in("mắt", role="observer")).get("/console/today")).text
    assert [desk.database.run(due.stops_owed) for _ in range(2)] == [1, 0], "once"
    assert [(each.kind, each.detail) for each in desk.database.look(alerts.latest)] == [
        ("stop_owed", f"{filed.code} 20/11/2026")
    ]
    ends = work.form(filed, what="stop", day="2026-11-20", paper="7/QĐ", ground="withdrawn")
    assert (await client.post(f"{at}/order", data=ends)).status_code == 303
    assert "Đã rút toàn bộ từ" not in (await client.get(at)).text
    assert line not in (await client.get("/console/today")).text


async def test_luat_to_cao_dieu_33_a_sealed_withdrawal_is_seen_by_its_readers_alone(desk: Desk, work: Casework) -> None:
    filed = work.file("Ông A nhận tiền", kind="to_cao")
    desk.hire("chung", reads_sealed=True)
    client = await desk.sign_in("chung")
    at = f"/console/cases/{filed.code}"
    await client.post(f"{at}/form-date", data=work.form(filed, day="2026-11-02", accepted="2026-11-10"))
    assert (
        await client.post(f"{at}/order", data=work.form(filed, what="withdraw", day="2026-11-20"))
    ).status_code == 303
    line = f"Đã rút toàn bộ mà chưa ghi quyết định đình chỉ: {filed.code}"
    assert line in (await client.get("/console/today")).text
    assert filed.code not in (await (await desk.sign_in("hoa", role="officer")).get("/console/today")).text
    assert desk.database.run(due.stops_owed) == 0, "no alert tells of a sealed case"
    goes_on = work.form(filed, what="go_on", day="2026-11-20", ground="threatened")
    assert (await client.post(f"{at}/order", data=goes_on)).status_code == 303
    assert line not in (await client.get("/console/today")).text
    assert "rút vì bị đe dọa, ép buộc, mua chuộc" in (await client.get(at)).text
