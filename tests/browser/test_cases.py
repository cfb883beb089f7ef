"""The queue and the case in a real browser: beside each other, live, by keys, on a phone, and without a script."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from console.frame.passwords import Passwords
from storage.cases import cases
from storage.media import canned_files
from storage.media.file_rows import Kept
from storage.people import staff
from storage.ward import ward
from tests.browser import test_console as kit
from tests.browser.filed import file, open_case
from tests.browser.looking import wrong_with
from tests.browser.test_console import Served, enter

pytestmark = kit.pytestmark
served, context = kit.served, kit.context


def test_a_case_opens_beside_the_list_without_reloading_and_back_leads_back(
    served: Served, context: BrowserContext
) -> None:
    first, second = file(served, "Rác ở ngõ 3"), file(served, "Đèn đường hỏng")
    page = enter(context, served, "nam")
    page.evaluate("document.documentElement.dataset.same = 'yes'")
    page.get_by_role("link", name=first.code).click()
    expect(page.locator(".case__code")).to_have_text(first.code)
    expect(page.locator("#queue")).to_be_visible()
    expect(page.locator(f"#row-{first.case_id}")).to_have_class(re.compile("is-here"))
    page.get_by_role("link", name=second.code).click()
    expect(page.locator(".case__code")).to_have_text(second.code)
    page.go_back()
    expect(page.locator(".case__code")).to_have_text(first.code)
    expect(page.locator("html[data-same]")).to_have_count(1)


@pytest.mark.deep
def test_a_list_that_is_refreshed_under_a_finger_does_not_swallow_the_press(
    served: Served, context: BrowserContext
) -> None:
    second = file(served, "Đèn đường hỏng")
    page = enter(context, served, "nam")
    box = page.get_by_role("link", name=second.code).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    with page.expect_response(lambda answer: answer.request.headers.get("x-fragment") == "rows"):
        page.evaluate(
            "import(document.querySelector('script[src*=\"/console.js\"]').src)"
            ".then((found) => void found.refresh(document.getElementById('rows')))"
        )
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")  # it is there now
    page.mouse.up()
    expect(page.locator(".case__code")).to_have_text(second.code)


def test_an_answer_counts_down_its_minute_and_can_be_taken_back(served: Served, context: BrowserContext) -> None:
    filed = file(served, "Rác ở ngõ 3")
    page = enter(context, served, "nam")
    open_case(page, served, filed)
    page.get_by_label("Câu trả lời", exact=True).fill("Mai phường dọn ạ")
    page.get_by_role("button", name="Trả lời kết quả").click()
    expect(page.get_by_text("Đã ghi câu trả lời; một phút nữa sẽ gửi.")).to_be_visible()
    expect(page.get_by_label("Câu trả lời", exact=True)).to_have_value("")
    expect(page.locator("[data-left]")).to_have_text(re.compile(r"0:[0-5]\d"))
    page.get_by_role("button", name="Thu lại").click()
    expect(page.get_by_label("Câu trả lời", exact=True)).to_have_value("Mai phường dọn ạ")
    expect(page.locator(".fate")).to_contain_text("Đã thu lại")


def test_what_is_typed_outlives_a_reload_but_never_in_a_sealed_case(served: Served, context: BrowserContext) -> None:
    served.database.run(
        staff.add,
        "lan",
        name="Lan",
        password=Passwords().make("mật khẩu"),
        role="officer",
        reads_sealed=True,
        demo=True,
    )
    filed, sealed = file(served, "Rác ở ngõ 3"), file(served, "Ông X nhận tiền", kind="to_cao")
    page = enter(context, served, "lan")
    for each, kept in ((filed, "đang viết dở"), (sealed, "")):
        open_case(page, served, each)
        page.get_by_label("Câu trả lời", exact=True).fill("đang viết dở")
        page.reload()
        expect(page.get_by_label("Câu trả lời", exact=True)).to_have_value(kept)


@pytest.mark.deep
def test_a_note_leaves_the_half_written_answer_alone(served: Served, context: BrowserContext) -> None:
    filed = file(served, "Rác ở ngõ 3")
    page = enter(context, served, "nam")
    open_case(page, served, filed)
    page.get_by_label("Câu trả lời", exact=True).fill("đang viết dở")
    page.get_by_role("radio", name="Ghi chú nội bộ").check(force=True)
    page.locator("#note textarea").fill("Đã gọi tổ trưởng")
    page.get_by_role("button", name="Lưu ghi chú").click()
    expect(page.locator(".note")).to_contain_text("Đã gọi tổ trưởng")
    expect(page.get_by_label("Câu trả lời", exact=True)).to_be_visible()
    expect(page.get_by_label("Câu trả lời", exact=True)).to_have_value("đang viết dở")
    expect(page.locator("#note textarea")).to_have_value("")


@pytest.mark.deep
def test_a_slash_offers_prepared_answers(served: Served, context: BrowserContext) -> None:
    served.database.run(ward.put_canned, None, short="hen", title="Hẹn", text="Hẹn bà con thứ Hai.")
    rubbish = served.database.run(ward.put_canned, None, short="rac", title="Lịch rác", text="Xe rác đi thứ Ba.")
    paper = Kept("d" * 64, "s" * 64, 9, "application/pdf", sealed=False, name="lịch.pdf")
    served.database.run(canned_files.change, rubbish, add=[paper])
    page = enter(context, served, "nam")
    open_case(page, served, file(served, "Rác ở ngõ 3"))
    box = page.get_by_label("Câu trả lời", exact=True)
    box.press_sequentially("Chào bác. /")
    expect(page.locator("#canned li")).to_have_count(2)
    box.press_sequentially("ra")
    expect(page.locator("#canned li")).to_have_count(1)
    box.press("Enter")
    expect(box).to_have_value("Chào bác. Xe rác đi thứ Ba.")
    expect(page.get_by_label("lịch.pdf")).to_be_checked()


@pytest.mark.deep
def test_photos_open_large_and_are_walked_turned_and_enlarged(served: Served, context: BrowserContext) -> None:
    page = enter(context, served, "nam")
    open_case(page, served, file(served, "Rác ở ngõ 3", photos=3))
    page.locator("a[data-shot]").first.click()
    viewer = page.locator("dialog.viewer")
    about, image = viewer.locator("[data-part=about]"), viewer.locator("img")
    expect(about).to_contain_text("1 trên 3")
    expect(about).to_contain_text("Chụp lúc 20/11/2026 09:12")
    page.keyboard.press("ArrowRight")
    expect(about).to_contain_text("2 trên 3")
    page.keyboard.press("+")
    page.keyboard.press("r")
    expect(image).to_have_attribute("style", re.compile(r"rotate\(90deg\) scale\(1\.4\)"))
    expect(viewer.get_by_role("link", name="Tải bản gốc")).to_have_attribute("href", re.compile("/original$"))
    page.keyboard.press("ArrowRight")
    expect(image).to_have_attribute("style", re.compile(r"rotate\(0deg\) scale\(1\)"))
    expect(viewer.get_by_role("button", name="Ảnh sau")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(page.locator("a[data-shot]").nth(2)).to_be_focused()


@pytest.mark.deep
def test_a_new_word_appears_in_the_open_case_and_leaves_the_answer_box_alone(
    served: Served, context: BrowserContext
) -> None:
    filed = file(served, "Rác ở ngõ 3")
    page = enter(context, served, "nam")
    open_case(page, served, filed)
    page.get_by_label("Câu trả lời", exact=True).fill("đang viết dở")
    served.database.run(cases.append, filed.case_id, text="Vẫn chưa ai đến ạ", message_id="m2")
    expect(page.locator("#talk")).to_contain_text("Vẫn chưa ai đến ạ")
    expect(page.get_by_label("Câu trả lời", exact=True)).to_have_value("đang viết dở")


@pytest.mark.deep
def test_two_people_see_each_other_and_who_is_second_is_warned(served: Served, chromium: Browser) -> None:
    filed = file(served, "Rác ở ngõ 3")
    mine, other = chromium.new_context(), chromium.new_context()
    nam = enter(mine, served, "nam")
    open_case(nam, served, filed)
    hoa = enter(other, served, "hoa")
    open_case(hoa, served, filed)
    expect(nam.locator("#others")).to_contain_text("Hoa đang xem")
    hoa.get_by_label("Câu trả lời", exact=True).press_sequentially("Mai")
    expect(nam.locator("#others")).to_contain_text("Hoa đang viết")
    nam.get_by_label("Câu trả lời", exact=True).fill("Câu của Nam")
    hoa.get_by_role("button", name="Trả lời kết quả").click()
    expect(nam.locator("#meanwhile")).to_contain_text("Vừa có người khác trả lời")
    nam.get_by_role("button", name="Trả lời kết quả").click()
    expect(nam.locator("#trouble")).to_contain_text("Hoa: Trả lời")
    expect(nam.get_by_label("Câu trả lời", exact=True)).to_have_value("Câu của Nam")
    mine.close()
    other.close()


def test_keys_walk_open_answer_note_take_and_search(served: Served, context: BrowserContext) -> None:
    filed = file(served, "Rác ở ngõ 3")
    page = enter(context, served, "nam")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator(".case__code")).to_have_text(filed.code)
    page.keyboard.press("r")
    expect(page.get_by_label("Câu trả lời", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#note textarea")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    expect(page.locator(".case__line")).to_contain_text("Nam đang giữ")


def test_the_words_of_a_case_stand_beside_its_box_and_keys_mark_and_go_on(
    served: Served, context: BrowserContext
) -> None:
    file(served, "Rác ở ngõ 3")
    file(served, "Đèn tắt đã hai tuần", photos=1)
    page = enter(context, served, "nam")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        for row in page.locator(".row").all():
            box, words = row.locator(".row__choose").bounding_box(), row.locator(".row__words").bounding_box()
            whole = row.bounding_box()
            assert box
            assert words
            assert whole
            assert words["x"] > box["x"] + box["width"]
            assert whole["y"] <= words["y"] < whole["y"] + whole["height"] / 2
            assert words["width"] >= 60
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator(".bulk button")).to_be_hidden()
    first = page.locator(".row").first.bounding_box()
    page.keyboard.press("j")
    page.keyboard.press("s")
    expect(page.locator(".row__choose").first).to_be_checked()
    expect(page.locator(".bulk button")).to_be_visible()
    assert page.locator(".row").first.bounding_box() == first
    page.keyboard.press("Enter")
    expect(page.locator(".case__code")).to_be_visible()
    opened = page.locator(".case__code").inner_text()
    page.keyboard.press("x")
    expect(page.locator(".case__code")).not_to_have_text(opened)


def test_axe_finds_nothing_at_the_queue_and_in_a_case(served: Served, context: BrowserContext) -> None:
    filed = file(served, "Tôi không đồng ý với quyết định số 45", kind="khieu_nai")
    page = enter(context, served, "nam")
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        for address in ("/console/", f"/console/cases/{filed.code}"):
            page.goto(served.address + address)
            assert wrong_with(page) == [], (width, address)


def test_a_phone_shows_one_column_with_the_answer_box_at_hand(served: Served, context: BrowserContext) -> None:
    filed = file(served, "Rác ở ngõ 3 " + "rất bẩn " * 300, photos=2)
    page = enter(context, served, "nam")
    page.set_viewport_size({"width": 360, "height": 740})
    for address in ("/console/", f"/console/cases/{filed.code}"):
        page.goto(served.address + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
    expect(page.locator("#queue")).to_be_hidden()
    expect(page.get_by_role("button", name="Trả lời kết quả")).to_be_in_viewport()
    page.get_by_label("Về danh sách").click()
    expect(page.locator(f"#row-{filed.case_id}")).to_be_visible()


@pytest.mark.deep
def test_everything_works_without_a_script(served: Served, chromium: Browser) -> None:
    filed = file(served, "Rác thải ở ngõ 3", photos=1)
    plain = chromium.new_context(java_script_enabled=False)
    page = enter(plain, served, "nam")
    page.get_by_role("searchbox").fill("rac thai")
    page.get_by_role("button", name="Tìm", exact=True).click()
    page.get_by_role("link", name=filed.code).click()
    page.get_by_role("button", name="Nhận xử lý").click()
    expect(page.locator(".case__line")).to_contain_text("Nam đang giữ")
    page.get_by_label("Câu trả lời", exact=True).fill("Mai phường dọn ạ")
    page.get_by_role("button", name="Trả lời kết quả").click()
    page.get_by_role("button", name="Thu lại").click()
    expect(page.get_by_label("Câu trả lời", exact=True)).to_have_value("Mai phường dọn ạ")
    with plain.expect_page() as large:
        page.locator("a[data-shot]").click()
    expect(large.value.locator("img")).to_be_visible()
    plain.close()
