"""Intake, settings, alerts, accounts: the forms of the console and what they write."""

import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from storage.database.unit import UnitOfWork
from storage.messages import inbox
from storage.tables.cases import cases
from storage.tables.media import attachments
from storage.tables.ward import audit
from storage.ward import alerts, ward
from tests.console.conftest import Desk

TOLD = {
    "origin": "phone",
    "kind": "phan_anh",
    "text": "Đèn đường tắt",
    "place": "ngõ 3",
    "name": "Bà Hòa",
    "phone": "09",
}


def rows_of(work: UnitOfWork) -> list[Any]:
    """All cases."""
    return list(work.conn.execute(select(cases).order_by(cases.c.id)))


def acts_of(work: UnitOfWork) -> list[str]:
    """The acts on the trail."""
    return list(work.conn.execute(select(audit.c.act).order_by(audit.c.id)).scalars())


async def test_what_is_told_on_the_phone_becomes_a_case_with_a_code_to_hand_over(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post("/console/intake", data=TOLD)
    assert answer.status_code == 303
    (case,) = desk.database.look(rows_of)
    assert (case.origin, case.kind, case.text, case.name) == ("phone", "phan_anh", "Đèn đường tắt", "Bà Hòa")
    page = (await client.get(answer.headers["location"])).text
    assert case.code in page
    assert f'href="/console/cases/{case.code}"' in page
    assert "Đèn đường tắt" not in page  # the form is ready for the next person


@pytest.mark.parametrize("lost", ["kind", "text"])
async def test_an_incomplete_intake_is_not_filed_and_keeps_what_was_typed(desk: Desk, lost: str) -> None:
    client = await desk.sign_in("hoa", role="officer")
    answer = await client.post("/console/intake", data={**TOLD, lost: " "})
    assert answer.status_code == 422
    assert 'value="ngõ 3"' in answer.text
    assert desk.database.look(rows_of) == []


async def test_an_officer_who_takes_a_denunciation_in_is_told_that_it_is_sealed_and_sees_it_no_more(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    words = "Ông X nhận tiền"
    answer = await client.post("/console/intake", data={**TOLD, "kind": "to_cao", "text": words})
    (case,) = desk.database.look(rows_of)
    assert case.sealed
    assert words not in case.text
    page = (await client.get(answer.headers["location"])).text
    assert case.code in page
    assert "giữ kín" in page
    assert f"/console/cases/{case.code}" not in page


async def test_files_given_at_the_desk_are_kept_and_a_bad_one_stops_nothing(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    picture = BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "PNG")
    files = [
        ("files", ("a.png", picture.getvalue(), "image/png")),
        ("files", ("b.png", b"no picture at all \x00\x01", "image/png")),
    ]
    answer = await client.post("/console/intake", data=TOLD, files=files)
    page = (await client.get(answer.headers["location"])).text
    assert "Tệp thứ 2 chưa nhận được" in page

    def rows(work: UnitOfWork) -> list[Any]:
        return list(work.conn.execute(select(attachments.c.kind, attachments.c.digest, attachments.c.case_id)))

    (kept,) = desk.database.look(rows)
    assert kept.kind == "photo"
    assert kept.digest == sha256(picture.getvalue()).hexdigest()
    assert kept.case_id == desk.database.look(rows_of)[0].id


async def test_files_of_a_denunciation_are_sealed_from_the_first_byte(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    files = [("files", ("don.txt", "Ông X nhận tiền".encode(), "text/plain"))]
    await client.post("/console/intake", data={**TOLD, "kind": "to_cao"}, files=files)
    kept = [path.read_bytes() for path in desk.context.settings.files_dir.rglob("*") if path.is_file()]
    assert kept
    assert not any("nhận tiền".encode() in each for each in kept)


async def test_residents_read_the_reception_that_an_admin_has_set(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    form = {"place": "Phòng <Một cửa>", "hours": "7:30–11:30", "phone": "0208 111", "duty_phone": "", "duty": "1"}
    assert (await client.post("/console/settings", data=form)).headers["location"] == "/console/settings?done=saved"
    front = (await client.get("/")).text
    assert "Phòng &lt;Một cửa&gt;" in front
    assert 'href="tel:0208111"' in front
    assert desk.database.look(ward.setting, "duty.staff_id") == 1
    assert "settings.changed" in desk.database.look(acts_of)


async def test_saving_the_same_settings_again_leaves_no_trail(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    for _ in range(2):
        await client.post("/console/settings", data={"place": "A"})
    assert desk.database.look(acts_of).count("settings.changed") == 1


async def test_a_prepared_answer_is_written_changed_and_removed(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    data = {"short": "Rác thải", "title": "Đã chuyển", "text": "Phường đã chuyển."}
    await client.post("/console/settings/canned", data=data)
    (made,) = desk.database.look(ward.canned_answers)
    assert made.short == "rac-thai"
    again = await client.post("/console/settings/canned", data=data)
    assert again.status_code == 409
    assert "Phường đã chuyển." in again.text
    await client.post("/console/settings/canned", data={**data, "canned_id": str(made.id), "text": "Mới"})
    assert desk.database.look(ward.canned_answers)[0].text == "Mới"
    await client.post(f"/console/settings/canned/{made.id}/drop")
    assert desk.database.look(ward.canned_answers) == []


async def test_a_group_is_added_once(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    data = {"name": "Xóm Núi Hột", "kind": "xom", "aliases": "Núi Hột, xóm 1"}
    assert (await client.post("/console/settings/units", data=data)).status_code == 303
    assert (await client.post("/console/settings/units", data=data)).status_code == 409
    (unit,) = desk.database.look(ward.units_now)
    assert (unit.code, unit.kind, unit.aliases) == ("xom-nui-hot", "xom", ("Núi Hột", "xóm 1"))


async def test_an_alert_is_counted_until_somebody_has_seen_it(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    for key in ("a", "a", "b"):
        desk.database.run(alerts.sound, "aside", detail=f"inbox {key}", unique_key=key)
    page = (await client.get("/console/alerts")).text
    assert re.search(r'id="alerts-count"[^>]*>2<', page)
    assert "sau ba lần" in page
    await client.post("/console/alerts", data={"only": "1"})
    assert desk.database.look(alerts.waiting) == 1
    await client.post("/console/alerts", data={"upto": "99"})
    assert desk.database.look(alerts.waiting) == 0
    assert "hidden" in re.findall(r'id="alerts-count"[^>]*>', (await client.get("/console/alerts")).text)[0]


async def test_what_was_set_aside_is_handled_after_all_from_the_page(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")

    def arrive(work: UnitOfWork) -> None:
        for number, hours in (("1", 3), ("2", 0)):
            inbox.accept(
                work, channel="zalo", bot="7", external_id=number, chat="c", raw={"a": "b"},
                sent_at=work.now - timedelta(hours=hours),
            )  # fmt: skip
        inbox.set_aside(work, 2, "it was tried three times")

    desk.database.run(arrive)
    page = (await client.get("/console/alerts")).text
    assert page.count("Xử lý lại</button>") == 2
    for alert in ("1", "2"):
        assert (await client.post("/console/alerts/again", data={"of": alert})).status_code == 303
    assert [each.id for each in desk.database.look(inbox.waiting, limit=9)] == [1, 2]
    assert desk.database.look(alerts.waiting) == 0
    assert (await client.post("/console/alerts/again", data={"of": "99"})).status_code == 303


async def test_an_alert_of_a_kind_nobody_named_is_shown_all_the_same(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    desk.database.run(alerts.sound, "something_new", detail="row 7")
    page = await client.get("/console/alerts")
    assert page.status_code == 200
    assert "row 7" in page.text


async def test_a_new_member_gets_a_password_that_works(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    answer = await admin.post("/console/staff", data={"name": "Lan", "login_name": "Lan.Tran", "role": "officer"})
    password = answer.text.split('data-copy="')[1].split('"')[0]
    client = await desk.browser(address="192.0.2.7")
    signed = await client.post("/console/login", data={"login": "lan.tran", "password": password})
    assert signed.status_code == 303
    assert "/console/enter" in (await client.get("/console/")).headers["location"]
    taken = await admin.post("/console/staff", data={"name": "Lan", "login_name": "lan.tran"})
    assert taken.status_code == 409
    assert 'value="lan.tran"' in taken.text


async def test_the_front_page_speaks_the_chosen_language_and_remembers_it(desk: Desk) -> None:
    client = await desk.browser()
    assert "Bà con có việc" in (await client.get("/")).text
    assert "Something to tell the ward" in (await client.get("/?lang=en")).text
    assert "Something to tell the ward" in (await client.get("/")).text
    assert 'lang="vi"' in (await client.get("/?lang=xx")).text
