"""The queue: what stands in it, what is found, what is exported, and what an observer sees of it."""

import io
from datetime import timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from storage.cases import acts as case_acts
from storage.cases import cases
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework, at, jpeg
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def test_a_case_stands_in_the_queue_with_its_first_words_unread_and_its_picture(
    desk: Desk, work: Casework
) -> None:
    filed = work.file("Đèn đường hỏng <b>hai tuần</b>", unit_id=work.unit("Tổ dân phố 5"))
    photo = work.keep(filed, jpeg(), name="den.jpg")
    page = (await (await desk.sign_in("hoa", role="officer")).get("/console/")).text
    assert filed.code in page
    assert "Đèn đường hỏng &lt;b&gt;hai tuần&lt;/b&gt;" in page
    assert "row--unread" in page
    assert page.index('class="row__words"') < page.index('class="row__code"'), "the words come before the code"
    assert f'src="/console/files/{photo}/thumb"' in page
    assert "Tổ dân phố 5" in page


async def test_what_is_due_first_stands_on_top_and_what_is_answered_below(desk: Desk, work: Casework) -> None:
    later = work.file("việc mới")
    desk.clock.pass_(-timedelta(days=20))
    late = work.file("việc cũ")
    desk.clock.pass_(-timedelta(days=20))
    answered = work.file("việc đã trả lời")
    desk.clock.pass_(timedelta(days=40))
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(answered, "answer"), data=work.form(answered, text="Đã xong"))
    page = (await client.get("/console/rows?view=all")).text
    assert page.index(late.code) < page.index(later.code) < page.index(answered.code)
    usual = (await client.get("/console/rows")).text  # what is open
    assert late.code in usual
    assert answered.code not in usual
    assert answered.code in (await client.get(f"/console/rows?q={answered.code}")).text
    assert answered.code in (await client.get("/console/rows?state=answered")).text


async def test_words_without_marks_find_the_case_and_an_empty_result_says_what_to_do(
    desk: Desk, work: Casework
) -> None:
    rubbish, light = work.file("Rác thải đầu ngõ"), work.file("Đèn đường hỏng")
    client = await desk.sign_in("hoa", role="officer")
    found = (await client.get("/console/?q=rac+thai")).text
    assert rubbish.code in found
    assert light.code not in found
    assert "Không có hồ sơ nào khớp" in (await client.get("/console/?q=cầu+vồng")).text


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("state=new", True), ("state=closed", False), ("kind=phan_anh", True), ("kind=to_cao", False),
        ("topic=rac_thai", True), ("topic=y_te", False), ("mine=1", False), ("overdue=1", False), ("unit=999", False),
        ("view=new", True), ("view=mine", False), ("view=nonsense", True), ("unit=abc&after=broken", True),
        ("due=today", False), ("due=tomorrow", False), ("due=never", True),
    ],
)  # fmt: skip
async def test_filters_are_a_plain_form(desk: Desk, work: Casework, query: str, hit: bool) -> None:
    filed = work.file()
    page = (await (await desk.sign_in("hoa", role="officer")).get(f"/console/?{query}")).text
    assert (f'id="row-{filed.case_id}"' in page) is hit


async def test_the_rail_counts_each_view(desk: Desk, work: Casework) -> None:
    work.file()
    mine = work.file()
    client = await desk.sign_in("hoa", role="officer")
    await client.post(at(mine, "take"), data=work.form(mine))
    page = (await client.get("/console/")).text
    rail = page[page.index('id="rail"') :]
    for view, count in (("new", 1), ("mine", 1), ("all", 2)):
        entry = rail[rail.index(f"?view={view}") :]
        assert f">{count}<" in entry[: entry.index("</a>")].replace(" ", ""), view


