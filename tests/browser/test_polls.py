"""A consultation in a real browser: a draft is uploaded, mended beside its source, set up, opened, its result read."""

import io
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from storage.ward import ward
from tests.browser.test_console import Served, context, enter, pytestmark, served

__all__ = ["context", "pytestmark", "served"]  # fixtures and marks of the console's room

LINES = (
    "DỰ THẢO QUY ƯỚC",
    "Chương I",
    "NẾP SỐNG",
    "Điều 1. Ngõ sạch",
    "1. Mỗi nhà quét phần ngõ trước cửa.",
    "2. Rác để ra sau 18 giờ.",
    "Điều 3. Giờ yên tĩnh",
    "Từ 22 giờ đến 5 giờ không mở loa to.",
    "Điều 4. Hiệu lực",
    "Quy ước có hiệu lực từ ngày được công nhận.",
)


@pytest.fixture
def groups(served: Served) -> None:
    """The ward has groups."""
    for number in (5, 6, 7):
        served.database.run(ward.add_unit, f"tdp-{number}", kind="to_dan_pho", name=f"Tổ dân phố {number}")


def word_file(folder: Path) -> Path:
    """A draft as an office writes it."""
    document = docx.Document()
    for line in LINES:
        document.add_paragraph(line)
    kept = io.BytesIO()
    document.save(kept)
    path = folder / "du-thao.docx"
    path.write_bytes(kept.getvalue())
    return path


def upload(served: Served, context: BrowserContext, folder: Path) -> Page:
    """The page of a draft that an officer has just uploaded."""
    page = enter(context, served, "nam")
    page.goto(f"{served.address}/console/polls")
    page.get_by_role("link", name="Dự thảo mới").first.click()
    page.get_by_label("Tên dự thảo").fill("Dự thảo quy ước tổ dân phố 5")
    page.get_by_label("Tệp văn bản").set_input_files(word_file(folder))
    page.get_by_role("button", name="Tách thành từng điều").click()
    expect(page.get_by_role("heading", name="Nhận ra 3 điều")).to_be_visible()
    return page


def agree(page: Page) -> None:
    """Say yes to what is asked first."""
    page.get_by_role("dialog").get_by_role("button", name="Đồng ý").click()


def second_agrees(served: Served, context: BrowserContext) -> None:
    """The other of the two officers agrees with what waits."""
    assert context.browser is not None
    elsewhere = context.browser.new_context(locale="vi-VN")
    other = enter(elsewhere, served, "hoa")
    other.goto(f"{served.address}/console/second")
    other.get_by_role("button", name="Đồng ý, làm ngay").click()
    agree(other)
    expect(other.get_by_role("button", name="Đồng ý, làm ngay")).to_have_count(0)
    elsewhere.close()


@pytest.mark.deep
def test_a_draft_is_uploaded_and_mended_beside_its_source(
    served: Served, context: BrowserContext, groups: None, tmp_path: Path
) -> None:
    page = upload(served, context, tmp_path)
    expect(page.get_by_text("không thấy Điều 2")).to_be_visible()
    expect(page.locator(".bench__text")).to_contain_text("Rác để ra sau 18 giờ.")
    first = page.locator("#a1")
    first.locator("summary").first.click()
    first.get_by_role("link", name="Xem ở văn bản gốc").click()
    expect(page.locator("#s-a1")).to_contain_text("Rác để ra sau 18 giờ.")
    expect(page.locator("#s-a1")).to_be_in_viewport()
    first.get_by_label("Nói gọn cho dễ hiểu").fill("Giữ ngõ sạch, đổ rác sau 18 giờ.")
    first.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.locator("#a1 .article__plain")).to_have_text("Giữ ngõ sạch, đổ rác sau 18 giờ.")
    first.get_by_text("Tách thành hai điều").click()
    first.get_by_label("Số điều").last.fill("2")
    first.get_by_label("Tên điều sau").fill("Rác")
    first.get_by_role("button", name="Tách", exact=True).click()
    expect(page.get_by_role("heading", name="Nhận ra 4 điều")).to_be_visible()
    expect(page.locator("#a4 .article__head")).to_have_text("Điều 2. Rác")
    page.locator("#a3 summary").first.click()
    page.locator("#a3").get_by_label("Hỏi bà con điều này").uncheck()
    page.locator("#a3").get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("hỏi bà con 3 điều")).to_be_visible()
    expect(page.locator(".versions > li")).to_have_count(2)


