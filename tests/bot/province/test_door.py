"""Two wards of one host, and a third with a name of its own: who is asked, and what a browser gets."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.province.serving import Town
from core import province
from storage.database.revision import newest
from storage.province.registry import Figures, State
from storage.ward import alerts
from tests.bot.province.towns import OPERATOR, READER, browser, hire, made
from tests.databases import Now

PASSWORD = "mật khẩu để thử"  # only for tests
HASHED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
async def town(tmp_path: Path, now: Now) -> AsyncIterator[Town]:
    found = made(tmp_path, "aa", "bb", "cc", hosts={"cc": "c.test"}, clock=now)
    await found.wards.refresh()
    yield found
    await found.close()


async def test_somebody_signs_in_to_two_wards_of_one_host(town: Town) -> None:
    for code in ("aa", "bb"):
        hire((await town.wards.open(code)).service.database, f"admin-{code}", HASHED)
    one = browser(town)
    for code in ("aa", "bb"):
        answer = await one.send(f"/w/{code}/console/login", login=f"admin-{code}", password=PASSWORD)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/w/{code}/console/")
    assert {each.name: each.path for each in one.client.cookies.jar} == {
        "aa.danban_staff": "/w/aa/console", "bb.danban_staff": "/w/bb/console",
    }  # fmt: skip
    for code, other in (("aa", "bb"), ("bb", "aa")):
        shown = (await one.get(f"/w/{code}/console/")).text
        assert f"admin-{code}" in shown
        assert f"admin-{other}" not in shown
        addresses = re.findall(r'(?:href|src|action|data-refresh|data-events)="(/[^"]*)"', shown)
        assert len(addresses) > 10
        assert [each for each in addresses if not each.startswith(f"/w/{code}/")] == []
    told = await one.send("/w/aa/console/logout")
    assert told.headers["location"] == "/w/aa/console/login"
    assert (await one.get("/w/aa/console/")).status_code == 303
    assert (await one.get("/w/bb/console/")).status_code == 200
    stolen = one.client.cookies.get("bb.danban_staff")
    for name in ("bb.danban_staff", "aa.danban_staff", "danban_staff"):
        asked = await browser(town).get("/w/aa/console/", headers={"cookie": f"{name}={stolen}"})
        assert asked.status_code == 303, name


async def test_pages_scripts_and_links_stand_where_the_ward_is(town: Town) -> None:
    one = browser(town)
    front = (await one.get("/")).text
    assert 'href="/w/aa/"' in front
    assert 'href="http://c.test/"' in front
    chat = (await one.get("/w/aa/chat")).text
    (script,) = re.findall(r'<script type="module" src="([^"]+chat\.js)"', chat)
    assert script.startswith("/w/aa/static/")
    assert (await one.get(script)).status_code == 200
    manifest = (await one.get("/w/aa/chat/manifest.webmanifest")).json()
    assert (manifest["start_url"], manifest["icons"][0]["src"][:13]) == ("/w/aa/chat", "/w/aa/static/")
    worker = await one.get("/w/aa/chat/worker.js")
    assert worker.headers["service-worker-allowed"] == "/w/aa/chat"
    assert (await one.get("/w/aa")).headers["location"] == "/w/aa/"
    login = await one.get("/w/aa/console/second?x=1")
    assert login.headers["location"] == "/w/aa/console/login?next=%2Fconsole%2Fsecond%3Fx%3D1"
    for path in ("/w/zz/", "/w/a/", "/w/aa%2F..%2Fbb/x", "/console/", "/w/aa/w/bb/"):
        assert (await one.get(path)).status_code == 404, path
    own = await browser(town, host="http://c.test").get("/chat")
    assert 'src="/static/' in own.text
    assert [each.name for each in own.cookies.jar] == ["danban_chat"]
    assert (await one.get("/w/cc/chat?x=1")).headers["location"] == "http://c.test/chat?x=1"
    assert (await one.send("/w/cc/chat/send", text="x")).status_code == 404


async def test_a_ward_that_is_paused_fails_or_comes_leaves_the_others_alone(town: Town) -> None:
    one, registry = browser(town), town.registry
    await town.shift.once()
    assert town.shift.codes == {"send": ["aa", "bb", "cc"]}
    working = town.wards.held["bb"].parts["send"]
    registry.set_state("aa", State.PAUSED)
    registry.load([province.one("dd", "phường dd")])  # without a key
    registry.set_state("dd", State.RUNNING, revision=newest())
    registry.load([province.one("ee", "phường ee")])  # of another release
    registry.set_state("ee", State.RUNNING, revision="20250101a")
    registry.load([province.one("cc", "phường khác", hosts=["c.test"])])
    await town.shift.once()
    await town.wards.settle()
    await town.shift.once()
    paused = await one.get("/w/aa/")
    assert (paused.status_code, paused.headers["retry-after"]) == (503, "60")
    assert (await one.get("/w/dd/")).status_code == 503
    assert (await one.get("/w/ee/")).status_code == 503
    assert registry.row("dd").state is State.FAILED
    assert "SECRET_KEY is not set" in registry.row("dd").problem
    assert (await one.get("/w/bb/")).status_code == 200
    assert town.wards.held["bb"].parts["send"] is working, "the neighbour's work was not touched"
    assert "phường khác" in (await browser(town, host="http://c.test").get("/")).text.lower()
    registry.set_state("aa", State.RUNNING)
    await town.shift.once()
    assert (await one.get("/w/aa/")).status_code == 200
    assert (await one.get("/healthz")).json() == {
        "ok": True, "wards": {"waiting": 0, "running": 4, "paused": 0, "failed": 1},
    }  # fmt: skip


async def test_operators_see_the_wards_and_readers_sums_without_signs_of_a_case(town: Town, now: Now) -> None:
    report = {"begins": "2026-06-15", "ends": "2026-12-14", "tables": {"b4": {"received": 40}}}
    for code, handled in (("aa", 1200), ("bb", 34)):
        town.registry.tell(code, Figures(handled=handled, lag=float(handled), open_cases=3, report=report))
    town.registry.set_state("cc", State.FAILED, problem="<b>no key</b>")
    one = browser(town)
    assert "1.234" not in (await one.get("/province")).text
    assert (await one.send("/province/enter", token="wrong")).status_code == 403
    assert (await one.client.post("/province/enter", data={"token": OPERATOR})).status_code == 403, "from elsewhere"
    assert (await one.send("/province/enter", token=OPERATOR)).status_code == 303
    assert OPERATOR not in str(one.client.cookies)
    shown = (await one.get("/province")).text
    for each in ("phường aa", "1.234", "&lt;b&gt;no key", "gặp lỗi", "80", "thêm vào", "<td>here</td>"):
        assert each in shown or each.capitalize() in shown, each
    assert shown.index('id="cc"') < shown.index('id="aa"'), "a ward that failed stands first"
    assert "đang chạy: 2 · gặp lỗi: 1" in " ".join(shown.split())
    now.pass_(minutes=4)
    assert "số liệu cũ" in (await one.get("/province")).text
    reader = browser(town)
    await reader.send("/province/enter", token=READER)
    sums = (await reader.get("/province?lang=en")).text
    assert "1.234" in sums
    assert "no key" not in sums
    assert "phường aa" not in sums.lower()
    await reader.send("/province/leave")
    assert "1.234" not in (await reader.get("/province")).text
    for _ in range(9):
        last = await one.send("/province/enter", token="wrong")
    assert (await one.send("/province/enter", token="wrong")).status_code == 429, last.status_code


async def test_what_a_ward_is_comes_from_its_own_database(town: Town) -> None:
    from bot.province import measuring  # noqa: PLC0415

    service = (await town.wards.open("aa")).service
    service.database.run(lambda work: alerts.sound(work, "part", detail="x", unique_key="x"))
    found = measuring.look(service)
    assert (found.errors, found.waiting, found.handled) == (1, 0, 0)
    assert found.stored > 100_000
    assert measuring.look((await town.wards.open("bb")).service).errors == 0
