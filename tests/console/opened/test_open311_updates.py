"""Updates of Open311 (docs/open311.md) as FixMyStreet reads and writes them, over HTTP."""

from datetime import timedelta
from xml.etree import ElementTree as ET

import httpx

from civics.cases.moves import CaseState, DropWhy, Says
from civics.open311 import Status, status_of, written
from storage.cases import acts, answers, duty
from storage.tables.cases import cases, entries
from tests.console.conftest import Desk
from tests.console.opened.released import Released
from tests.console.opened.test_open311 import LAMP, V2, key_of, other, rows

UPDATES = f"{V2}/servicerequestupdates"


async def _filed(desk: Desk, client: httpx.AsyncClient, key: str, number: str) -> tuple[str, int]:
    form = {**LAMP, "api_key": key, "attribute[fixmystreet_id]": number, "first_name": "Nguyễn", "last_name": "Thị Lan"}
    given = (await client.post(f"{V2}/requests.json", data=form)).json()[0]["service_request_id"]
    return given, max(each.id for each in rows(desk, cases))  # type: ignore[attr-defined]  # a row


async def _read(client: httpx.AsyncClient, key: str, **more: str) -> list[dict[str, str]]:
    answer = await client.get(f"{UPDATES}.xml", params={"api_key": key, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers
    tree = ET.fromstring(answer.text)
    assert not any(each.attrib for each in tree.iter()), "an attribute makes FixMyStreet read a structure"
    return [{one.tag: one.text or "" for one in each} for each in tree]


async def test_the_key_of_a_case_reads_what_became_of_it_and_no_other_key_does(desk: Desk) -> None:
    ward, client, key = Released(desk), await other(desk), key_of(desk)
    given, case_id = await _filed(desk, client, key, "1")
    second, second_id = await _filed(desk, client, key, "2")
    desk.database.run(acts.take, case_id, by=ward.by)
    desk.clock.pass_(timedelta(minutes=5))
    desk.database.run(answers.answer, case_id, text="Đã thay bóng đèn", by=ward.by)
    at = desk.clock()
    assert [each["status"] for each in await _read(client, key)] == ["IN_PROGRESS"], "it can be taken back yet"
    desk.clock.pass_(timedelta(minutes=1))
    desk.database.run(acts.move, second_id, to="dropped", why=DropWhy.DUPLICATE, by=ward.by)
    found = await _read(client, key)
    assert [(each["service_request_id"], each["status"]) for each in found] == [
        (given, "IN_PROGRESS"), (given, "FIXED"), (second, "DUPLICATE"),
    ]  # fmt: skip
    assert found[1]["description"] == "Đã thay bóng đèn"
    assert all(each["description"] for each in found), "a change of state has a sentence"
    assert found[1]["updated_datetime"] == written(at + timedelta(minutes=1)), "stamped when it is seen first"
    exact = {"start_date": found[1]["updated_datetime"], "end_date": found[1]["updated_datetime"]}
    assert {each["update_id"] for each in await _read(client, key, **exact)} >= {found[1]["update_id"]}
    assert await _read(client, key_of(desk, per_hour=9)) == [], "another program's cases"
    assert (await client.get(f"{UPDATES}.json")).json()[0]["code"] == "403"
    assert (await client.get(f"{V2}/requests/{given}.json")).status_code == 404, "it is told here only"
    desk.database.run(acts.change_kind, case_id, kind="to_cao", by=ward.by)
    assert {each["service_request_id"] for each in await _read(client, key)} == {second}, "gone with the sealing"


async def test_words_that_name_somebody_or_were_taken_back_are_not_told(desk: Desk) -> None:
    ward, client, key = Released(desk), await other(desk), key_of(desk)
    _, case_id = await _filed(desk, client, key, "1")
    desk.database.run(answers.say, case_id, text="Chị Lan gọi 0912345678 nhé", verb=Says.WORD, by=ward.by)
    desk.database.run(answers.answer, case_id, text="Đã báo bà Nguyễn Thị Lan", by=ward.by)
    desk.clock.pass_(timedelta(minutes=2))
    found = await _read(client, key)
    assert [each["status"] for each in found] == ["FIXED"]
    assert found[0]["description"] == "Phường đã trả lời."
    back = desk.database.run(answers.answer, case_id, text="Nhầm", by=ward.by)
    desk.database.run(answers.take_back, back, by=ward.by)
    desk.clock.pass_(timedelta(minutes=2))
    assert "Nhầm" not in str(await _read(client, key))


async def test_what_people_say_there_is_kept_once_and_changes_no_state(desk: Desk) -> None:
    client, key = await other(desk), key_of(desk)
    given, case_id = await _filed(desk, client, key, "1")
    form = {
        "api_key": key, "service_request_id": given, "update_id": "77", "status": "FIXED",
        "description": "Sáng rồi\r\nạ", "updated_datetime": "2026-11-29T08:15:30+07:00",
        "first_name": "Lan", "last_name": "-",
    }  # fmt: skip
    first = await client.post(f"{UPDATES}.xml", data=form)
    number = ET.fromstring(first.text).findtext("request_update/update_id")
    assert number
    again = await client.post(f"{UPDATES}.json", data={**form, "description": "khác"})
    assert again.json() == [{"update_id": number}]
    said = [each.text for each in rows(desk, entries) if each.kind == "said" and each.case_id == case_id]  # type: ignore[attr-defined]  # rows
    assert sum("Sáng rồi\nạ" in each for each in said) == 1
    assert [each.state for each in rows(desk, cases)] == ["new"]  # type: ignore[attr-defined]  # rows
    strange = key_of(desk, per_hour=9)
    for wrong, status in (({"api_key": strange}, 404), ({"api_key": "x"}, 403), ({"service_request_id": "V-X"}, 404)):
        assert (await client.post(f"{UPDATES}.xml", data={**form, **wrong})).status_code == status, wrong


async def test_an_emergency_rings_is_shown_nowhere_and_can_still_be_added_to(desk: Desk) -> None:
    client, key = await other(desk), key_of(desk)
    form = {**LAMP, "api_key": key, "description": "Cháy nhà, có người kẹt bên trong"}
    given = (await client.post(f"{V2}/requests.json", data=form)).json()[0]["service_request_id"]
    more = {"api_key": key, "service_request_id": given, "update_id": "1", "description": "Tầng hai còn hai người"}
    assert (await client.post(f"{UPDATES}.json", data=more)).status_code == 200
    (case,) = rows(desk, cases)
    assert case.emergency  # type: ignore[attr-defined]  # a row
    (rung,) = desk.database.look(duty.ringing, desk.clock() - timedelta(hours=1))
    assert rung.detail.startswith(f"case {case.code}: fire")  # type: ignore[attr-defined]  # a row
    other_one = {**form, "description": "Nước lũ cuốn trôi người ở cầu"}
    assert (await client.post(f"{V2}/requests.json", data=other_one)).status_code == 200
    assert len(desk.database.look(duty.ringing, desk.clock() - timedelta(hours=1))) == 2, "each case rings"
    assert desk.database.run(duty.looked_after, rung.id, staff_id=desk.hire("truc"))
    assert len(desk.database.look(duty.ringing, desk.clock() - timedelta(hours=1))) == 1
    assert any("Tầng hai" in each.text for each in rows(desk, entries) if each.case_id == case.id)  # type: ignore[attr-defined]  # rows
    desk.database.run(acts.take, case.id, by=Released(desk).by)  # type: ignore[attr-defined]  # a row
    assert await _read(client, key) == []
    assert (await client.get(f"{V2}/requests/{given}.json")).status_code == 404
    assert (await client.get(f"/viec-da-bao/{given}")).status_code == 404


def test_no_state_of_an_update_reads_as_fixed_but_an_answer() -> None:
    fixed = {each for each in CaseState if status_of("case.moved", each.value, answered=False) is Status.FIXED}
    assert fixed == {CaseState.ANSWERED}
    assert status_of("case.confirmed", "closed", answered=True) is Status.FIXED
    assert status_of("case.moved", "closed", answered=False) is Status.NO_FURTHER_ACTION
    assert status_of("case.moved", "dropped", answered=False, why="spam") is Status.NO_FURTHER_ACTION
    assert status_of("case.moved", "forwarded", answered=False) is Status.NOT_COUNCILS_RESPONSIBILITY
    assert status_of("case.noted", "", answered=False) is None
