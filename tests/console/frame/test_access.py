"""Signing in, staying in, being thrown out."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from console.frame.access import COOKIE, local
from storage.database.unit import UnitOfWork
from storage.people import sessions, staff
from storage.tables.people import sessions as session_rows
from storage.tables.ward import audit
from tests.console.conftest import PASSWORD, Desk


async def test_who_is_not_signed_in_is_led_to_the_login_and_back(desk: Desk) -> None:
    desk.hire("hoa")
    client = await desk.browser()
    answer = await client.get("/console/me?x=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/console/login?next=%2Fconsole%2Fme%3Fx%3D1"
    form = await client.get(answer.headers["location"])
    assert 'value="/console/me?x=1"' in form.text
    data = {"login": " HOA ", "password": PASSWORD, "next": "/console/me?x=1"}
    assert (await client.post("/console/login", data=data)).headers["location"] == "/console/me?x=1"
    assert (await client.get("/console/me")).status_code == 200


async def test_a_script_that_is_signed_out_gets_401_and_no_login_page(desk: Desk) -> None:
    client = await desk.browser()
    answer = await client.get("/console/me", headers={"X-Fragment": "rail"})
    assert (answer.status_code, answer.text) == (401, "")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example", "/console//evil.example",
        "javascript:alert(1)", "/console/\r\nSet-Cookie: a=b", "/consoleevil", "http:/console/", " /console/me",
        "/chat", "https:evil.example", "/console/\tx", "",
    ],
)  # fmt: skip
def test_a_login_leads_nowhere_but_into_the_console(target: str) -> None:
    assert local(target) == "/console/"


async def test_the_address_to_go_on_with_is_checked_at_the_login_too(desk: Desk) -> None:
    desk.hire("hoa")
    client = await desk.browser()
    data = {"login": "hoa", "password": PASSWORD, "next": "//evil.example/console/"}
    assert (await client.post("/console/login", data=data)).headers["location"] == "/console/"
    assert (await client.get("/console/login?next=//evil.example")).headers["location"] == "/console/"


async def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(desk: Desk) -> None:
    desk.hire("hoa")
    client = await desk.browser()
    answer = await client.post("/console/login", data={"login": "hoa", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/console" in cookie
    assert "Secure" not in cookie  # this ward is served over plain HTTP


async def test_the_database_holds_no_cookie(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")

    def tokens(work: UnitOfWork) -> list[str]:
        return list(work.conn.execute(select(session_rows.c.token)).scalars())

    stored = desk.database.look(tokens)
    assert len(stored) == 1
    assert client.cookies[COOKIE] not in stored[0]


async def test_a_wrong_password_and_an_unknown_login_are_answered_alike(desk: Desk) -> None:
    desk.hire("hoa")
    client = await desk.browser()
    wrong = await client.post("/console/login", data={"login": "hoa", "password": "x"})
    unknown = await client.post("/console/login", data={"login": "lan", "password": "x"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace('value="hoa"', "") == unknown.text.replace('value="lan"', "")


async def test_the_sixth_try_within_a_quarter_of_an_hour_is_refused_even_with_the_right_password(desk: Desk) -> None:
    desk.hire("hoa")
    client = await desk.browser()
    for _ in range(sessions.TRIES):
        assert (await client.post("/console/login", data={"login": "hoa", "password": "x"})).status_code == 401
    data = {"login": "Hoa", "password": PASSWORD}
    refused = await client.post("/console/login", data=data)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == 15 * 60
    assert "login_throttled" in desk.counted
    elsewhere = await desk.browser(address="192.0.2.77")  # where hoa herself sits: a stranger does not lock her out
    assert (await elsewhere.post("/console/login", data=data)).status_code == 303
    desk.clock.pass_(timedelta(minutes=15, seconds=1))
    assert (await client.post("/console/login", data=data)).status_code == 303


async def test_one_address_cannot_try_many_logins(desk: Desk) -> None:
    client = await desk.browser()
    for number in range(sessions.ADDRESS_TRIES):
        desk.database.run(sessions.count_login, f"ai{number}", "192.0.2.1")
    desk.hire("hoa")
    data = {"login": "hoa", "password": PASSWORD}
    assert (await client.post("/console/login", data=data)).status_code == 429
    assert (await (await desk.browser(address="192.0.2.99")).post("/console/login", data=data)).status_code == 303


async def test_a_right_password_ends_the_count(desk: Desk) -> None:
    desk.hire("hoa")
    client = await desk.browser()
    for _ in range(3):
        for _ in range(sessions.TRIES - 1):
            await client.post("/console/login", data={"login": "hoa", "password": "x"})
        answer = await client.post("/console/login", data={"login": "hoa", "password": PASSWORD})
        assert answer.status_code == 303
        client.cookies.clear()


async def test_a_session_ends_after_twelve_idle_hours_but_lives_while_it_is_used(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    for _ in range(3):
        desk.clock.pass_(timedelta(hours=11))
        assert (await client.get("/console/me")).status_code == 200
    desk.clock.pass_(timedelta(hours=12, seconds=1))
    assert (await client.get("/console/me")).status_code == 303


async def test_a_session_ends_after_seven_days_however_much_it_is_used(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    for _ in range(16):
        desk.clock.pass_(timedelta(hours=10))
        assert (await client.get("/console/me")).status_code == 200
    desk.clock.pass_(timedelta(hours=8, seconds=1))
    assert (await client.get("/console/me")).status_code == 303


async def test_signing_out_ends_this_session_and_no_other(desk: Desk) -> None:
    here = await desk.sign_in("hoa", role="officer")
    there = await desk.sign_in("hoa")
    cookie = here.cookies[COOKIE]
    await here.post("/console/logout")
    here.cookies.set(COOKIE, cookie, domain="linhson.test", path="/console")  # a thief kept it
    assert (await here.get("/console/me")).status_code == 303
    assert (await there.get("/console/me")).status_code == 200


async def test_signing_out_everywhere_ends_all(desk: Desk) -> None:
    here, there = await desk.sign_in("hoa", role="officer"), await desk.sign_in("hoa")
    await here.post("/console/me/sessions", data={"which": "all"})
    assert (await there.get("/console/me")).status_code == 303


async def test_one_cannot_end_the_session_of_another(desk: Desk) -> None:
    hoa, nam = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    theirs = desk.database.look(sessions.of, 2)[0].digest
    await hoa.post("/console/me/sessions", data={"which": theirs})
    assert (await nam.get("/console/me")).status_code == 200


async def test_a_closed_account_is_out_at_once_and_cannot_come_back(desk: Desk) -> None:
    admin, nam = await desk.sign_in("hoa", role="admin"), await desk.sign_in("nam", role="officer")
    await admin.post("/console/staff/2/disable")
    assert (await nam.get("/console/me")).status_code == 303
    again = await nam.post("/console/login", data={"login": "nam", "password": PASSWORD})
    assert again.status_code == 401


async def test_a_new_password_is_shown_once_and_throws_the_old_sessions_out(desk: Desk) -> None:
    admin, nam = await desk.sign_in("hoa", role="admin"), await desk.sign_in("nam", role="officer")
    answer = await admin.post("/console/staff/2/password")
    fresh = answer.text.split('data-copy="')[1].split('"')[0]
    assert fresh not in (await admin.get("/console/staff/2")).text
    assert (await nam.get("/console/me")).status_code == 303
    assert (await nam.post("/console/login", data={"login": "nam", "password": PASSWORD})).status_code == 401
    assert (await nam.post("/console/login", data={"login": "nam", "password": fresh})).status_code == 303


async def test_the_language_of_the_account_is_the_language_of_the_pages(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    assert '<html lang="vi">' in (await client.get("/console/me")).text
    headers = {"Referer": "http://linhson.test/console/me"}
    answer = await client.post("/console/language", data={"language": "en"}, headers=headers)
    assert answer.headers["location"] == "/console/me"
    assert '<html lang="en">' in (await client.get("/console/me")).text


async def test_granting_and_withdrawing_the_named_list_is_on_the_trail(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    nam = desk.hire("nam")
    form = {"name": "Nam", "role": "officer"}
    assert (await admin.post(f"/console/staff/{nam}", data={**form, "reads_sealed": "yes"})).status_code == 303
    assert desk.database.look(staff.get, nam).reads_sealed
    assert (await admin.post(f"/console/staff/{nam}", data=form)).status_code == 409, "the last one stays"
    desk.hire("mai", reads_sealed=True)
    await admin.post(f"/console/staff/{nam}", data=form)
    assert not desk.database.look(staff.get, nam).reads_sealed

    def acts(work: UnitOfWork) -> list[tuple[str, int, object]]:
        rows = work.conn.execute(select(audit.c.act, audit.c.staff_id, audit.c.detail).order_by(audit.c.id))
        return [(row.act, row.staff_id, row.detail["whom"]) for row in rows if "sealed" in row.act]

    assert desk.database.look(acts) == [("staff.sealed_first", 1, nam), ("staff.sealed_withdrawn", 1, nam)]


async def test_an_observer_is_never_put_on_the_named_list(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    nam = desk.hire("nam")
    await admin.post(f"/console/staff/{nam}", data={"name": "Nam", "role": "observer", "reads_sealed": "yes"})
    assert not desk.database.look(staff.get, nam).reads_sealed


async def test_an_admin_can_neither_close_nor_demote_themselves(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    assert (await admin.post("/console/staff/1/disable")).status_code == 409
    await admin.post("/console/staff/1", data={"name": "Hoa", "role": "observer"})
    assert desk.database.look(staff.get, 1).role == "admin"
    assert (await admin.get("/console/staff")).status_code == 200
