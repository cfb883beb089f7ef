"""What staff say in a case, a master answered once for all, and many cases at once, on a wide screen and on a phone."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from storage.tables.cases import cases, entries
from tests.browser import test_console as kit
from tests.browser.filed import file, open_case
from tests.browser.test_console import Served, enter

pytestmark = kit.pytestmark
served, context = kit.served, kit.context


def _says(page: Page, verb: str, text: str) -> None:
    page.get_by_label("Câu trả lời", exact=True).fill(text)
    page.get_by_role("button", name=verb, exact=True).click()
    expect(page.locator(".bubble--ours", has_text=text)).to_be_visible()


def _states(served: Served) -> list[str]:
    return served.database.look(lambda work: [str(each) for each in work.conn.execute(select(cases.c.state)).scalars()])


def test_a_word_and_a_question_end_nothing_and_the_result_does(served: Served, context: BrowserContext) -> None:
    filed = file(served, "Rác ở ngõ 3")
    page = enter(context, served, "nam")
    open_case(page, served, filed)
    for verb, text, state in (
        ("Nhắn", "Phường đã cử người đi xem", "new"),
        ("Hỏi thêm", "Rác ở đoạn nào ạ?", "waiting"),
        ("Trả lời kết quả", "Đã dọn xong", "answered"),
    ):
        _says(page, verb, text)
        assert _states(served) == [state]
    page.get_by_role("radio", name="Ghi chú nội bộ").focus()
    page.keyboard.press("ArrowLeft")  # the tabs by the arrow keys
    expect(page.get_by_label("Câu trả lời", exact=True)).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#note textarea")).to_be_visible()
    expect(page.get_by_label("Câu trả lời", exact=True)).to_be_hidden()


@pytest.mark.deep
@pytest.mark.parametrize("width", [1366, 390])
def test_two_that_tell_the_same_follow_a_master_and_all_get_one_answer(
    served: Served, context: BrowserContext, width: int
) -> None:
    master = file(served, "Đèn đường ngõ 12 hỏng")
    others = [file(served, f"Đèn ngõ 12 tối om {n}") for n in range(2)]
    page = enter(context, served, "nam")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{served.address}/console/")
    for each in others:
        page.locator(f"#row-{each.case_id} .row__choose").check()
    page.get_by_label("Làm cùng lúc nhiều hồ sơ").first.select_option("link")
    page.get_by_role("button", name="Làm với hồ sơ đã chọn").click()
    page.get_by_label("Mã hồ sơ chính").fill(master.code)
    expect(page.locator("#counts")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Làm", exact=True).click()
    open_case(page, served, master)
    expect(page.get_by_label("Gửi cho cả 2 hồ sơ đi theo")).to_be_checked()
    _says(page, "Trả lời kết quả", "Đã thay bóng")
    assert _states(served) == ["answered"] * 3
    told = served.database.look(
        lambda work: work.conn.execute(select(entries.c.case_id).where(entries.c.kind == "answer")).scalars().all()
    )
    assert sorted(told) == sorted(each.case_id for each in (master, *others))
