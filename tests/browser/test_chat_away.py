"""The web chat without a connection, while nobody looks, and without a mouse: in a browser, on a phone screen."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, FilePayload, Page, expect

from core.message import Button, Media, MediaKind, Outgoing
from storage.messages import webchat
from tests.browser.chat_parts import chat_of, long, say, scroll
from tests.browser.conftest import CHROMIUM
from tests.browser.looking import wrong_with
from tests.browser.test_chat import NOTHING_UNSENT, PHONE, photo, write
from tests.browser.waiting import until
from tests.console.chat.ward import Ward

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="chromium is not installed: apt-get install chromium"),
]

_WORKS = "() => navigator.serviceWorker.ready.then((found) => found.active.state === 'activated')"
_QUESTION = Outgoing("Việc ở chỗ nào?", rows=((Button("Ngõ 12", "r1=a"), Button("Ngõ 14", "r1=b")),), step=(3, 5))


def test_an_answer_with_its_photo_is_in_view_and_says_who_gives_it(page: Page, ward: Ward) -> None:
    chat = chat_of(page, ward)
    for n in range(12):
        say(ward, chat, Outgoing(long(f"tin cũ {n}", 6)))
    expect(page.get_by_text("tin cũ 11")).to_be_in_viewport()
    photo = Media(MediaKind.PHOTO, "f" * 64, "den.jpg", "image/jpeg", 10)
    say(ward, chat, Outgoing("LS-26-000123\n\nĐã thay bóng đèn.", media=(photo,), by="staff"))
    expect(page.get_by_text("Đã thay bóng đèn.")).to_be_in_viewport()
    expect(page.locator(".files__picture").last).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_role("heading", name="Cán bộ phường trả lời")).to_be_in_viewport()
    page.reload()
    expect(page.locator(".files__picture").last).to_be_in_viewport(ratio=0.9)
    expect(page.get_by_role("heading", name="Cán bộ phường trả lời")).to_be_in_viewport()


@pytest.mark.deep
def test_a_long_answer_is_read_from_its_first_line(page: Page, ward: Ward) -> None:
    chat = chat_of(page, ward)
    for n in range(6):
        say(ward, chat, Outgoing(long(f"tin cũ {n}", 6)))
    say(ward, chat, Outgoing(long("Câu trả lời dài", 60), by="staff"))
    expect(page.get_by_role("heading", name="Cán bộ phường trả lời")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Xem tiếp ↓")).to_be_visible()


@pytest.mark.deep
def test_who_reads_further_up_is_left_there_and_told(page: Page, ward: Ward) -> None:
    chat = chat_of(page, ward)
    for n in range(12):
        say(ward, chat, Outgoing(long(f"tin cũ {n}", 6)))
    expect(page.get_by_text("tin cũ 11")).to_be_in_viewport()
    page.mouse.move(100, 300)
    for _ in range(20):  # a page that is still scrolling down by itself takes no notice of the wheel
        page.mouse.wheel(0, -30_000)
        page.wait_for_timeout(300)
        if scroll(page) < 300:
            break
    page.wait_for_timeout(400)
    at = scroll(page)
    say(ward, chat, _QUESTION)
    expect(page.get_by_role("button", name="Tin mới ↓")).to_be_visible()
    assert scroll(page) == at
    page.get_by_role("button", name="Tin mới ↓").click()
    expect(page.get_by_text("Việc ở chỗ nào?")).to_be_in_viewport()


@pytest.mark.deep
def test_the_way_down_covers_no_choice_and_no_code_is_broken(page: Page, ward: Ward) -> None:
    chat = chat_of(page, ward)
    choices = tuple((Button(f"Lựa chọn {n}", f"x:{n}"),) for n in range(9))
    say(ward, chat, Outgoing(f"{long('một', 3)}\nViệc của bác có mã hồ sơ là LS-26-482913 nhé", rows=choices))
    down = page.get_by_role("button", name="Xem tiếp ↓")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight - innerHeight - 200)")
    expect(down).to_be_visible()
    bar, button = page.locator("#write").bounding_box(), down.bounding_box()
    assert bar
    assert button
    assert button["y"] >= bar["y"]
    code = page.locator(".bubble__text .whole")
    expect(code).to_have_text("LS-26-482913")
    assert page.evaluate("document.querySelector('.bubble__text .whole').getClientRects().length") == 1


def test_shell_and_queue_survive_a_reload_without_a_line_and_nothing_is_sent_twice(
    page: Page, phone: BrowserContext, ward: Ward
) -> None:
    until(page, _WORKS)
    phone.set_offline(True)
    write(page, "Mất mạng ngay lúc này")
    expect(page.get_by_text("chưa gửi – sẽ gửi khi có mạng")).to_be_visible()
    page.locator("input[data-files][multiple]").set_input_files([photo()])
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.get_by_text("chưa gửi – sẽ gửi khi có mạng")).to_have_count(2)
    page.reload()
    expect(page.get_by_text("Chưa có mạng. Ông/bà cứ viết")).to_be_visible()
    expect(page.get_by_text("Mất mạng ngay lúc này")).to_be_visible()
    expect(page.get_by_text("chưa gửi – sẽ gửi khi có mạng")).to_have_count(2)
    write(page, "Thêm một câu")
    page.reload()
    expect(page.get_by_text("Thêm một câu")).to_be_visible()
    phone.set_offline(False)
    page.wait_for_url("**/chat")
    expect(page.locator("#log:not([data-shell]) .bubble--theirs[data-id]")).to_have_count(3)
    until(page, NOTHING_UNSENT)
    said = [(each.text, len(each.media)) for each in _theirs(ward)]
    assert said == [("Mất mạng ngay lúc này", 0), ("", 1), ("Thêm một câu", 0)]


def _theirs(ward: Ward) -> list[Any]:
    def read(work: Any) -> list[Any]:
        chat = work.conn.exec_driver_sql("SELECT chat FROM web_messages").scalar()
        return [_Said(each) for each in webchat.history(work, chat)[0] if not each.ours]

    return ward.database.look(read)


class _Said:
    def __init__(self, message: webchat.WebMessage) -> None:
        self.text = str(message.body.get("text", ""))
        self.media = webchat.media_of(message)


@pytest.mark.deep
def test_no_message_lies_in_what_the_worker_keeps(page: Page) -> None:
    write(page, "chuyện kín của nhà tôi")
    expect(page.get_by_text("đã nhận")).to_be_visible()
    until(page, _WORKS)
    page.reload()
    kept = page.evaluate(
        "async () => { let all = ''; for (const name of await caches.keys()) { const shelf = await caches.open(name);"
        " for (const each of await shelf.keys()) all += each.url + await (await shelf.match(each)).text(); }"
        " return all; }"
    )
    assert "/chat/shell" in kept
    assert "chuyện kín" not in kept


@pytest.mark.deep
def test_the_chat_can_be_installed(page: Page, phone: BrowserContext) -> None:
    until(page, _WORKS)
    line = phone.new_cdp_session(page)
    found = line.send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["name"] == "Phường Linh Sơn"
    wrong = line.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in wrong if each["errorId"] != "in-incognito"] == []


def worker_of(line: CDPSession, page: Page) -> str:
    found: list[str] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda said: found.extend(r["registrationId"] for r in said["registrations"]),
    )
    line.send("ServiceWorker.enable")
    for _ in range(100):
        if found:
            return found[0]
        page.wait_for_timeout(50)
    raise AssertionError("no worker")


def shown(page: Page) -> list[dict[str, str]]:
    asked = (
        "async () => { const worker = await navigator.serviceWorker.ready;"
        " return (await worker.getNotifications()).map(({ title, body, tag }) => ({ title, body, tag })); }"
    )
    found: list[dict[str, str]] = page.evaluate(asked)
    return found


def test_a_push_shows_that_there_is_news_and_nothing_of_it(page: Page, phone: BrowserContext, address: str) -> None:
    phone.grant_permissions(["notifications"])
    until(page, _WORKS)
    said = {"title": "Phường Linh Sơn", "body": "Có tin mới. Bấm để xem.", "open": "/chat", "lang": "vi"}
    page.goto(f"{address}/chat/recover")  # of the worker's pages, none that shows the talk
    line = phone.new_cdp_session(page)
    worker = worker_of(line, page)
    for _ in range(2):  # the second takes the first one's place
        line.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": address, "registrationId": worker, "data": json.dumps({**said, "open": "/chat/nowhere"})},
        )
    for _ in range(100):
        if found := shown(page):
            break
        page.wait_for_timeout(50)
    assert found == [{"title": "Phường Linh Sơn", "body": "Có tin mới. Bấm để xem.", "tag": "/chat/nowhere"}]


@pytest.mark.deep
def test_the_offer_to_be_told_stands_under_the_code_card_alone(page: Page, phone: BrowserContext, ward: Ward) -> None:
    phone.grant_permissions(["notifications"])
    page.reload()
    chat = chat_of(page, ward)
    expect(page.get_by_role("button", name="Báo tôi khi có trả lời")).to_have_count(0)
    say(ward, chat, Outgoing("Mình đã ghi nhận.", card="LS-26-000123"))
    chip = page.locator(".codecard").get_by_role("button", name="Báo tôi khi có trả lời")
    expect(chip).to_have_count(1)


def test_with_a_keyboard_alone_the_focus_stands_at_the_new_question(page: Page, ward: Ward) -> None:
    start = page.get_by_role("button", name="Bắt đầu")
    start.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bà con muốn làm gì?")).to_be_visible()
    assert "Bà con muốn làm gì?" in str(page.evaluate("document.activeElement.innerText"))
    for _ in range(4):  # its first choice is a few steps further, before anything else of the page
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.picks--now .chip')"):
            break
    assert page.evaluate("document.activeElement.innerText") == "Phản ánh một việc"
    page.keyboard.press("Enter")
    expect(page.get_by_text("Có việc gì xảy ra?")).to_be_visible()
    assert "Có việc gì xảy ra?" in str(page.evaluate("document.activeElement.innerText"))
    box = page.get_by_label("Tin nhắn của ông/bà")
    box.focus()
    page.keyboard.type("Rác đổ ở đầu ngõ 12")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bà con có ảnh thì gửi luôn")).to_be_in_viewport()


def test_axe_finds_nothing_in_any_state(page: Page, phone: BrowserContext, ward: Ward, address: str) -> None:
    until(page, _WORKS)
    assert wrong_with(page) == []
    page.get_by_role("button", name="Bắt đầu").click()
    page.get_by_role("button", name="Phản ánh một việc").click()
    expect(page.get_by_text("Bước 1/5")).to_be_visible()
    assert wrong_with(page) == []
    page.locator("input[data-files][multiple]").set_input_files([photo()])
    expect(page.locator("#tray li")).to_have_count(1)
    assert wrong_with(page) == []
    page.get_by_role("button", name="Gửi", exact=True).click()
    page.get_by_role("button", name="Gửi vị trí của tôi").click()
    page.get_by_role("button", name="Gửi đi").click()
    expect(page.locator(".codecard")).to_be_visible()
    assert wrong_with(page) == []
    page.locator("summary.head__button").click()
    assert wrong_with(page) == []
    page.locator("summary.head__button").click()
    page.emulate_media(color_scheme="dark")
    say(
        ward,
        ward.database.look(lambda work: str(work.conn.exec_driver_sql("SELECT chat FROM web_messages").scalar())),
        Outgoing("Đã dọn xong.", by="staff"),
    )
    expect(page.get_by_text("Đã dọn xong.")).to_be_visible()
    assert wrong_with(page) == []
    page.get_by_role("button", name="Chữ to").click()
    assert wrong_with(page) == []
    phone.set_offline(True)
    write(page, "Mất mạng")
    expect(page.get_by_text("chưa gửi – sẽ gửi khi có mạng")).to_be_visible()
    assert wrong_with(page) == []
    page.reload()
    expect(page.get_by_text("Chưa có mạng. Ông/bà cứ viết")).to_be_visible()
    assert wrong_with(page) == []
    phone.set_offline(False)
    expect(page.locator("#log:not([data-shell])")).to_be_attached()
    page.goto(f"{address}/chat/recover")
    assert wrong_with(page) == []


@pytest.mark.deep
def test_a_text_that_calls_itself_a_picture_leaves_the_message_which_says_why(page: Page, ward: Ward) -> None:
    fake: FilePayload = {"name": "ngo13.jpg", "mimeType": "image/jpeg", "buffer": b"xin chao"}
    page.locator("input[data-files][multiple]").set_input_files([photo(), fake])
    write(page, "Hai ảnh ngõ 12")
    expect(page.get_by_text("ngo13.jpg không phải là ảnh").first).to_be_visible()
    expect(page.locator(".bubble--theirs .files__picture")).to_have_count(1)


def test_a_slow_line_is_enough(chromium: Browser, address: str) -> None:
    context = chromium.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]}, locale="vi-VN")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
    line.send("Network.emulateNetworkConditions", slow)
    sizes: list[float] = []
    line.on("Network.loadingFinished", lambda said: sizes.append(said["encodedDataLength"]))
    page.goto(f"{address}/chat", wait_until="load")
    expect(page.get_by_role("button", name="Bắt đầu")).to_be_enabled()
    assert sum(sizes) <= 35 * 1024
    context.close()
