"""An officer says on their own page where they are told of emergencies; the page of duty shows who hears of none."""

import re

import pytest

from core.settings import Settings
from storage.cases import duty
from storage.messages import push
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
    page = (await client.get("/console/me")).text
    assert re.search(r'name="urgent.mail"[^>]* checked', page)
    assert not re.search(r'name="assigned.mail"[^>]* checked', page)
    wanted = {"assigned.mail": "yes", "due.mail": "yes", "hour": "06:30"}
    assert (await client.post("/console/me/ways/chosen", data=wanted)).status_code == 303
    assert desk.database.look(ways.of, ha)[0].choices == {Choice.ASSIGNED, Choice.DUE}
    assert desk.database.look(choices.hour, ha) == "06:30"
    assert re.search(r'name="assigned.mail"[^>]* checked', (await client.get("/console/me")).text)
    await client.post("/console/me/ways/drop", data={"kind": "mail"})
    assert not desk.database.look(ways.of, ha)


ASKED = {"endpoint": "https://push.example/abc", "p256dh": "B" * 87, "auth": "a" * 22}
FIREFOX = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}


async def test_browsers_are_a_way_and_who_is_on_duty_keeps_the_last_one_for_emergencies(desk: Desk) -> None:
    ha = desk.hire("ha")
    client = await desk.sign_in("ha")
    page = (await client.get("/console/me")).text
    assert re.search(r'id="push-here" data-push="B[^"]{86}"', page)
    worker = await client.get("/console/worker.js")
    assert "showNotification" in worker.text
    assert worker.headers["content-type"].startswith("text/javascript")
    assert (await client.post("/console/me/ways/browser", data={**ASKED, "auth": "x"})).status_code == 422
    for endpoint in ("https://push.example/abc", "https://push.example/abc", "https://push.example/two"):
        answer = await client.post("/console/me/ways/browser", data={**ASKED, "endpoint": endpoint}, headers=FIREFOX)
        assert answer.status_code == 303
    (way,) = desk.database.look(ways.of, ha)
    assert (way.kind, way.open, way.choices) == ("push", True, choices.AT_FIRST)
    page = (await client.get("/console/me")).text
    assert page.count("Firefox, Windows") >= 2
    other = await desk.sign_in("nga", role="officer")
    one, two = re.findall(r'name="browser" value="([0-9]+)"', page)
    await other.post("/console/me/ways/browser/drop", data={"browser": one})
    assert len(desk.database.look(push.browsers, push.staff_owner(ha))) == 2, "nobody removes another's browser"

    answer = await client.post("/console/me/ways/test", data={"kind": "push"})
    assert answer.headers["location"] == "/console/me?done=way_tested#ways"
    answer = await client.post("/console/me/ways/test", data={"kind": "push"})
    assert "way_test_waits" in answer.headers["location"], "one test per minute"
    assert len(desk.database.run(push.claim, 9)) == 2

    desk.database.run(duty.set_week, [ha] * 7, by=ha)
    await client.post("/console/me/ways/browser/drop", data={"browser": one})
    for path, data in (("browser/drop", {"browser": two}), ("drop", {"kind": "push"}), ("chosen", {"day.push": "yes"})):
        answer = await client.post(f"/console/me/ways/{path}", data=data)
        assert answer.status_code == 409
        assert "ít nhất một cách báo việc khẩn" in answer.text
    (way,) = desk.database.look(ways.of, ha)
    assert Choice.URGENT in way.choices
    assert way.open
    desk.database.run(duty.set_week, [None] * 7, by=ha)
    await client.post("/console/me/ways/chosen", data={"day.push": "yes"})
    assert desk.database.look(ways.of, ha)[0].choices == {Choice.DAY}
    await client.post("/console/me/ways/drop", data={"kind": "push"})
    assert not desk.database.look(push.browsers, push.staff_owner(ha))


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
