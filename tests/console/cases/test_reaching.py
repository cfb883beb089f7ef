"""The pages of answers that did not arrive: the case, the list of people to call, the templates, the one-time link."""

from datetime import timedelta
from typing import Any

from civics.cases.reaching import Way
from handlers.cases import reaching as acts
from storage.cases import answers, reach_errands, reach_templates, reaching
from storage.cases.reach_templates import APPROVED, Standing
from storage.cases.sealing import seal_case
from storage.database.unit import UnitOfWork
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk


def sql(desk: Desk, statement: str) -> list[tuple[Any, ...]]:
    """Do or ask something in the database's own words."""

    def body(work: UnitOfWork) -> list[tuple[Any, ...]]:
        found = work.conn.exec_driver_sql(statement)
        return [tuple(row) for row in found] if found.returns_rows else []

    return desk.database.run(body)


async def test_an_answer_that_did_not_arrive_from_the_case_to_the_link(desk: Desk) -> None:
    work = Casework(desk)
    officer = await desk.sign_in("hong", role="officer")
    hong = Reader(1, "officer")
    filed = work.file("Nước cống tràn")
    sql(desk, "UPDATE chats SET channel = 'zalo', bot = 'oa', free_until = '2026-11-10', paid_until = '2026-11-15'")
    closed = (await officer.get(at(filed))).text
    assert 'name="paid_ok"' not in closed  # no template is approved: nothing to pay for
    desk.database.run(reach_templates.put, {Way.UID: "71001"}, by=1)
    desk.database.run(reach_templates.note, Way.UID, "71001", Standing(APPROVED, "", 200, 480, 500))
    closed = (await officer.get(at(filed))).text
    assert 'name="paid_ok"' in closed
    assert "200 đồng" in closed
    entry_id = desk.database.run(answers.answer, filed.case_id, text="Đã thông cống.", by=hong)
    sql(desk, "UPDATE outbox SET state = 'held', says = 'send.waits'")
    desk.database.run(acts.tend)
    assert "Cần gọi điện (1)" in (await officer.get("/console/")).text
    listed = (await officer.get("/console/calls")).text
    assert filed.code in listed
    assert "0912 345 678" in listed
    assert "Đã thông cống." in listed
    assert "Còn 480 tin." in listed
    assert "Cần gọi điện cho bà con." in (await officer.get(at(filed))).text
    await officer.post(at(filed, f"entries/{entry_id}/called"))
    assert "Đã gọi 1 lần chưa gặp." in (await officer.get("/console/calls")).text
    sent = await officer.post(at(filed, f"entries/{entry_id}/template"), data=work.form(filed))
    assert sent.status_code == 303
    (errand,) = desk.database.run(reach_errands.claim)
    desk.database.run(reach_errands.told, errand.id, message_id="m1")
    again = await officer.post(at(filed, f"entries/{entry_id}/template"), data=work.form(filed))
    assert again.status_code == 422  # it is paid for once
    person = await desk.browser()
    for _ in range(2):  # to look at the link opens nothing
        page = await person.get(f"/tra-loi/{errand.link}")
        assert filed.code in page.text
        assert "thông cống" not in page.text
    assert "Đã thông cống." in (await person.post(f"/tra-loi/{errand.link}")).text
    for answer in (await person.post(f"/tra-loi/{errand.link}"), await person.get("/tra-loi/" + "x" * 300)):
        assert answer.status_code == 404
        assert "thông cống" not in answer.text
    assert "Mở liên kết trong tin mẫu" in (await officer.get("/console/calls?days=90")).text
    assert [each for each in work.acts(filed) if each.startswith("reach.")] == [
        "reach.way", "reach.in_vain", "reach.agreed", "reach.way", "reach.told", "reach.reached",
    ]  # fmt: skip


async def test_a_call_a_word_before_the_window_closes_and_the_templates(desk: Desk) -> None:
    work = Casework(desk)
    officer, admin = await desk.sign_in("hong", role="officer"), await desk.sign_in("lan", role="admin")
    filed = work.file("Đèn hỏng")
    soon = desk.clock() + timedelta(hours=3)
    sql(desk, f"UPDATE chats SET channel = 'zalo', bot = 'oa', free_until = '{soon:%Y-%m-%d %H:%M:%S.000000}'")
    assert 'value="interim"' in (await officer.get(at(filed))).text
    assert "miễn phí tới" in (await officer.get("/console/")).text, "the queue warns too"
    offered = await officer.post(at(filed, "answer"), data=work.form(filed, text="", insert="interim"))
    assert f"Phường vẫn đang xử lý hồ sơ {filed.code}" in offered.text
    entry_id = desk.database.run(answers.answer, filed.case_id, text="Đã thay bóng.", by=Reader(1, "officer"))
    sql(desk, "UPDATE outbox SET state = 'gone', says = 'send.blocked'")
    desk.database.run(acts.tend)
    await officer.post(at(filed, f"entries/{entry_id}/called"), data={"got": "yes"})
    assert "Không có ai cần gọi." in (await officer.get("/console/calls")).text
    assert (await officer.get("/console/settings/templates")).status_code == 403
    assert (await admin.post("/console/settings/templates", data={"uid": "12a"})).status_code == 422
    await admin.post("/console/settings/templates", data={"uid": "71001"})
    assert "Chưa hỏi được Zalo" in (await admin.get("/console/settings/templates")).text


async def test_nothing_leads_from_here_to_a_case_that_was_sealed_since(desk: Desk) -> None:
    work = Casework(desk)
    desk.hire("hong")
    filed = work.file("Ông A nhận tiền")
    desk.database.run(answers.answer, filed.case_id, text="Đã rõ.", by=Reader(1, "officer"))
    sql(desk, "UPDATE outbox SET state = 'held'")
    desk.database.run(acts.tend)
    assert desk.database.look(reaching.of_case, filed.case_id)
    desk.database.run(seal_case, filed.case_id)
    desk.database.run(acts.tend)
    assert sql(desk, "SELECT * FROM case_reaches") == []
