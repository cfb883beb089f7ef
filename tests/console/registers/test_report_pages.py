"""Periodic reports: periods by the cut-off, figures that open their rows, papers equal to the byte, a signature."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from docx import Document
from openpyxl import load_workbook

from bot.workers import report_maker
from civics.registers import reports as law
from storage.cases import cases
from storage.cases.cases import Filing
from storage.database.unit import UnitOfWork
from storage.registers import entries, report_tasks, reports
from tests.console.conftest import Desk
from tests.console.registers.reported import reported

BASE = "/console/registers/reports"


def _year(work: UnitOfWork) -> None:
    said = {
        "item": "3", "name": "Sửa đường", "document": "1/QĐ", "document_on": "2026-11-02", "public_on": "2026-11-23",
    }  # fmt: skip
    entries.add(work, "disclosure", said, by=None, state="public")
    for kind, text in (("phan_anh", "Rác"), ("phan_anh", "Đèn"), ("to_cao", "KÍN")):
        cases.file(replace(work, now=work.now - timedelta(days=30)), Filing(kind=kind, text=text))
    day = entries.add(
        work, "reception_day", {"on": "2026-11-20", "who": "chair", "host": "Chủ tịch"}, by=None, state="held"
    )
    visit = {"on": "2026-11-20", "name": "TÊN RIÊNG", "matter": "Đất", "received_on": "2026-11-20"}
    entries.add(work, "reception", visit, by=None, state="received", links=entries.Links(parent_id=day.id))


@pytest.mark.parametrize(
    ("found", "begins", "ends"),
    [
        (law.half_year(2026, 1), date(2025, 12, 15), date(2026, 6, 14)),
        (law.half_year(2026, 2), date(2026, 6, 15), date(2026, 12, 14)),
        (law.whole_year(2026), date(2025, 12, 15), date(2026, 12, 14)),
        (law.whole_year(2026, "12-31"), date(2026, 1, 1), date(2026, 12, 31)),
        (law.half_year(2026, 1, "12-31"), date(2026, 1, 1), date(2026, 6, 28)),
        (law.whole_year(2026, "odd"), date(2025, 12, 15), date(2026, 12, 14)),
        (law.year_before(date(2024, 2, 29), date(2024, 12, 14)), date(2023, 2, 28), date(2023, 12, 14)),
    ],
)
def test_periods_follow_the_cut_off(found: tuple[date, date], begins: date, ends: date) -> None:
    assert found == (begins, ends)


async def test_a_report_opens_its_rows_hides_few_denunciations_and_stays_what_it_was(desk: Desk) -> None:
    desk.database.run(_year)
    hoa = await desk.sign_in("hoa", role="officer")
    bad = await hoa.post(BASE, data={"kind": "asked", "begins": "2026-12-01", "ends": "2026-01-01"})
    assert bad.status_code == 409
    report = await reported(desk, hoa, {"kind": "half", "year": "2026", "half": "2"})
    page = (await hoa.get(report)).text
    rows = re.findall(rf'href="({report}/rows/[^"]+)">(\d+)<', page)
    counts = {address.partition("/rows/")[2]: int(count) for address, count in rows}
    assert counts["b1/3/public"] == counts["b1/3/late"] == 1
    assert counts["b4/phan_anh/received"] == counts["b4/phan_anh/pending"] == 2
    assert (counts["b5/chair/sessions"], counts["b5/chair/people"]) == (1, 1)
    assert not [each for each in counts if "to_cao" in each]
    assert "dưới 3" in page
    opened = (await hoa.get(f"{report}/rows/b4/phan_anh/received")).text
    assert len(re.findall(r'href="/console/cases/LS-', opened)) == 2
    assert (await hoa.get(f"{report}/rows/b4/phan_anh/none")).status_code == 404
    context = desk.app.state.context
    settings = replace(context.settings, paper_font="Tinos")
    desk.app.state.context = replace(context, ward=replace(context.ward, settings=settings))
    first = (await hoa.get(f"{report}/report.docx")).content
    desk.clock.pass_(timedelta(hours=1))
    desk.database.run(lambda work: cases.file(work, Filing(kind="phan_anh", text="Mới")))
    assert (await hoa.get(f"{report}/report.docx")).content == first
    assert Document(io.BytesIO(first)).styles["Normal"].font.name == "Tinos"
    text = "\n".join(each.text for each in Document(io.BytesIO(first)).paragraphs)
    assert "Dự thảo: số liệu do máy lập" in text
    book = load_workbook(io.BytesIO((await hoa.get(f"{report}/report.xlsx")).content))
    cells = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert {sheet["A1"].font.name for sheet in book.worksheets} == {"Tinos"}
    assert "Sửa đường" in cells
    assert "TÊN RIÊNG" not in cells
    assert "KÍN" not in cells
    assert (await hoa.post(f"{report}/sign")).status_code == 303
    assert (await hoa.post(f"{report}/sign")).status_code == 409
    signed = (await hoa.get(f"{report}/report.docx")).content
    assert "đã đối chiếu" in "\n".join(each.text for each in Document(io.BytesIO(signed)).paragraphs)


async def test_a_report_is_made_beside_the_service_once_and_the_page_shows_how_far_it_is(desk: Desk) -> None:
    desk.database.run(_year)
    hoa = await desk.sign_in("hoa", role="officer")
    asked = {"kind": "year", "year": "2026"}
    waits = [(await hoa.post(BASE, data=asked)).headers["location"] for _ in range(2)]
    assert waits[0] == waits[1]  # a second press makes no second report
    task = desk.database.run(report_tasks.claim)
    assert task is not None
    desk.database.run(report_tasks.alive, task, 6, 24)
    page = (await hoa.get(waits[0])).text
    assert re.search(r'<progress[^>]*max="24" value="6"', page)
    assert "đã xong 6/24 bước" in page
    assert f'data-wait="{waits[0]}"' in page
    assert re.search(r"<noscript>.*Tải lại", page)
    desk.clock.pass_(timedelta(minutes=2))  # its maker was killed
    assert await report_maker.once(desk.database)
    assert desk.database.run(report_tasks.finish, task, "[]") is None  # it wakes up again, and its work counts no more
    page = (await hoa.get(waits[0])).text
    (link,) = re.findall(rf'href="({BASE}/\d+)">Báo cáo đã lập xong', page)
    assert "data-wait" not in page
    assert "b4/phan_anh/received" in (await hoa.get(link)).text
    assert page.count(f'href="{link}"') == 2  # here, and in the list of reports, which has no other
    assert len(desk.database.look(reports.newest)) == 1


async def test_a_report_that_cannot_be_made_says_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    waits = (await hoa.post(BASE, data={"kind": "year", "year": "2026"})).headers["location"]
    monkeypatch.setattr(report_maker, "CHILD", "bot.workers.no_such_module")
    for _ in range(report_tasks.MOST_TRIES):
        assert await report_maker.once(desk.database)
    assert not await report_maker.once(desk.database)
    assert "Chưa lập được báo cáo này. Bấm “Lập” thêm một lần nữa" in (await hoa.get(waits)).text
    assert (await hoa.post(BASE, data={"kind": "year", "year": "2026"})).headers["location"] == waits
    assert "đang chờ đến lượt" in (await hoa.get(waits)).text
