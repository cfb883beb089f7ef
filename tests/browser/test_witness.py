"""Who comes by the public page of a case, in a real browser: follows it, or shows by a photo that it is not done."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from civics.cases.opening import Told
from core.message import Point
from storage.cases import cases, opened
from storage.cases.cases import Filing
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases as cases_table
from tests.browser.conftest import CHROMIUM
from tests.browser.real import serving
from tests.browser.test_chat import photo, write

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: apt-get install chromium"),
]


def _released(work: UnitOfWork) -> None:
    for number, (title, state) in enumerate((("Đèn ngõ 12 hỏng", "taken"), ("Cống chợ tắc", "answered"))):
        filed = cases.file(work, Filing(kind="phan_anh", text="x", topic="duong_sa", origin="desk"))
        told = Told(title, "Tối lắm.", "Đã làm.", "đường Chùa Hang", Point(21.6 + number / 50, 105.84))
        opened.put(work, filed.case_id, told, ground="topic", by=None)
        changed = cases_table.update().where(cases_table.c.id == filed.case_id)
        work.conn.execute(changed.values(state=state, answered_at=work.now if state == "answered" else None))


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The service with one case under way and one that is said to be done."""

    def fill(database: Database) -> None:
        database.run(_released)

    with serving(tmp_path, fill=fill) as found:
        yield found


def test_a_neighbour_follows_a_case_and_shows_by_a_photo_that_another_is_not_done(
    phone: BrowserContext, address: str, tmp_path: Path
) -> None:
    page = phone.new_page()
    page.goto(f"{address}/viec-da-bao")
    page.get_by_role("link", name="Đèn ngõ 12 hỏng").first.click()
    page.screenshot(path=tmp_path / "case.png")
    page.locator("a.button--main").click()
    page.get_by_role("button", name="Tôi cũng gặp").click()
    expect(page.get_by_text("“Đèn ngõ 12 hỏng”").last).to_be_visible()
    page.screenshot(path=tmp_path / "followed.png")
    page.goto(f"{address}/viec-da-bao")
    page.get_by_role("link", name="Cống chợ tắc").first.click()
    page.locator("a.button--main").click()
    page.get_by_role("button", name="Chưa xong").click()
    expect(page.get_by_text("còn gì chưa xong").last).to_be_visible()
    page.locator("input[data-files][multiple]").set_input_files([photo()])
    expect(page.locator("#tray li")).to_have_count(1)
    write(page, "Nước lại tràn ra rồi")
    expect(page.locator(".bubble--theirs").filter(has_text="Nước lại tràn ra rồi")).to_be_visible()
    expect(page.locator(".bubble--ours").last).to_be_visible()
    expect(page.get_by_text("sẽ xem lại").last).to_be_visible()
    page.screenshot(path=tmp_path / "not_done.png")
