"""The address book of bodies, and a member of staff's own prepared answers."""

from storage.ward import bodies, ward
from tests.console.conftest import Desk

BOOK, OWN = "/console/settings/bodies", "/console/canned"


async def test_a_body_is_written_changed_and_removed(desk: Desk) -> None:
    client = await desk.sign_in("lan", role="admin")
    data = {"name": "Điện lực <Đồng Hỷ>", "phone": "19006769", "about": "Điện, cột điện"}
    assert (await client.post(BOOK, data=data)).status_code == 303
    (made,) = desk.database.look(bodies.everyone)
    assert "Điện lực &lt;Đồng Hỷ&gt;" in (await client.get(BOOK)).text
    again = await client.post(BOOK, data=data)
    assert again.status_code == 409
    assert "Điện, cột điện" in again.text
    assert (await client.post(BOOK, data={"name": " ", "phone": "1"})).status_code == 422
    await client.post(BOOK, data={**data, "body_id": str(made.id), "phone": "113"})
    assert [each.phone for each in desk.database.look(bodies.everyone)] == ["113"]
    await client.post(f"{BOOK}/{made.id}/drop")
    assert desk.database.look(bodies.everyone) == []


async def test_only_who_may_change_settings_writes_the_book(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    assert (await client.get(BOOK)).status_code == 403
    assert (await client.post(BOOK, data={"name": "x"})).status_code == 403


async def test_ones_own_prepared_answers_are_ones_own(desk: Desk) -> None:
    hoa, minh = await desk.sign_in("hoa", role="officer"), await desk.sign_in("minh", role="admin")
    data = {"short": "Hẹn", "title": "Hẹn thứ Hai", "text": "Chào {tên}", "verb": "word", "topic": "rac_thai"}
    assert (await hoa.post(OWN, data=data)).status_code == 303
    assert desk.database.look(ward.canned_answers) == []
    (mine,) = desk.database.look(ward.canned_answers, own_of=1)
    assert (mine.short, mine.verb, mine.topic) == ("hen", "word", "rac_thai")
    assert "Hẹn thứ Hai" in (await hoa.get(OWN)).text
    assert "Hẹn thứ Hai" not in (await minh.get(OWN)).text
    assert (await hoa.post(OWN, data=data)).status_code == 409
    await minh.post(f"{OWN}/{mine.id}/drop")
    await minh.post(f"/console/settings/canned/{mine.id}/drop")
    assert (await minh.post(OWN, data={**data, "canned_id": str(mine.id)})).status_code == 404
    assert len(desk.database.look(ward.canned_answers, own_of=1)) == 1
    await hoa.post(f"{OWN}/{mine.id}/drop")
    assert desk.database.look(ward.canned_answers, own_of=1) == []


async def test_everybodys_prepared_answer_says_what_it_is(desk: Desk) -> None:
    client = await desk.sign_in("lan", role="admin")
    data = {"short": "dien", "title": "Điện", "text": "Đã báo điện lực", "verb": "word", "topic": "dien_nuoc"}
    await client.post("/console/settings/canned", data=data)
    (made,) = desk.database.look(ward.canned_answers)
    assert (made.verb, made.topic) == ("word", "dien_nuoc")
