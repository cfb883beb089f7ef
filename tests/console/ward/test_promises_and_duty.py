"""An admin sets what the ward promises; new cases count by it, filed ones keep what they were told."""

from storage.cases import acts as case_acts
from storage.cases import duty
from storage.ward import alerts, audit, ward
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework
from tests.console.conftest import Desk


async def test_new_cases_count_by_a_promise_and_filed_ones_keep_theirs(desk: Desk) -> None:
    work = Casework(desk)
    before = work.file(topic="rac_thai")
    client = await desk.sign_in("hoa", role="admin")
    form = {"phan_anh.first_reply": "1", "topic.rac_thai": "3", "kien_nghi.result": ""}
    assert (await client.post("/console/promises", data=form)).headers["location"] == "/console/promises?done=saved"
    after = work.file(topic="rac_thai")
    assert after.due_at is not None
    assert before.due_at is not None
    assert after.due_at < before.due_at
    reader = Reader(1, "admin")
    desk.database.run(case_acts.set_urgent, before.case_id, urgent=True, by=reader)
    desk.database.run(case_acts.set_urgent, before.case_id, urgent=False, by=reader)
    assert work.row(before).due_at == before.due_at
    assert work.row(after).promised == {"first_reply": 1, "urgent_reply": 4, "result": 3}
    page = (await client.get("/console/promises")).text
    assert 'name="topic.rac_thai" type="number" value="3"' in page
    (changed,) = [each for each in desk.database.look(audit.page) if each.act == "promises.changed"]
    assert changed.detail["after"] == {"phan_anh.first_reply": 1, "topic.rac_thai": 3}


async def test_a_promise_out_of_bounds_is_refused_and_only_admins_promise(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    for said in ("0", "99", "-3", "ba", "1e3", "9" * 400):
        refused = await client.post("/console/promises", data={"phan_anh.first_reply": said})
        assert refused.status_code == 422, said
    assert "Nhập số từ 1 đến 10" in refused.text
    assert desk.database.look(ward.promises) == {}
    officer = await desk.sign_in("lan", role="officer")
    assert (await officer.get("/console/promises")).status_code == 403
    assert (await officer.post("/console/promises", data={"phan_anh.first_reply": "1"})).status_code == 403


async def test_an_admin_sets_the_week_and_who_is_on_duty_looks_after_emergencies(desk: Desk) -> None:
    on_duty = desk.hire("lan")
    admin, officer = await desk.sign_in("hoa", role="admin"), await desk.sign_in("lan")
    observer = desk.hire("xem", role="observer")
    form = {"day1": str(on_duty), "day2": str(observer), "day3": "x"}  # 24 November 2026 is a Tuesday
    assert (await admin.post("/console/duty", data=form)).status_code == 303
    assert (await officer.post("/console/duty", data=form)).status_code == 403
    desk.database.run(alerts.sound, "emergency", detail="chat 1: fire")
    page = (await officer.get("/console/duty")).text
    assert "Anh/chị đang trực" in page
    assert "chat 1: fire" in page
    assert '<span class="badge badge--amber" id="duty-count"' in page
    (told,) = desk.database.look(alerts.latest)
    assert (await officer.post("/console/duty/seen", data={"alert": str(told.id)})).status_code == 303
    assert desk.database.look(alerts.waiting) == 0
    assert desk.database.look(duty.week) == (None, on_duty, None, None, None, None, None)
    assert (await (await desk.sign_in("xem")).get("/console/duty")).status_code == 403
