"""An officer says on their own page where they are told of emergencies; the page of duty shows who hears of none."""

import re

import pytest

from core.settings import Settings
from storage.cases import duty
from storage.notices import choices, ways
from storage.notices.choices import Choice
from storage.ward import alerts
from tests.console.conftest import Desk
from tests.parts import ward_of


@pytest.fixture
def mailing(desk: Desk) -> Desk:
    settings = desk.context.settings
    made = Settings(secret_key=settings.secret_key, public_url=settings.public_url, files_dir=settings.files_dir,
                    smtp_host="127.0.0.1", smtp_from="bao@linhson.example")  # fmt: skip
    object.__setattr__(desk.context, "ward", ward_of(made))
    return desk


async def test_a_code_is_shown_once_and_bears_no_account(desk: Desk) -> None:
    client = await desk.sign_in("ha", role="officer")
    page = (await client.post("/console/me/ways/code")).text
    assert re.search(r"TK-[2-9A-Z]{4}-[2-9A-Z]{4}", page)
    assert not re.search(r"TK-[2-9A-Z]{4}", (await client.get("/console/me")).text)


async def test_a_mailbox_is_used_once_its_owner_opened_the_link(mailing: Desk) -> None:
    desk = mailing
    ha = desk.hire("ha")
    client, other = await desk.sign_in("ha"), await desk.sign_in("nga", role="officer")
    assert (await client.post("/console/me/ways/mail", data={"mailbox": "no address"})).status_code == 422
    assert (await client.post("/console/me/ways/mail", data={"mailbox": "ha@example.vn"})).status_code == 303
    (way,) = desk.database.look(ways.of, ha)
    assert not way.open
    page = (await client.get("/console/me")).text
    assert "ha…@example.vn" in page
    assert "Chờ anh/chị mở liên kết" in page
    (opens,) = desk.database.look(
        lambda work: [row[0] for row in work.conn.exec_driver_sql("SELECT opens FROM staff_notices")]
    )
    assert (await client.get(opens)).status_code == 200
    assert not desk.database.look(ways.of, ha)[0].open, "looking changes nothing"
    proof = {"proof": opens.partition("=")[2]}
    assert (await other.post("/console/me/ways/proof", data=proof)).status_code == 422
    assert (await client.post("/console/me/ways/proof", data=proof)).status_code == 303
    assert desk.database.look(ways.of, ha)[0].open
    assert not re.search(r'name="assigned"[^>]* checked', (await client.get("/console/me")).text)
    assert (await client.post("/console/me/ways/chosen", data={"assigned": "yes", "due": "yes"})).status_code == 303
    assert desk.database.look(choices.of, ha) == {Choice.ASSIGNED, Choice.DUE}
    assert re.search(r'name="assigned"[^>]* checked', (await client.get("/console/me")).text)
    await client.post("/console/me/ways/drop", data={"kind": "mail"})
    assert not desk.database.look(ways.of, ha)


async def test_the_link_of_a_mail_asks_who_is_not_signed_in(desk: Desk) -> None:
    client = await desk.browser()
    answer = await client.get("/console/duty")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/console/login?next=")


async def test_who_on_the_roster_hears_of_nothing_is_named_and_the_button_marks_it_seen(desk: Desk) -> None:
    ha = desk.hire("ha", name="Hà")
    client = await desk.sign_in("ha")
    desk.database.run(duty.set_week, [ha] * 7, by=ha)
    desk.database.run(alerts.sound, "emergency", detail="chat 1: fire")
    page = (await client.get("/console/duty")).text
    assert "không báo tới: Hà" in page
    assert "sau 5 phút" in page
    assert "Tôi đã thấy" in page
    await client.post("/console/duty/seen", data={"alert": "1"})
    (told,) = desk.database.look(alerts.latest)
    assert told.seen_by == "Hà"
