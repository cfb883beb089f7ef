"""Addresses of files come from outside: they are checked once, again after each redirect, and limited in bytes."""

import asyncio
import gzip
import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.channels import zalo_media
from core.errors import Fate, LostFileError, RefusedFileError, SendError

OPEN, SIX = "203.0.114.7", "2a00:1450:4001::5"
Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The answers of the resolver, by name. A name that is an address stands for itself."""
    found: dict[str, list[str]] = {"cdn.test": [OPEN], "inside.test": ["10.0.0.8"], "both.test": [OPEN, "127.0.0.1"]}

    async def resolve(self: object, host: str, port: int, **_: Any) -> list[Any]:  # the signature of the event loop
        if host not in found and not host[0].isdigit() and ":" not in host:
            raise socket.gaierror(host)
        return [(0, 0, 0, "", (each, port)) for each in found.get(host, [host])]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", resolve)
    return found


async def fetched(url: str, answer: Answer, *, trusted: frozenset[str] = frozenset()) -> bytes:
    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        return b"".join([piece async for piece in zalo_media.download(client, url, trusted=trusted)])


def nobody(request: httpx.Request) -> httpx.Response:
    pytest.fail(f"spoke to {request.url}")


async def test_the_address_that_was_looked_at_is_spoken_to_by_its_name(names: dict[str, list[str]]) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"picture")

    assert await fetched("https://cdn.test/a.jpg?x=1", answer) == b"picture"
    (request,) = seen
    assert (request.url.host, request.url.path, request.headers["Host"]) == (OPEN, "/a.jpg", "cdn.test")
    assert request.extensions["sni_hostname"] == "cdn.test"


async def test_an_open_address_of_the_newer_sort_is_fine(names: dict[str, list[str]]) -> None:
    names["six.test"] = [SIX]
    assert await fetched("http://six.test/a", lambda _: httpx.Response(200, content=b"x")) == b"x"


@pytest.mark.parametrize(
    "url",
    [
        "http://inside.test/a", "http://both.test/a", "http://127.0.0.1/a", "http://169.254.169.254/latest",
        "http://10.1.2.3/a", "http://192.168.1.1/a", "http://0.0.0.0/a", "http://[::1]/a", "http://[fd00::1]/a",
        "http://[::ffff:127.0.0.1]/a", "http://[2002:7f00:1::]/a", "http://224.0.0.1/a", "ftp://cdn.test/a",
        "file:///etc/passwd", "http://user:pw@cdn.test/a", "http://", "", "http://cdn.test:99999/a", "http://[::1/a",
    ],
)  # fmt: skip
async def test_an_inside_or_odd_address_is_refused_and_never_spoken_to(names: dict[str, list[str]], url: str) -> None:
    with pytest.raises(RefusedFileError) as caught:
        await fetched(url, nobody)
    assert caught.value.reason == "bad_address"


async def test_a_redirect_is_looked_at_as_well(names: dict[str, list[str]]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.url.host == OPEN
        return httpx.Response(302, headers={"Location": "http://inside.test/secret"})

    with pytest.raises(RefusedFileError):
        await fetched("http://cdn.test/a", answer)


async def test_a_short_way_round_is_followed_and_an_endless_one_is_not(names: dict[str, list[str]]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        number = int(request.url.path[1:])
        return httpx.Response(302, headers={"Location": f"/{number - 1}"}) if number else httpx.Response(200)

    assert await fetched("http://cdn.test/3", answer) == b""
    with pytest.raises(RefusedFileError):
        await fetched("http://cdn.test/4", answer)


async def test_a_name_that_changes_its_address_after_the_look_gains_nothing(names: dict[str, list[str]]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        names["cdn.test"] = ["127.0.0.1"]
        assert request.url.host == OPEN
        return httpx.Response(200, content=b"x")

    assert await fetched("http://cdn.test/a", answer) == b"x"


async def test_a_huge_file_is_refused_by_what_it_says_and_by_what_comes(
    names: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_media, "LARGEST", 1_000)

    async def endless() -> Any:
        for _ in range(5):
            yield b"x" * 500

    def says(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Length": "1001"}, content=b"")

    def goes_on(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=endless())

    for answer in (says, goes_on):
        with pytest.raises(RefusedFileError) as caught:
            await fetched("http://cdn.test/a", answer)
        assert caught.value.reason == "too_big"


async def test_what_is_packed_is_not_unpacked(names: dict[str, list[str]]) -> None:
    def packs(request: httpx.Request) -> httpx.Response:
        assert request.headers["Accept-Encoding"] == "identity"
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=gzip.compress(b"x" * 5_000_000))

    with pytest.raises(RefusedFileError) as caught:
        await fetched("http://cdn.test/a", packs)
    assert caught.value.reason == "broken"


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_an_address_that_has_run_out_is_a_lost_file(names: dict[str, list[str]], status: int) -> None:
    with pytest.raises(LostFileError):
        await fetched("http://cdn.test/a", lambda _: httpx.Response(status))


async def test_what_may_pass_is_tried_again(names: dict[str, list[str]]) -> None:
    def breaks(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    for url, answer in (
        ("http://cdn.test/a", breaks),
        ("http://cdn.test/a", lambda _: httpx.Response(500)),
        ("http://nowhere.test/a", nobody),
    ):
        with pytest.raises(SendError) as caught:
            await fetched(url, answer)
        assert caught.value.fate is Fate.AGAIN


async def test_only_the_very_host_and_port_that_is_trusted_needs_no_look() -> None:
    trusted = frozenset({"127.0.0.1:4711"})
    assert await fetched("http://127.0.0.1:4711/a", lambda _: httpx.Response(200, content=b"x"), trusted=trusted)
    with pytest.raises(RefusedFileError):
        await fetched("http://127.0.0.1:4712/a", nobody, trusted=trusted)
