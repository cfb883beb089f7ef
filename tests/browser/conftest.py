"""Browsers with long timeouts, because a busy machine makes pages slow; and the web chat on a phone."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from core.clock import system_clock
from tests.console.chat.ward import Ward, open_ward, talk

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),
]


@pytest.fixture(autouse=True, scope="session")
def _patience() -> None:
    expect.set_options(timeout=60_000)


@pytest.fixture
def ward(tmp_path: Path) -> Iterator[Ward]:
    found = open_ward(tmp_path, clock=system_clock)
    yield found
    found.database.close()


@pytest.fixture
def address(ward: Ward) -> Iterator[str]:
    """The ward on a real server, with the stand-in that talks."""
    server = uvicorn.Server(uvicorn.Config(ward.app, port=0, log_level="critical", timeout_graceful_shutdown=3))

    async def serve() -> None:
        talking = asyncio.create_task(talk(ward, pause=0.05))
        await server.serve()
        talking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await talking

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    ward.room.close()
    server.should_exit = True
    thread.join(15)
    assert not thread.is_alive()


@pytest.fixture(scope="package")  # one process runs all of these files, one after another
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True, locale="vi-VN",
        geolocation={"latitude": 21.5942, "longitude": 105.8482}, permissions=["geolocation"],
    )  # fmt: skip
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, address: str) -> Iterator[Page]:
    page = phone.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{address}/chat")
    yield page
    assert wrong == []