def test_it_is_set_up_opened_and_closed_and_anybody_reads_the_result(
    served: Served, context: BrowserContext, groups: None, tmp_path: Path
) -> None:
    page = upload(served, context, tmp_path)
    page.get_by_role("link", name="Tiếp: thiết lập").click()
    expect(page.get_by_label("Ngày niêm yết tại nhà văn hóa")).to_be_hidden()
    page.get_by_role("radio", name="Góp ý dự thảo quy ước").check()
    expect(page.get_by_label("Ngày niêm yết tại nhà văn hóa")).to_be_visible()
    page.get_by_role("radio", name="Biểu quyết trực tuyến việc").check()
    expect(page.get_by_label("Đại diện các hộ có điện thoại hoặc máy có internet")).to_be_visible()
    page.get_by_role("radio", name="Thăm dò ý kiến").check()
    page.get_by_role("checkbox", name="Cả phường").check()
    expect(page.get_by_role("checkbox", name="Tổ dân phố 6")).to_be_hidden()
    page.get_by_role("button", name="Lưu thiết lập").click()
    expect(page.locator("#gates")).to_contain_text("Chọn giờ bắt đầu và giờ kết thúc")
    page.get_by_label("Bắt đầu").fill("2026-01-01T07:00")
    page.get_by_label("Kết thúc", exact=True).fill("2099-01-01T21:00")
    page.get_by_role("button", name="Lưu thiết lập").click()
    desk = page.url.partition("?")[0].removesuffix("/setup")
    page.get_by_role("button", name="Mở lấy ý kiến").click()
    agree(page)
    expect(page.get_by_text("Người có thể đồng ý: Hoa")).to_be_visible()
    second_agrees(served, context)
    page.goto(desk)
    expect(page.get_by_text("0 người đã góp ý")).to_be_visible()
    page.get_by_role("button", name="Rút Điều 3").click()
    agree(page)
    expect(page.get_by_text("Đã rút")).to_be_visible()
    page.get_by_role("button", name="Kết thúc và tổng hợp").click()
    agree(page)
    expect(page.get_by_text("Người có thể đồng ý: Hoa")).to_be_visible()
    second_agrees(served, context)
    page.goto(desk)
    expect(page.get_by_role("table").first).to_contain_text("Điều 1. Ngõ sạch")
    expect(page.get_by_role("table").first).not_to_contain_text("Điều 3")
    page.get_by_role("link", name="Trang công khai của dự thảo").click()
    expect(page.get_by_text("không phải kết quả biểu quyết").first).to_be_visible()
    expect(page.get_by_text("Chưa có phiếu nào")).to_be_visible()


@pytest.mark.deep
def test_a_broken_pdf_is_refused_and_nothing_typed_is_lost(served: Served, chromium: Browser, tmp_path: Path) -> None:
    context = chromium.new_context(locale="vi-VN")  # not the silent one: a refusal is an error to the browser
    page = enter(context, served, "nam")
    page.goto(f"{served.address}/console/polls/new")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    page.get_by_label("Tên dự thảo").fill("Quy ước")
    page.get_by_label("Tệp văn bản").set_input_files(tmp_path / "a.pdf")
    page.get_by_role("button", name="Tách thành từng điều").click()
    expect(page.get_by_role("alert")).to_contain_text("Tệp hỏng hoặc không đúng kiểu")
    expect(page.get_by_label("Tên dự thảo")).to_have_value("Quy ước")
    context.close()


@pytest.mark.deep
def test_no_page_of_a_consultation_is_wider_than_a_small_phone(
    served: Served, context: BrowserContext, groups: None, tmp_path: Path
) -> None:
    page = upload(served, context, tmp_path)
    page.set_viewport_size({"width": 360, "height": 740})
    draft = page.url.partition("?")[0]
    for address in (f"{served.address}/console/polls", f"{served.address}/console/polls/new", draft, f"{draft}?at=a1",
                    f"{draft}/setup"):  # fmt: skip
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
