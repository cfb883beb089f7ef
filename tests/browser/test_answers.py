"""A question in the web chat and on the public page, in a real browser on a phone's screen, with the real service."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from civics.answers.examples import examples
from storage.answers import records
from tests.browser.conftest import CHROMIUM
from tests.browser.looking import wrong_with
from tests.browser.real import serving
from tests.browser.test_chat import write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: apt-get install chromium"),
]

WIDER = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The service with the records to try out."""
    with serving(tmp_path, fill=lambda database: database.run(records.begin, examples())) as found:
        yield found


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
