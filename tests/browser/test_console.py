"""The console in a real browser: what moves without reloading, keys, dialogs, small screens, a silent policy."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from console.app import build, end_streams
from console.frame.context import Context
from console.frame.passwords import Passwords
from core.settings import Settings
from storage.cases import cases
from storage.cases.cases import Filing
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from storage.media.files import Folder
from storage.people import staff
from storage.ward import alerts, audit
from tests.browser.conftest import CHROMIUM
from tests.parts import migrated, shared, ward_of

KEY = "a key for tests, 32 letters or so"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
]


class Served:
    """A ward's console on a free port, with an admin (hoa) and an officer (nam)."""

    def __init__(self, folder: Path) -> None:
        url, seal = migrated(folder / "ward.sqlite3"), Seal(KEY, keys=beside(folder / "files"))
        self.database = Database(url, seal=seal)
        stored = Passwords().make("mật khẩu")
        for login, role in (("hoa", "admin"), ("nam", "officer")):
            self.database.run(staff.add, login, name=login.title(), password=stored, role=role, demo=True)
        files = Folder(folder / "files", seal=seal)
        settings = Settings(secret_key=KEY, files_dir=folder / "files")
        self.app = build(Context(ward=ward_of(settings), database=self.database, files=files), pages=shared().pages)
        config = uvicorn.Config(self.app, port=0, log_level="error", timeout_graceful_shutdown=3)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        end = time.monotonic() + 150
        while not self._server.started and time.monotonic() < end:
            threading.Event().wait(0.02)
        self.address = f"http://127.0.0.1:{self._server.servers[0].sockets[0].getsockname()[1]}"

    def file(self, text: str) -> str:
        """A case arrives; returns its code."""
        return self.database.run(cases.file, Filing(kind="phan_anh", text=text, origin="desk")).code

    def close(self) -> None:
        end_streams(self.app)
        self._server.should_exit = True
        self._thread.join(10)
        self.database.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The console."""
    found = Served(tmp_path)
    yield found
    found.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile, whose console must stay silent: a breach of the policy is an error there."""
    found = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    found.on("weberror", lambda error: said.append(str(error.error)))
    yield found
    found.close()
    assert said == []


def enter(context: BrowserContext, served: Served, login: str) -> Page:
    """Sign in by the form."""
    page = context.new_page()
    page.goto(f"{served.address}/console/login")
    page.get_by_label("Tên đăng nhập").fill(login)
    page.get_by_label("Mật khẩu").fill("mật khẩu")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.locator("#rail")).to_be_visible()
    page.wait_for_load_state("load")  # the keys and the live rows begin with the scripts, which come after the page
    return page


def test_a_new_case_appears_without_reloading_and_says_so(served: Served, context: BrowserContext) -> None:
    page = enter(context, served, "nam")
    code = served.file("Rác ở ngõ 3")
    expect(page.get_by_text(code)).to_be_visible()
    expect(page.get_by_text("Có hồ sơ mới.")).to_be_visible()


@pytest.mark.deep
def test_an_alert_shows_its_count_in_the_bar(served: Served, context: BrowserContext) -> None:
    page = enter(context, served, "hoa")
    expect(page.locator("#alerts-count")).to_be_hidden()
    served.database.run(alerts.sound, "aside", detail="inbox 1")
    expect(page.locator("#alerts-count")).to_have_text("1")


def test_an_emergency_stays_on_the_officers_screen_until_it_is_closed(served: Served, context: BrowserContext) -> None:
    page = enter(context, served, "nam")
    served.database.run(audit.record, "chat.emergency", actor=audit.RESIDENT)
    expect(page.get_by_text("việc khẩn cấp")).to_be_visible()
    page.get_by_role("button", name="Đóng").click()
    expect(page.get_by_text("việc khẩn cấp")).to_be_hidden()


@pytest.mark.deep
def test_the_hands_stay_on_the_keyboard(served: Served, context: BrowserContext) -> None:
    codes = [served.file(text) for text in ("Rác ở ngõ 3", "Đèn tắt")]
    page = enter(context, served, "nam")
    expect(page.get_by_text(codes[1])).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-row].is-picked")).to_have_count(1)
    picked = page.locator("[data-row].is-picked").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/cases/**")
    assert page.url.split("/")[-1].split("?")[0] in picked
    page.keyboard.press("?")
    page.wait_for_url("**/console/help")
    expect(page.get_by_role("heading", name="Phím tắt")).to_be_visible()


@pytest.mark.deep
def test_what_cannot_be_undone_is_asked_first(served: Served, context: BrowserContext) -> None:
    page = enter(context, served, "hoa")
    page.goto(f"{served.address}/console/staff/2")
    page.get_by_role("button", name="Khóa tài khoản").click()
    expect(page.get_by_role("dialog")).to_contain_text("Khóa tài khoản của Nam?")
    page.get_by_role("dialog").get_by_role("button", name="Quay lại").click()
    assert served.database.look(staff.get, 2).disabled_at is None
    page.get_by_role("button", name="Khóa tài khoản").click()
    page.get_by_role("dialog").get_by_role("button", name="Đồng ý").click()
    expect(page.get_by_role("button", name="Mở lại tài khoản")).to_be_visible()
    assert served.database.look(staff.get, 2).disabled_at is not None


def test_no_page_is_wider_than_a_small_phone(served: Served, context: BrowserContext) -> None:
    served.file("Rác ở ngõ 3 " * 30)
    page = enter(context, served, "hoa")
    page.set_viewport_size({"width": 360, "height": 740})
    for path in ("/", "/console/", "/console/intake", "/console/staff", "/console/staff/1", "/console/settings",
                 "/console/alerts", "/console/help", "/console/me", "/console/trail", "/console/duty",
                 "/console/second", "/console/promises", "/console/days", "/console/calls", "/console/teams",
                 "/console/figures", "/console/registers", "/console/registers/reports",
                 "/console/settings/opened"):  # fmt: skip
        page.goto(served.address + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_the_basics_work_without_a_script(served: Served, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN")
    page = enter(context, served, "hoa")
    page.goto(f"{served.address}/console/intake")
    page.get_by_role("radio", name="Phản ánh").check()
    page.get_by_label("Nội dung").fill("Đèn đường tắt")
    page.get_by_role("button", name="Ghi hồ sơ").click()
    expect(page.locator(".code-card__code")).to_have_text(re.compile(r"^LS-26-\d{6}$"))
    page.goto(f"{served.address}/console/staff/2")
    page.get_by_role("button", name="Khóa tài khoản").click()
    expect(page.get_by_role("button", name="Mở lại tài khoản")).to_be_visible()
    context.close()
