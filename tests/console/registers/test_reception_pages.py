"""The public calendar, the lasting .ics, the desk's day, the register in thirteen columns, and its papers."""

import io
import re

from docx import Document
from openpyxl import load_workbook

from storage.cases import cases
from storage.cases.cases import Filing
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Asked
from tests.console.conftest import Desk

BASE = "/console/registers"
DAY = {
    "on": "2026-12-03", "who": "chair", "host": "Chủ tịch Hoàng Văn Minh", "place": "Phòng tiếp công dân, tầng 1",
    "starts": "08:00", "ends": "09:00", "minutes": "30",
}  # fmt: skip


def texts(content: bytes) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(content)).paragraphs)


async def test_a_day_is_published_booked_at_the_desk_and_written_into_the_register(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    anybody = await desk.browser()
    made = await hoa.post(f"{BASE}/reception_day/new", data=DAY)
    day = made.headers["location"].partition("?")[0]
    assert "Hoàng Văn Minh" not in (await anybody.get("/tiep-dan")).text
    await hoa.post(f"{day}/moves/publish", data={})
    calendar = (await anybody.get("/tiep-dan")).text
    assert "Thứ Năm 03/12/2026" in calendar
    assert "Còn 2 lượt" in calendar
    visitors = (await hoa.get(f"{day}/visitors")).text
    assert 'value="08:30"' in visitors
    typed = {"parent": day.rpartition("/")[2], "on": DAY["on"], "slot": "08:30", "name": "Bà Sáu", "matter": "Đất"}
    refused = await hoa.post(f"{BASE}/reception/new", data={**typed, "matter": "căn cước 019087001234"})
    assert "chỉ ghi tại quầy" in refused.text
    booked = await hoa.post(f"{BASE}/reception/new", data=typed)
    visit = booked.headers["location"].partition("?")[0]
    again = await hoa.post(f"{BASE}/reception/new", data=typed)
    assert again.status_code == 409
    assert "Hết chỗ" in again.text
    (found,) = desk.database.look(entries.some, Asked("reception"), reader=None)
    ics = await anybody.get(f"/tiep-dan/{found.key}.ics")
    body = ics.content.decode().replace("\r\n ", "")
    assert "DTSTART:20261203T013000Z" in body
    assert "SUMMARY:Tiếp công dân 08:30 thứ Năm 03/12/2026" in body
    assert "Đất" not in body
    assert all(len(each) <= 75 for each in ics.content.split(b"\r\n"))
    assert ics.headers["cache-control"] == "no-cache"
    received = {"received_on": "2026-12-03", "address": "Tổ 5", "sort": "kien_nghi", "papers": "Sổ đỏ, 2 trang"}
    await hoa.post(f"{visit}/moves/arrive", data={})
    await hoa.post(f"{visit}/moves/receive", data={**received, "identity": "019087001234"})
    page = (await hoa.get(visit)).text
    assert "Hạn 17/12/2026" in page  # ten working days
    assert "019087001234" not in page
    receipt = texts((await hoa.get(f"{visit}/papers/receipt.docx")).content)
    assert "019087001234" in receipt
    assert "1. Sổ đỏ, 2 trang" in receipt
    book = load_workbook(io.BytesIO((await hoa.get(f"{BASE}/reception/book.xlsx")).content))
    head, row = ([cell.value for cell in each] for each in book.worksheets[0].iter_rows(max_row=2))
    assert len(head) == 13
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
    assert row[1:5] == ["03/12/2026", "Bà Sáu\nTổ 5", "…1234", "Đất"]
    export = (await hoa.get(f"{BASE}/reception/export.xlsx")).content
    assert b"019087001234" not in export
    observer = await desk.sign_in("quan.sat", role="observer")
    assert (await observer.get(f"{BASE}/reception/book.xlsx")).status_code == 403


async def test_a_refusal_has_its_ground_its_notice_and_its_paper(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    made = await hoa.post(f"{BASE}/reception/new", data={"on": "2026-11-25", "name": "Ông Ba", "matter": "Việc cũ"})
    visit = made.headers["location"].partition("?")[0]
    none = await hoa.post(f"{visit}/moves/refuse", data={"refused_on": "2026-11-25"})
    assert none.status_code == 422
    assert (
        await hoa.post(f"{visit}/moves/refuse", data={"refused_on": "2026-11-25", "ground": "h"})
    ).status_code == 303
    page = (await hoa.get(visit)).text
    assert "Hạn 30/11/2026" in page  # three working days after Wednesday
    paper = texts((await hoa.get(f"{visit}/papers/refusal.docx")).content)
    assert "điểm h khoản 1 Điều 4 Nghị định 154/2026/NĐ-CP" in paper
    assert "Mẫu số 01/TCD" in paper
    await hoa.post(f"{visit}/moves/notice", data={"notice_on": "2026-11-27"})
    assert not re.search("Hạn 30/11", (await hoa.get(visit)).text)


def _cases(work: UnitOfWork) -> tuple[str, str]:
    filed = [cases.file(work, Filing(kind=kind, text="Ranh giới đất")) for kind in ("kien_nghi", "to_cao")]
    return filed[0].code, filed[1].code


async def test_a_visit_and_its_case_lead_to_each_other_and_the_result_is_noted_there(desk: Desk) -> None:
    code, sealed = desk.database.run(_cases)
    hoa = await desk.sign_in("hoa", role="officer")
    typed = {"on": "2026-11-24", "name": "Bà Sáu", "matter": "Đất"}
    made = await hoa.post(f"{BASE}/reception/new", data=typed)
    visit = made.headers["location"].partition("?")[0]
    for wrong in (sealed, "LS-26-999999x"):  # nobody learns whether a sealed case exists
        assert "Không có hồ sơ mang mã này" in (await hoa.post(f"{visit}/case", data={"code": wrong})).text
    assert (await hoa.post(f"{visit}/case", data={"code": code.lower()})).status_code == 303
    assert f'href="/console/cases/{code}"' in (await hoa.get(visit)).text
    assert f'href="{visit}"' in (await hoa.get(f"/console/cases/{code}")).text
    received = {"received_on": "2026-11-24", "address": "Tổ 5", "sort": "kien_nghi", "guided": "Gặp địa chính"}
    await hoa.post(f"{visit}/moves/receive", data=received)
    answered = {"answered_on": "2026-11-24", "result": "Ranh giới theo sổ"}
    assert (await hoa.post(f"{visit}/moves/answer", data=answered)).status_code == 303
    assert "Ranh giới theo sổ" in (await hoa.get(f"/console/cases/{code}")).text
    notice = texts((await hoa.get(f"{visit}/papers/conclusion.docx")).content)
    assert "Kết luận: Ranh giới theo sổ" in notice
    assert "Hướng dẫn: Gặp địa chính" in notice
