"""A question in the web chat and on the public page, in a real browser on a phone's screen, with the real service."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot import app
from bot.process import installation
from bot.workers.sender import Sender
from civics.answers.examples import examples
from core.settings import Settings
from storage.answers import records
from tests.browser.conftest import CHROMIUM
from tests.browser.looking import wrong_with
from tests.browser.test_chat import write
from tests.parts import migrated, shared

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: apt-get install chromium"),
]

WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The service with the records to try out."""
    settings = Settings(
        database_url=migrated(tmp_path / "ward.sqlite3"), files_dir=tmp_path / "files", secret_key="k" * 40
    )
    service = app.build(settings, shared=shared())
    service.database.run(records.begin, examples())
    server = uvicorn.Server(
        uvicorn.Config(app.web(service), port=0, log_level="critical", timeout_graceful_shutdown=3, lifespan="off")
    )
    here = installation.instance_id(settings)

    async def serve() -> None:
        stop = asyncio.Event()
        sends = [
            Sender(service.database, each, instance_id=here, holder=here, metrics=service.metrics).run(stop)
            for each in service.channels.values()
        ]
        tasks = [asyncio.create_task(each) for each in (app.worker(service).run(stop), *sends)]
        await server.serve()
        stop.set()
        await asyncio.gather(*tasks)
        await service.close()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(30)
    assert not thread.is_alive()


def test_a_question_a_card_a_button_and_a_follow_up(page: Page, tmp_path: Path) -> None:
    write(page, "tôi bị mất căn cước làm lại thế nào")
    expect(page.get_by_text("Cấp lại thẻ căn cước").last).to_be_visible()
    expect(page.get_by_text("mã 1.014064").last).to_be_visible()
    page.screenshot(path=tmp_path / "card.png")
    page.get_by_role("button", name="Thời gian").last.click()
    expect(page.get_by_text("Thời gian: 7 ngày làm việc").last).to_be_in_viewport()
    write(page, "thế phí bao nhiêu")
    expect(page.get_by_text("Lệ phí: 70.000 đồng").last).to_be_in_viewport()
    page.screenshot(path=tmp_path / "follow_up.png")
    assert not page.evaluate(WIDER)


@pytest.fixture
def plain(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False, locale="vi-VN")
    yield context
    context.close()


def test_the_public_page_is_searched_and_read_without_script(
    plain: BrowserContext, phone: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = plain.new_page()
    page.goto(f"{address}/hoi-dap")
    page.screenshot(path=tmp_path / "list.png")
    page.get_by_label("Bà con hỏi việc gì?").fill("mất căn cước làm lại")
    page.get_by_role("button", name="Tìm").click()
    page.screenshot(path=tmp_path / "found.png")
    page.get_by_role("link", name="Cấp lại thẻ căn cước").first.click()
    expect(page.get_by_role("heading", name="Cấp lại thẻ căn cước")).to_be_visible()
    expect(page.get_by_text("mã 1.014064")).to_be_visible()
    page.screenshot(path=tmp_path / "one.png", full_page=True)
    looked = phone.new_page()
    looked.goto(page.url)
    assert not looked.evaluate(WIDER)
    assert wrong_with(looked) == []
