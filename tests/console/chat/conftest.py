"""The ward of these tests and browsers that look at it."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from console.frame.visitor import COOKIE, chat_of
from tests.console.chat.ward import StoppedClock, Ward, open_ward


class Page:
    """A browser with its own cookies, on the application itself. Every call is one request."""

    def __init__(self, ward: Ward) -> None:
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(ward.app),
            base_url="http://testserver",
            headers={"Sec-Fetch-Site": "same-origin", "Accept-Language": "vi"},
        )

    def get(self, path: str, **how: Any) -> httpx.Response:
        return self.request("GET", path, **how)

    def post(self, path: str, **how: Any) -> httpx.Response:
        return self.request("POST", path, **how)

    def put(self, path: str, **how: Any) -> httpx.Response:
        return self.request("PUT", path, **how)

    def request(self, method: str, path: str, **how: Any) -> httpx.Response:  # passes httpx's own options on
        return self._runner.run(self._client.request(method, path, **how))

    @property
    def cookies(self) -> httpx.Cookies:
        return self._client.cookies

    @property
    def chat(self) -> str:
        """The chat id that the server derives from the cookie."""
        return chat_of(self.cookies[COOKIE])

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()


Browser = Callable[[], Page]


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def ward(tmp_path: Path, clock: StoppedClock) -> Iterator[Ward]:
    found = open_ward(tmp_path, clock=clock)
    yield found
    found.database.close()


@pytest.fixture
def browser(ward: Ward) -> Iterator[Browser]:
    """Makes browsers, each with its own cookies; the page has been opened once in each."""
    opened: list[Page] = []

    def make() -> Page:
        page = Page(ward)
        opened.append(page)
        assert page.get("/chat").status_code == 200
        return page

    yield make
    for page in opened:
        page.close()


@pytest.fixture
def page(browser: Browser) -> Page:
    return browser()
