"""The ward's year in a real browser: its main paths, on a phone and on a desk, with nothing beside the screen."""

import asyncio
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from bot.demo import year
from bot.workers import report_maker
from civics.days.calendar import day_of
from core.clock import system_clock
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import contests, entries
from storage.registers.entries import Asked
from tests.browser.conftest import CHROMIUM
from tests.browser.test_console import Served, context, enter, served

__all__ = ["context", "served"]  # fixtures
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]
PUBLIC = ("/cong-khai", "/tiep-dan", "/hoi-thi", "/kenh-chinh-thuc")
REGISTERS = ("disclosure", "reception_day", "proposal", "letter", "contest", "rating", "meeting")


def _held(ward: Served) -> None:
    """The demo ward's year."""
    ward.database.run(staff.add, "canbo", name="Hoa", password="-", role="officer", demo=True)
    year.hold(ward.database)


def _fits(page: Page, address: str) -> None:
    page.goto(address)
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, (address, over)


@pytest.mark.parametrize("wide", [360, 1280])
def test_every_page_of_the_year_fits_and_says_no_error(chromium: Browser, served: Served, wide: int) -> None:
    _held(served)
    context = chromium.new_context(viewport={"width": wide, "height": 740}, locale="vi-VN")
    context.set_default_timeout(60_000)
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    context.on("console", note)
    page = enter(context, served, "hoa")
    for path in (
        *PUBLIC,
        "/console/today",
        "/console/registers",
        "/console/registers/reports",
        "/console/registers/quarter",
    ):
        _fits(page, f"{served.address}{path}")
    for name in REGISTERS:
        _fits(page, f"{served.address}/console/registers/{name}/new")
        _fits(page, f"{served.address}/console/registers/{name}")
        for one in served.database.look(entries.some, Asked(name), reader=None, limit=1):
            _fits(page, f"{served.address}/console/registers/{name}/{one.id}")
    context.close()
    assert said == []


def test_what_is_disclosed_at_the_desk_stands_in_public(context: BrowserContext, served: Served) -> None:
    page = enter(context, served, "hoa")
    page.goto(f"{served.address}/console/registers/disclosure/new")
    page.locator("select[name=item]").select_option("3")
    page.locator("[name=name]").fill("Sửa đường <tổ 5> & rãnh")
    today = day_of(system_clock()).isoformat()
    page.locator("[name=planned_on]").fill(today)
    page.get_by_role("button", name="Lưu", exact=True).click()
    typed = {"document": "77/QĐ-UBND", "document_on": today}
    form = page.locator("form[action$='/moves/document']")
    for name, value in typed.items():
        form.locator(f"[name={name}]").fill(value)
    form.get_by_role("button").click()
    page.locator("form[action$='/moves/disclose'] [name=public_on]").fill(today)
    page.locator("form[action$='/moves/disclose']").get_by_role("button").click()
    expect(page.locator("main")).to_contain_text("Đang công khai")
    page.goto(f"{served.address}/cong-khai?q=ranh")
    expect(page.locator("main")).to_contain_text("Sửa đường <tổ 5> & rãnh")


def test_a_report_is_waited_for_on_its_page_and_opened(context: BrowserContext, served: Served) -> None:
    _held(served)
    page = enter(context, served, "hoa")
    page.goto(f"{served.address}/console/registers/reports")
    page.locator("[name=kind]").select_option("year")
    page.get_by_role("button", name="Lập", exact=True).click()
    expect(page.locator("#making progress")).to_be_visible()
    made: list[bool] = []
    maker = threading.Thread(target=lambda: made.append(asyncio.run(report_maker.once(served.database))))
    maker.start()
    maker.join()
    assert made == [True]
    page.get_by_role("link", name="Báo cáo đã lập xong: mở xem").click()  # the page came to know by itself
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cả năm")
    page.locator("#b1 td a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Các mục được đếm")


def _decided(work: UnitOfWork) -> int:
    (found,) = entries.some(work, Asked(contests.CONTEST), reader=None)
    said = {**found.said, "decision": "9/QĐ", "decided_on": day_of(work.now - timedelta(days=1)).isoformat()}
    return entries.write(work, found, said, state="decided", act="decide", by=None).id


def test_a_certificate_becomes_a_png_in_the_browser(context: BrowserContext, served: Served, tmp_path: Path) -> None:
    _held(served)
    contest = served.database.run(_decided)
    page = enter(context, served, "hoa")
    page.goto(f"{served.address}/console/registers/contest/{contest}/certificates")
    with page.expect_download() as loading:
        page.get_by_role("button", name="Tải PNG").first.click()
    loading.value.save_as(tmp_path / "one.png")
    with Image.open(tmp_path / "one.png") as picture:
        assert (picture.format, picture.size) == ("PNG", (2376, 1680))
        assert len(picture.convert("RGB").getcolors(1 << 20) or []) > 3  # its words, not an empty sheet
