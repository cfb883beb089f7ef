"""The web chat in a real browser, on a phone's screen: what an elderly person on a bad line would do."""

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import CHROMIUM
from tests.browser.waiting import until
from tests.console.chat.ward import Ward

PHONE = {"width": 360, "height": 640}

NOTHING_UNSENT = """() => new Promise((done) => {
  const asked = indexedDB.open("danban-chat", 1);
  asked.onsuccess = () => {
    const count = asked.result.transaction("unsent").objectStore("unsent").count();
    count.onsuccess = () => { asked.result.close(); done(count.result === 0); };
  };
})"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: apt-get install chromium"),
]


def write(page: Page, text: str) -> None:
    page.get_by_label("Tin nhắn của ông/bà").fill(text)
    page.get_by_role("button", name="Gửi", exact=True).click()


def photo() -> FilePayload:
    pixel = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360f8cfc0000003010100c9fe92ef0000000049454e44ae426082"
    )
    return {"name": "ngo12.png", "mimeType": "image/png", "buffer": pixel}


def test_a_whole_petition_by_taps_photo_and_place(page: Page, ward: Ward) -> None:
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("button", name="Phản ánh một việc").click()
    expect(page.get_by_text("Bước 1/5")).to_be_visible()
    write(page, "Rác đổ ở đầu ngõ 12")
    expect(page.get_by_text("Bà con có ảnh thì gửi luôn")).to_be_visible()
    page.locator("input[data-files][multiple]").set_input_files([photo(), photo()])
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("button", name="Gửi vị trí của tôi").click()
    page.get_by_role("button", name="Gửi đi").click()
    expect(page.locator("[data-code='LS-26-000123'] .codecard__code")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Đã nhận lựa chọn")).to_be_visible()
    expect(page.locator(".picks--now")).to_have_count(1)
    shown = page.locator("#log").inner_text()
    page.reload()
    assert page.locator("#log").inner_text() == shown


def test_what_is_written_without_a_line_goes_out_by_itself(page: Page, phone: BrowserContext) -> None:
    phone.set_offline(True)
    write(page, "Mất mạng vẫn gửi được")
    expect(page.get_by_text("chưa gửi – sẽ gửi khi có mạng")).to_be_visible()
    expect(page.get_by_text("Tin được giữ trong máy này")).to_be_visible()
    phone.set_offline(False)
    expect(page.get_by_text("đã nhận")).to_be_visible()
    expect(page.get_by_text("Bà con có ảnh thì gửi luôn")).to_be_in_viewport()
    expect(page.locator(".bubble--theirs")).to_have_count(1)


def test_nothing_written_stays_on_the_device(page: Page) -> None:
    write(page, "chuyện kín")
    expect(page.get_by_text("đã nhận")).to_be_visible()
    kept = page.evaluate("JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])")
    assert "chuyện kín" not in kept
    until(page, NOTHING_UNSENT)


@pytest.mark.deep
def test_a_quote_is_begun_by_a_tap(page: Page) -> None:
    write(page, "Xin chào")
    expect(page.get_by_text("Bà con có ảnh thì gửi luôn")).to_be_visible()
    page.locator(".bubble--ours [data-reply]").click()
    write(page, "Chưa có ảnh")
    expect(page.locator(".bubble--theirs .quote")).to_contain_text("Bà con có ảnh")


@pytest.mark.deep
def test_a_recording_is_sent_as_a_voice_message(page: Page, ward: Ward, phone: BrowserContext) -> None:
    phone.grant_permissions(["microphone", "geolocation"])
    page.get_by_role("button", name="Ghi âm").click()
    expect(page.get_by_text("Đang ghi âm")).to_be_visible()
    page.get_by_role("button", name="Dừng ghi").click()
    expect(page.locator("#tray li")).to_have_count(1)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("#log audio")).to_have_count(1)


@pytest.mark.deep
def test_a_place_that_the_device_keeps_to_itself_is_asked_for_in_words(page: Page, phone: BrowserContext) -> None:
    phone.clear_permissions()
    page.get_by_role("button", name="Vị trí").click()
    expect(page.get_by_text("Ông/bà gõ tên đường")).to_be_visible()


@pytest.mark.deep
def test_large_letters_and_everything_to_tap_is_large_enough(page: Page) -> None:
    write(page, "Xin chào")
    expect(page.get_by_role("button", name="Bỏ qua")).to_be_visible()
    usual = page.evaluate("getComputedStyle(document.querySelector('.bubble__text')).fontSize")
    page.get_by_role("button", name="Chữ to").click()
    large = page.evaluate("getComputedStyle(document.querySelector('.bubble__text')).fontSize")
    assert (usual, large) == ("17px", "22px")
    low = page.evaluate(
        "[...document.querySelectorAll('button, summary, .tool, textarea')].filter((each) => each.offsetParent"
        " && each.getBoundingClientRect().height && each.getBoundingClientRect().height < 48)"
        ".map((each) => each.outerHTML)"
    )
    assert low == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.deep
def test_two_tabs_of_one_browser_show_the_same(page: Page, phone: BrowserContext, address: str) -> None:
    other = phone.new_page()
    other.goto(f"{address}/chat")
    page.bring_to_front()
    write(page, "Từ trang này")
    expect(page.get_by_text("đã nhận")).to_be_visible()
    expect(other.get_by_text("Từ trang này")).to_be_attached()


def test_without_script_the_petition_can_still_be_made(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False, locale="vi-VN", viewport={"width": 360, "height": 640})
    page = context.new_page()
    page.goto(f"{address}/chat")
    page.get_by_role("button", name="Bắt đầu").click()

    def see(words: str) -> None:
        for _ in range(100):
            if page.get_by_text(words).count():
                return
            page.get_by_role("link", name="Xem trả lời").click()
            page.goto(f"{address}/chat")
        raise AssertionError(words)

    see("Bà con muốn làm gì?")
    page.get_by_role("button", name="Phản ánh một việc").click()
    see("Có việc gì xảy ra?")
    write(page, "Rác đổ ở đầu ngõ 12")
    see("Bà con có ảnh thì gửi luôn")
    page.get_by_label("Ảnh hoặc tệp gửi kèm").set_input_files([photo()])
    page.get_by_role("button", name="Gửi", exact=True).click()
    see("Việc ở chỗ nào?")
    context.close()
