"""From a one-time password to the console: a password of one's own, a second factor, and what they guard."""

import html
import re
from datetime import timedelta

import httpx

from console.frame.passwords import Passwords
from core import totp
from storage.people import sessions, staff
from storage.ward import alerts
from tests.console.conftest import PASSWORD, Desk, StoppedClock

MINE = "một câu dài của riêng tôi"


def secret_in(text: str) -> bytes:
    """What the page asks to type into an app."""
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", text)
    assert found is not None
    return totp.secret_of(found[1].replace(" ", ""))


def code(secret: bytes, clock: StoppedClock) -> str:
    """What the app shows now; each call half a minute later, for a code is good once."""
    clock.pass_(timedelta(seconds=30))
    return totp.code(secret, totp.step_at(clock()))


async def equipped(desk: Desk, login: str) -> tuple[httpx.AsyncClient, bytes, list[str]]:
    """Somebody of an account that needs a second factor, who has set it up: browser, secret, recovery codes."""
    client = await desk.browser()
    signed = await client.post("/console/login", data={"login": login, "password": PASSWORD})
    entered = await client.get(signed.headers["location"])
    secret = secret_in(entered.text)
    made = await client.post("/console/me/factor", data={"code": code(secret, desk.clock)})
    assert made.status_code == 200, made.text
    return client, secret, re.findall(r"<code>([a-z2-9-]{14})</code>", made.text)


