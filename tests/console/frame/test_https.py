"""Behind HTTPS: this host's own cookies, no way back to plain HTTP, and no other name for the ward's pages."""

from dataclasses import replace

import httpx
import pytest

from console.app import build
from console.frame.shield import PERMISSIONS
from tests.console.conftest import PASSWORD, Desk
from tests.parts import shared, ward_of

THERE = "https://linhson.example"


@pytest.fixture
def behind(desk: Desk) -> Desk:
    """The same ward, reached over HTTPS."""
    settings = replace(desk.context.settings, public_url=THERE)
    desk.context = replace(desk.context, ward=ward_of(settings))
    desk.app = build(desk.context, pages=shared().pages)
    return desk


async def browser(desk: Desk, **headers: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(desk.app, client=("192.0.2.1", 40_000))
    client = httpx.AsyncClient(transport=transport, base_url=THERE, headers={"Origin": THERE, **headers})
    return await desk.stack.enter_async_context(client)


def given(answer: httpx.Response) -> list[str]:
    return answer.headers.get_list("set-cookie")


async def test_every_cookie_is_this_hosts_own(behind: Desk) -> None:
    behind.hire("hoa")
    client = await browser(behind)
    signed = await client.post("/console/login", data={"login": "hoa", "password": PASSWORD})
    looked = await client.post("/chat/look", data={"lang": "en", "size": "large"})
    for answer in (signed, await client.get("/chat"), looked, await client.get("/?lang=en")):
        assert given(answer)
        for cookie in given(answer):
            assert cookie.startswith("__Host-danban_")
            assert "Secure" in cookie
            assert "HttpOnly" in cookie
            assert "Path=/;" in cookie
            assert "Domain" not in cookie
    assert (await client.get("/console/me")).status_code == 200
    out = await client.post("/console/logout")
    assert given(out)[0].startswith("__Host-danban_staff=")
    assert (await client.get("/console/me")).status_code == 303


async def test_a_session_under_the_bare_name_is_none_but_a_chat_goes_on(behind: Desk) -> None:
    client = await browser(behind)
    old = {"danban_staff": "s" * 43, "danban_chat": "c" * 22}
    answer = await client.get("/chat", headers={"Cookie": "; ".join(f"{name}={each}" for name, each in old.items())})
    assert any(each.startswith(f"__Host-danban_chat={'c' * 22};") for each in given(answer))
    assert (await client.get("/console/me")).status_code == 303


async def test_headers_of_https_stand_on_every_answer_and_not_without_it(desk: Desk) -> None:
    plain = await desk.browser()
    for path in ("/", "/chat", "/console/login", "/nix", "/static/base.css"):
        answer = await plain.get(path)
        assert "strict-transport-security" not in answer.headers
        assert answer.headers["permissions-policy"] == PERMISSIONS
    settings = replace(desk.context.settings, public_url=THERE)
    desk.app = build(replace(desk.context, ward=ward_of(settings)), pages=shared().pages)
    client = await browser(desk)
    for path in ("/", "/chat", "/console/login", "/nix", "/static/base.css"):
        assert (await client.get(path)).headers["strict-transport-security"] == "max-age=31536000"


def test_the_chat_may_use_what_it_needs_and_nobody_else_may() -> None:
    assert set(PERMISSIONS.split(", ")) == {"camera=(self)", "microphone=(self)", "geolocation=(self)"}


@pytest.mark.parametrize("host", ["evil.example", "203.0.113.7", "linhson.test.evil.example", "", "[bad", "đ"])
async def test_another_name_shows_no_page(desk: Desk, host: str) -> None:
    client = await desk.browser()
    for path in ("/", "/chat", "/console/login", "/console/", "/gop-y", "/static/base.css"):
        answer = await client.get(path, headers={b"Host": host.encode()})
        assert answer.status_code == 421, (host, path)
    assert "foreign_host_refused" in desk.counted


@pytest.mark.parametrize(
    "host", ["linhson.test", "LINHSON.test", "linhson.test:80", "localhost:8000", "127.0.0.1", "[::1]:8000"]
)
async def test_the_wards_own_name_and_this_machine_show_it(desk: Desk, host: str) -> None:
    client = await desk.browser()
    assert (await client.get("/", headers={"Host": host})).status_code == 200


async def test_hooks_health_and_figures_may_be_asked_by_any_name(desk: Desk) -> None:
    client = await desk.browser()
    for path in ("/hook/telegram", "/healthz", "/metrics"):
        answer = await client.get(path, headers={"Host": "203.0.113.7"})
        assert answer.status_code == 404, "no such route here, but the host was not refused"
