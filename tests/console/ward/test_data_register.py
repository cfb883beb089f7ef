"""NĐ 356/2025 Điều 5, 28: the register of data requests and breaches, its clocks, alerts and refusals."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from storage.people import data_requests
from storage.tables.data_requests import data_requests as rows
from storage.ward import alerts, audit
from tests.console.conftest import Desk

ASKED = {"kind": "delete", "who": "Bà Nguyễn Thị Sáu, 0912 345 678", "received_on": "2026-11-23"}


async def test_nd_356_dieu_5_a_request_has_its_terms_and_the_extension_is_told_in_time(desk: Desk) -> None:
    officer, admin = await desk.sign_in("hoa", role="officer"), await desk.sign_in("tư", role="admin")
    assert (await officer.get("/console/data")).status_code == 403
    refused = await admin.post("/console/data", data={**ASKED, "received_on": "2026-11-30"})
    assert refused.status_code == 409
    assert "0912 345 678" in refused.text  # nothing typed is lost
    assert (await admin.post("/console/data", data=ASKED)).status_code == 303
    text = (await admin.get("/console/data")).text
    assert "Báo đã nhận chậm nhất 26/11/2026" in text  # 24/11 is a day off
    assert "Làm xong chậm nhất 13/12/2026" in text  # 20 calendar days
    assert "đề xuất nghỉ" not in text, "it begins on a day that may change, which is not counted"
    (one,) = desk.database.look(data_requests.requests)
    stored = desk.database.look(lambda work: work.conn.execute(select(rows.c.who)).scalar_one())
    assert "Sáu" not in stored
    assert "Sáu" not in str(desk.database.look(audit.page))
    early = await admin.post(f"/console/data/{one.id}", data={"acknowledged_on": "2026-11-22"})
    assert "không thể trước khi nhận" in early.text
    await admin.post(
        f"/console/data/{one.id}", data={"acknowledged_on": "2026-11-24", "extended_told_on": "2026-11-24"}
    )
    (one,) = desk.database.look(data_requests.requests)
    assert one.due_on.isoformat() == "2027-01-02"
    await admin.post("/console/data", data={**ASKED, "received_on": "2026-11-20"})
    assert "đề xuất nghỉ 23/11" in (await admin.get("/console/data")).text, "its two working days cross that day"


async def test_nd_356_dieu_28_a_breach_has_72_hours_and_sounds_before_they_end(desk: Desk) -> None:
    admin = await desk.sign_in("tư", role="admin")
    made = await admin.post("/console/data/breaches", data={"what": "Mất máy", "found_at": "2026-11-24T09:00"})
    assert made.status_code == 303
    assert "Thông báo chậm nhất" in (await admin.get("/console/data")).text
    assert desk.database.run(data_requests.alert_due) == 0
    desk.clock.pass_(timedelta(hours=60))
    assert desk.database.run(data_requests.alert_due) == 1
    assert desk.database.run(data_requests.alert_due) == 0
    assert [each.kind for each in desk.database.look(alerts.latest)] == ["data_breach"]
    (breach,) = desk.database.look(data_requests.breaches)
    assert breach.due_at == datetime(2026, 11, 27, 2, tzinfo=UTC)
