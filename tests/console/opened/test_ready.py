"""What is kept ready of the public pages: it is read once, for all; it is gone with the commit that takes it away."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from console.opened.ready import Ready, Shared
from tests.console.conftest import HERE, Desk
from tests.console.opened.released import Released

BASE = "/viec-da-bao"


def _statements(desk: Desk) -> list[str]:
    said: list[str] = []

    def before(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    event.listen(desk.database._read_engine, "before_cursor_execute", before)
    return said


async def test_a_page_is_made_once_and_anew_when_what_it_shows_changed(desk: Desk) -> None:
    ward = Released(desk)
    filed, key = ward.release("Ổ gà", topic="duong_sa")
    anybody = await desk.browser()
    pages = (
        BASE,
        f"{BASE}/{key}",
        f"{BASE}/rss.xml",
        f"{BASE}/nhung",
        "/open311/v2/requests.json",
        "/sitemap-viec-1.xml",
    )
    first = {each: await anybody.get(each) for each in pages}
    said = _statements(desk)
    for each in pages:
        again = await anybody.get(each)
        assert (again.status_code, again.content, again.headers["etag"]) == (
            200, first[each].content, first[each].headers["etag"],
        ), each  # fmt: skip
        known = await anybody.get(each, headers={"If-None-Match": again.headers["etag"]})
        assert (known.status_code, known.content, known.headers["cache-control"]) == (
            304, b"", "public, max-age=60, must-revalidate",
        ), each  # fmt: skip
    asked = [each for each in said if each != "BEGIN"]
    assert len(asked) == 2 * len(pages)
    assert all("public_version" in each for each in asked), "one row is read, and nothing of a page"
    english = await anybody.get(f"{BASE}?lang=en")
    assert english.text != first[BASE].text
    assert (await anybody.get(f"{BASE}/{key}/chia-se.png")).headers["cache-control"] == "no-store"
    ward.seal(filed)
    for each in pages:
        gone = await anybody.get(each, headers={"If-None-Match": first[each].headers["etag"]})
        assert gone.status_code == (404 if key in each or "viec-1" in each else 200), each
        assert "Ổ gà" not in gone.text, each
        assert key not in gone.text, each


async def test_what_is_kept_enters_no_other_layer_and_still_counts_for_its_address_and_its_host(desk: Desk) -> None:
    Released(desk).release("Ổ gà", topic="duong_sa")
    first, anybody = _first_layer(desk), await desk.browser()
    made = await anybody.get(BASE)

    async def nobody(*_: object) -> None:
        raise AssertionError("it was answered before")

    inside, first._app = first._app, nobody
    known = {"If-None-Match": f'"x", W/{made.headers["etag"]}'}
    again, same = await anybody.get(BASE), await anybody.get(BASE, headers=known)
    assert (again.status_code, again.headers, again.content) == (200, made.headers, made.content)
    assert (same.status_code, same.content) == (304, b"")
    of_body = {"content-length", "content-type", "content-encoding"}
    assert dict(same.headers) == {name: told for name, told in made.headers.items() if name not in of_body}
    first._app = inside
    assert (await anybody.get(BASE, headers={"host": "elsewhere.test"})).status_code == 421
    while first._visits.wait(_scope(BASE)) is None:
        pass
    assert (await anybody.get(BASE)).status_code == 429


async def test_pages_are_made_one_at_a_time_and_a_slow_line_or_a_file_keeps_no_place(desk: Desk) -> None:
    Released(desk).release("Ổ gà", topic="duong_sa")
    first, anybody = _first_layer(desk), await desk.browser()
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def receive() -> dict[str, Any]:
        await goes_on.wait()
        return {"type": "http.disconnect"}

    async def slow(message: Any) -> None:
        if message["type"] == "http.response.body":
            begun.set()
            await goes_on.wait()

    for address in ("/du-lieu/viec-da-bao.csv", "/con-so"):
        begun.clear()
        goes_on.clear()
        sent = asyncio.create_task(desk.app(_scope(address), receive, slow))
        await begun.wait()
        assert (await anybody.get(f"{BASE}?q={len(address)}")).status_code == 200, "it is made meanwhile"
        goes_on.set()
        await sent
    leave = await first._makers.enter()
    most, first._makers._most = first._makers._most, 0
    busy = await anybody.get(f"{BASE}?q=c")
    assert (busy.status_code, busy.headers["retry-after"], busy.headers["cache-control"]) == (503, "2", "no-store")
    assert "chờ 2 giây" in busy.text
    assert (await anybody.get("/chat")).status_code == 200, "the chat does not wait for them"
    first._makers._most = most
    leave()
    assert (await anybody.get(f"{BASE}?q=c")).status_code == 200


def _first_layer(desk: Desk) -> Any:
    app: Any = desk.app
    layer = app.middleware_stack = app.middleware_stack or app.build_middleware_stack()
    while not isinstance(layer, Ready):
        layer = layer.app
    return layer


def _scope(path: str) -> dict[str, Any]:
    return {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "root_path": "", "path": path,
        "raw_path": path.encode(), "query_string": b"", "headers": [(b"host", b"linhson.test")],
        "client": ("192.0.2.1", 4000), "server": ("linhson.test", 80), "state": {},
    }  # fmt: skip


async def test_a_page_is_made_anew_after_a_minute_and_once_for_many(desk: Desk) -> None:
    ward = Released(desk)
    ward.release("Ổ gà", topic="duong_sa")
    anybody = await desk.browser()
    await anybody.get(BASE)
    said = _statements(desk)
    desk.clock.pass_(timedelta(minutes=1))
    answers = await asyncio.gather(*(anybody.get(BASE) for _ in range(8)))
    assert len({each.content for each in answers}) == 1
    assert len([each for each in said if "unit_boundaries" in each]) == 1, "eight come, one page is made"


async def test_who_comes_gets_a_reading_that_began_after_they_came() -> None:
    begun: list[int] = []
    goes_on, has_begun = asyncio.Event(), asyncio.Event()

    async def read() -> int:
        number = len(begun)
        begun.append(number)
        has_begun.set()
        await goes_on.wait()
        return number

    shared = Shared(read, pause=0.0)
    first = asyncio.create_task(shared.now())
    await has_begun.wait()
    late = [asyncio.create_task(shared.now()) for _ in range(5)]
    await asyncio.sleep(0)
    goes_on.set()
    assert await first == 0
    assert await asyncio.gather(*late) == [1] * 5, "not the one that had begun, and one for all"


async def test_a_reading_that_fails_is_not_kept() -> None:
    away = [True]

    async def read() -> int:
        if away:
            away.pop()
            raise ValueError("away")
        return 7

    shared = Shared(read, pause=0.0)
    with pytest.raises(ValueError, match="away"):
        await shared.now()
    assert await shared.now() == 7


async def test_a_client_that_goes_away_leaves_nothing_behind(desk: Desk) -> None:
    Released(desk).release("Ổ gà", topic="duong_sa")
    transport = httpx.ASGITransport(desk.app, client=("192.0.2.9", 40_000))
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        left = asyncio.create_task(client.get(BASE))
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.gather(left, return_exceptions=True)
        assert (await client.get(BASE)).status_code == 200


async def test_no_other_host_is_told_anything_unless_the_ward_sets_a_server_of_tiles(desk: Desk) -> None:
    Released(desk).release("Ổ gà", topic="duong_sa")
    admin, anybody = await desk.sign_in("quan.tri", role="admin"), await desk.browser()
    plain = await anybody.get(BASE)
    assert "<image" not in plain.text
    assert "https://" not in plain.headers["content-security-policy"]
    page, tiles = "/console/settings/opened", "https://tiles.example/{z}/{x}/{y}.png"
    assert (await admin.post(page, data={"tiles": tiles})).status_code == 422, "the source must be named"
    assert "/{z}/{x}/{y}.png" in (await admin.get(page)).text, "the form shows how it looks"
    saved = await admin.post(page, data={"tiles": tiles, "tiles_credit": "© Nền bản đồ", "topic": ["duong_sa"]})
    assert saved.status_code == 303
    desk.clock.pass_(timedelta(minutes=1))
    shown = await anybody.get(BASE)
    assert "img-src 'self' https://tiles.example blob:" in shown.headers["content-security-policy"]
    assert '<image href="https://tiles.example/' in shown.text
    assert "© Nền bản đồ" in shown.text
    other = await anybody.get("/con-so")
    assert "tiles.example" not in other.headers["content-security-policy"], "only where the map is"