async def test_who_comes_with_a_one_time_password_chooses_their_own_and_nobody_else_ever_reads_it(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    answer = await admin.post("/console/staff", data={"name": "Lan", "login_name": "lan", "role": "officer"})
    once = answer.text.split('data-copy="')[1].split('"')[0]
    lan = await desk.browser()
    first = await lan.post("/console/login", data={"login": "lan", "password": once, "next": "/console/roll"})
    assert first.headers["location"].startswith("/console/enter")
    for path in ("/console/", "/console/roll", "/console/me", "/console/second", "/console/events"):
        assert (await lan.get(path)).headers.get("location", "").startswith("/console/enter"), path
    page = await lan.get(first.headers["location"])
    assert "Chọn mật khẩu của anh/chị" in page.text
    for fresh, again, says in (
        ("ngắn", "ngắn", "cần từ 10 ký tự"), (MINE, MINE + "x", "chưa giống nhau"), (once, once, "phải khác"),
    ):  # fmt: skip
        told = await lan.post("/console/me/password", data={"fresh": fresh, "again": again})
        assert told.status_code == 422
        assert says in told.text
    done = await lan.post("/console/me/password", data={"fresh": MINE, "again": MINE, "next": "/console/roll"})
    assert done.headers["location"] == "/console/roll"
    assert (await lan.get("/console/roll")).status_code == 200
    other = await desk.browser()
    assert (await other.post("/console/login", data={"login": "lan", "password": once})).status_code == 401
    assert (await other.post("/console/login", data={"login": "lan", "password": MINE})).status_code == 303


async def test_a_one_time_password_runs_out(desk: Desk) -> None:
    nam = desk.hire("nam", demo=False)
    desk.database.run(staff.hand_out, nam, desk.hashed, by=None)
    desk.clock.pass_(timedelta(days=7))
    answer = await (await desk.browser()).post("/console/login", data={"login": "nam", "password": PASSWORD})
    assert answer.status_code == 401
    assert "đã quá hạn" in answer.text


async def test_changing_one_s_password_needs_the_old_one_and_ends_all_other_sessions(desk: Desk) -> None:
    here, there = await desk.sign_in("nam", role="officer"), await desk.sign_in("nam")
    form = {"current": "sai", "fresh": MINE, "again": MINE}
    assert (await here.post("/console/me/password", data=form)).status_code == 401
    assert (await here.post("/console/me/password", data={**form, "current": PASSWORD})).status_code == 303
    assert (await here.get("/console/me")).status_code == 200
    assert (await there.get("/console/me")).status_code == 303
    for _ in range(sessions.TRIES):
        last = await here.post("/console/me/password", data=form)
    assert last.status_code == 401
    assert (await here.post("/console/me/password", data={**form, "current": MINE})).status_code == 429


async def test_an_admin_cannot_go_on_without_a_second_factor_and_then_not_without_its_code(desk: Desk) -> None:
    desk.hire("hoa", role="admin", demo=False)
    admin, secret, recovery = await equipped(desk, "hoa")
    assert (await admin.get("/console/staff")).status_code == 200
    assert len(recovery) == 10
    other = await desk.browser()
    signed = await other.post("/console/login", data={"login": "hoa", "password": PASSWORD})
    assert (await other.get("/console/staff")).headers["location"].startswith("/console/enter")
    assert (await other.post("/console/me/password", data={"fresh": MINE, "again": MINE})).status_code == 303
    assert "Xác thực hai bước" in (await other.get(signed.headers["location"])).text
    assert (await other.post("/console/enter", data={"code": "000000"})).status_code == 401
    right = code(secret, desk.clock)
    assert (await other.post("/console/enter", data={"code": right})).status_code == 303
    assert (await other.get("/console/staff")).status_code == 200
    third = await desk.browser()
    await third.post("/console/login", data={"login": "hoa", "password": PASSWORD})
    assert (await third.post("/console/enter", data={"code": right})).status_code == 401, "used"
    assert (await third.post("/console/enter", data={"code": recovery[0].upper()})).status_code == 303
    assert (await third.get("/console/staff")).status_code == 200
    assert "Còn 9 mã dự phòng" in (await third.get("/console/me")).text
    assert (await third.post("/console/me/factor/off", data={"code": recovery[1]})).status_code == 422, "needed"


async def test_codes_are_guessed_five_times_and_the_admins_hear_of_it(desk: Desk) -> None:
    desk.hire("hoa", role="admin", demo=False)
    _admin, secret, _codes = await equipped(desk, "hoa")
    thief = await desk.browser(address="203.0.113.5")
    await thief.post("/console/login", data={"login": "hoa", "password": PASSWORD})
    for _ in range(sessions.TRIES):
        assert (await thief.post("/console/enter", data={"code": "123456"})).status_code == 401
    assert (await thief.post("/console/enter", data={"code": code(secret, desk.clock)})).status_code == 429
    assert [each.kind for each in desk.database.look(alerts.latest)] == ["factor_missed"]


async def test_an_open_screen_gives_nobody_another_app(desk: Desk) -> None:
    desk.hire("hoa", role="admin", demo=False)
    admin, secret, _codes = await equipped(desk, "hoa")
    fresh = secret_in((await admin.get("/console/me")).text)
    assert fresh != secret
    other = {"code": totp.code(fresh, totp.step_at(desk.clock()))}
    assert (await admin.post("/console/me/factor", data=other)).status_code == 401
    own = code(secret, desk.clock)
    moved = await admin.post(
        "/console/me/factor", data={"code": totp.code(fresh, totp.step_at(desk.clock())), "current": own}
    )
    assert moved.status_code == 200


async def test_an_officer_may_have_one_and_switch_it_off(desk: Desk) -> None:
    desk.hire("nam", demo=False)
    client = await desk.sign_in("nam")
    secret = secret_in((await client.get("/console/me")).text)
    assert (await client.post("/console/me/factor", data={"code": code(secret, desk.clock)})).status_code == 200
    renewed = await client.post("/console/me/codes", data={"code": code(secret, desk.clock)})
    codes = re.findall(r"<code>([a-z2-9-]{14})</code>", html.unescape(renewed.text))
    assert len(set(codes)) == 10
    assert (await client.post("/console/me/factor/off", data={"code": codes[0]})).status_code == 303
    assert not desk.database.look(staff.get, 1).has_factor


def test_recovery_codes_are_too_many_to_guess() -> None:
    assert len({Passwords().fresh() for _ in range(200)}) == 200
