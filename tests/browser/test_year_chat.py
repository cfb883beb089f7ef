"""A resident's year in the web chat, in a real browser: a place at the reception, a contest, a letter to a board."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from bot.demo import year
from storage.database.database import Database
from storage.people import staff
from tests.browser.conftest import CHROMIUM
from tests.browser.real import serving
from tests.browser.test_chat import write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: apt-get install chromium"),
]

WIDER = "document.documentElement.scrollWidth > innerWidth"


def _year(database: Database) -> None:
    database.run(staff.add, "canbo", name="Hoa", password="-", role="officer", demo=True)
    year.hold(database)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The service with the demo ward's year."""
    with serving(tmp_path, fill=_year) as found:
        yield found


def press(page: Page, name: str) -> None:
    """Press this button under the newest message. A tap on what still moves may miss it; then it is tapped again."""
    said = page.locator(".bubble--theirs")
    before = said.count()
    button = page.locator(".picks").last.get_by_role("button", name=name, exact=True)
    for _ in range(3):
        button.click()
        try:
            expect(said.nth(before)).to_be_attached(timeout=10_000)
        except AssertionError:
            continue
        return


def test_a_place_is_booked_a_contest_played_and_a_board_written_to(page: Page, tmp_path: Path) -> None:
    write(page, "đặt lịch gặp chủ tịch")
    expect(page.locator(".picks--now button").first).to_be_visible()
    page.screenshot(path=tmp_path / "slots.png")
    page.locator(".picks--now button").first.click()
    write(page, "Ranh giới đất nhà tôi với nhà bên")
    write(page, "Nguyễn Thị Lan")
    press(page, "Tôi cao tuổi")
    press(page, "Gửi đi")
    expect(page.get_by_text("Đã đặt lịch:")).to_be_in_viewport()
    page.screenshot(path=tmp_path / "booked.png")

    write(page, "thi")
    press(page, "Không thuộc tổ nào")
    press(page, "Không nêu tên")
    expect(page.get_by_text("bao nhiêu người").last).to_be_visible()
    write(page, "12")
    press(page, "Bắt đầu")
    for number in range(1, 11):
        expect(page.get_by_text(f"Câu {number}/10").last).to_be_visible()
        if number == 1:
            page.screenshot(path=tmp_path / "question.png")
        press(page, "A")  # of this question: its words and its buttons come together
    expect(page.get_by_text("/10 câu").last).to_be_in_viewport()
    page.screenshot(path=tmp_path / "points.png")

    write(page, "gửi ban thanh tra")
    expect(page.locator(".bubble--ours").filter(has_text="viết điều muốn gửi ban").last).to_be_visible()
    write(page, "Kè đầu xóm vừa xây đã nứt, mong ban xem giúp")
    press(page, "Gửi đi")
    expect(page.get_by_text("Đã gửi ban, số").last).to_be_in_viewport()
    page.screenshot(path=tmp_path / "letter.png")
    assert not page.evaluate(WIDER)
