"""The public pages of cases on a phone and on a desk: nothing beside the screen, a map by keyboard, a silent policy."""

import pytest
from playwright.sync_api import Browser, ConsoleMessage, expect

from civics.cases.opening import Told
from core.message import Point
from storage.cases import cases, opened
from storage.cases.cases import Filing
from storage.database.unit import UnitOfWork
from tests.browser.conftest import CHROMIUM
from tests.console.chat.ward import Ward

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
TITLE = "Đèn đường hỏng ở một ngõ có cái tên rất dài để xem nó xuống dòng thế nào"


def _released(work: UnitOfWork) -> None:
    for number in range(6):
        filed = cases.file(work, Filing(kind="phan_anh", text="x", topic="duong_sa", origin="desk"))
        told = Told(TITLE, "Tối lắm.", "Đã thay bóng.", "đường Chùa Hang", Point(21.60 + number / 100, 105.84))
        opened.put(work, filed.case_id, told, ground="topic", by=None)


@pytest.mark.parametrize("wide", [360, 1280])
def test_the_public_pages_fit_and_the_map_is_reached_by_keyboard(
    chromium: Browser, ward: Ward, address: str, wide: int
) -> None:
    ward.database.run(_released)
    context = chromium.new_context(viewport={"width": wide, "height": 740}, java_script_enabled=True, locale="vi-VN")
    context.set_default_timeout(30_000)
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    context.on("console", note)
    page = context.new_page()
    for path in ("/viec-da-bao", "/con-so", "/du-lieu", "/viec-da-bao/nhung"):
        page.goto(f"{address}{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, (path, over)
    page.goto(f"{address}/viec-da-bao")
    dots = page.locator(".ward-map a")
    expect(dots).to_have_count(6)
    dots.first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, over
    context.close()
    assert said == []