async def test_more_leads_to_the_next_page_without_gap_or_repeat(desk: Desk, work: Casework) -> None:
    filed = [work.file(f"việc {n}") for n in range(53)]
    client = await desk.sign_in("hoa", role="officer")
    first = (await client.get("/console/")).text
    onward = first[first.index('href="/console/?after=') + 6 :].split('"')[0].replace("&amp;", "&")
    second = (await client.get(onward)).text
    shown = [sum(f'id="row-{each.case_id}"' in page for page in (first, second)) for each in filed]
    assert shown == [1] * 53
    both = (await client.get("/console/rows?pages=2")).text
    assert all(f'id="row-{each.case_id}"' in both for each in filed)


async def test_a_sealed_case_is_in_the_queue_of_the_named_list_only(desk: Desk, work: Casework) -> None:
    sealed = work.file("Ông X nhận tiền", kind="to_cao")
    desk.hire("lan", role="officer", reads_sealed=True)
    assert sealed.code in (await (await desk.sign_in("lan")).get("/console/")).text
    assert sealed.code not in (await (await desk.sign_in("hoa", role="officer")).get("/console/")).text


async def test_an_observer_sees_codes_and_clocks_and_finds_by_code_only(desk: Desk, work: Casework) -> None:
    filed = work.file("Bà Nguyễn Thị Bí Mật đổ rác", place="ngõ 9 bí ẩn")
    work.keep(filed, jpeg(), name="rac.jpg")
    client = await desk.sign_in("quan", role="observer")
    page = (await client.get("/console/")).text
    assert filed.code in page
    for private in ("Bí Mật", "bí ẩn", "Bác Tư", "0912", "/console/files/"):
        assert private not in page
    assert filed.code not in (await client.get("/console/?q=do+rac")).text
    assert filed.code in (await client.get(f"/console/?q={filed.code}")).text


async def exported(desk: Desk, login: str, query: str = "") -> list[list[Any]]:
    client = await desk.sign_in(login)
    answer = await client.get(f"/console/export.xlsx{query}")
    assert answer.headers["content-disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(answer.content))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+84 912", "-1", "@SUM(A1)"])
async def test_a_spreadsheet_takes_no_text_for_a_formula(desk: Desk, work: Casework, text: str) -> None:
    work.file(text)
    desk.hire("hoa")
    client = await desk.sign_in("hoa")
    sheet = load_workbook(io.BytesIO((await client.get("/console/export.xlsx")).content)).worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == text)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:{get_column_letter(sheet.max_column)}2")


async def test_the_spreadsheet_holds_what_the_list_shows_and_never_a_sealed_case(desk: Desk, work: Casework) -> None:
    shown = work.file("Rác\x0bthải")
    work.file("Ông X nhận tiền", kind="to_cao")
    hidden = work.file("Đèn hỏng", topic="duong_sa")
    desk.hire("lan", reads_sealed=True)
    rows = await exported(desk, "lan", "?topic=rac_thai")
    assert [row[0] for row in rows[1:]] == [shown.code]
    assert "0912 345 678" in rows[1]  # the register's columns; a telephone stays a text
    assert hidden.code not in str(rows)


async def test_an_observers_spreadsheet_has_no_content(desk: Desk, work: Casework) -> None:
    filed = work.file("Bà Bí Mật đổ rác")
    desk.hire("quan", role="observer")
    rows = await exported(desk, "quan")
    assert rows[1][0] == filed.code
    assert len(rows[0]) == 9
    assert "Bí Mật" not in str(rows)


async def test_a_row_names_who_has_the_case(desk: Desk, work: Casework) -> None:
    filed = work.file()
    reader = Reader(desk.hire("ha", name="Nguyễn Thu Hà"), "officer")
    desk.database.run(case_acts.take, filed.case_id, by=reader)
    desk.database.run(cases.append, filed.case_id, text="còn nữa", chat_id=None)
    page = (await (await desk.sign_in("hoa", role="officer")).get("/console/rows")).text
    assert 'title="Nguyễn Thu Hà">NH' in page
    assert "row--unread" in page
