"""Luật 10/2022/QH15 Điều 11 to 14: a disclosure from the plan to the page, its evidence, its bulletin, its list."""

import io
import re

from docx import Document
from openpyxl import load_workbook
from PIL import Image

from storage.bulletins import bulletins
from storage.registers import entries
from storage.registers.entries import Asked
from tests.console.conftest import Desk

BASE = "/console/registers/disclosure"
ROAD = {
    "item": "3", "name": "Dự án sửa đường tổ 5", "about": "Sửa 800 m đường, kinh phí 1.250.000.000 đồng.",
    "planned_on": "2026-11-30",
}  # fmt: skip


def line_of(address: str) -> int:
    return int(re.findall(r"/(\d+)", address)[0])


async def test_a_disclosure_goes_from_the_plan_to_the_page_and_says_what_it_lacks(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    anybody = await desk.browser()
    owner = desk.database.look(lambda work: entries.count(work, Asked("disclosure"), reader=None))
    assert owner == 0
    refused = await hoa.post(f"{BASE}/new", data={**ROAD, "owner": "", "planned_on": "31/2"})
    assert refused.status_code == 422
    assert "Đây không phải một ngày có thật" in refused.text
    assert "Dự án sửa đường tổ 5" in refused.text  # nothing typed is lost
    refused = await hoa.post(f"{BASE}/new", data={**ROAD, "owner": ""})
    assert "Cần có người phụ trách" in refused.text
    plan = {"name": "Kế hoạch công khai 2026", "year": "2026", "owner": ""}
    refused = await hoa.post("/console/registers/disclosure_plan/new", data=plan)
    assert "Cần có người phụ trách" in refused.text
    made = await hoa.post(f"{BASE}/new", data={**ROAD, "owner": "1"})
    assert made.status_code == 303, made.text
    line = line_of(made.headers["location"])
    page = f"{BASE}/{line}"
    assert (await anybody.get(f"/cong-khai/{line}")).status_code == 404
    await hoa.post(f"{page}/moves/document", data={"document": "12/QĐ-UBND", "document_on": "2026-11-20"})
    text = (await hoa.get(page)).text
    assert "Hạn 30/11/2026" in text  # five working days after Friday 20/11; 24/11 is a day off (and 23/11 is none)
    assert "Hạn 30/11/2026" in (await hoa.get("/console/registers")).text
    early = await hoa.post(f"{page}/moves/disclose", data={"public_on": "2026-11-19"})
    assert "không thể trước ngày có văn bản" in early.text
    assert (await hoa.post(f"{page}/moves/disclose", data={"public_on": "2026-11-24"})).status_code == 303
    assert "còn thiếu: niêm yết" in (await hoa.get(page)).text.replace("\n", " ").replace("  ", " ")
    posted = {"place": "Trụ sở UBND", "begins": "2026-11-24"}
    assert (await hoa.post(f"{page}/parts/posted", data=posted)).status_code == 303
    text = (await hoa.get(page)).text
    assert "còn thiếu" not in text
    assert "Hạn 24/12/2026" in text
    await found_by_anybody(desk, line)
    short = await hoa.post(f"{page}/moves/end", data={"ended_on": "2026-12-01"})
    assert short.status_code == 303
    assert "chưa đủ 30 ngày" in (await hoa.get(page)).text


async def found_by_anybody(desk: Desk, line: int) -> None:
    anybody = await desk.browser()
    found = await anybody.get("/cong-khai", params={"q": "duong to 5"})
    assert f"/cong-khai/{line}" in found.text
    assert f"/cong-khai/{line}" not in (await anybody.get("/cong-khai", params={"q": "quốc phòng"})).text
    assert "1.250.000.000 đồng" in (await anybody.get(f"/cong-khai/{line}")).text
    assert "Dự án sửa đường tổ 5" in (await anybody.get("/cong-khai/rss.xml")).text
    assert (await anybody.get("/cong-khai?after=x&unit=y")).status_code == 200


async def test_persons_and_secrets_are_kept_off_the_page(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    typed = {
        **ROAD, "owner": "1", "item": "7", "about": "Bà Sáu, 0912 345 678, được hỗ trợ", "document": "1/QĐ",
        "document_on": "2026-11-20",
    }  # fmt: skip
    made = await hoa.post(f"{BASE}/new", data=typed)
    page = made.headers["location"].partition("?")[0]
    await hoa.post(f"{page}/moves/document", data={})
    refused = await hoa.post(f"{page}/moves/disclose", data={"public_on": "2026-11-24"})
    assert refused.status_code == 422
    assert (await hoa.get("/cong-khai")).text.count("được hỗ trợ") == 0
    clean = {**typed, "about": "Danh sách hộ được hỗ trợ", "people_checked": "yes"}
    assert (await hoa.post(page, data=clean)).status_code == 303
    assert (await hoa.post(f"{page}/moves/disclose", data={"public_on": "2026-11-24"})).status_code == 303
    secret = await hoa.post(page, data={**clean, "public_on": "2026-11-24", "about": "TUYỆT MẬT"})
    assert secret.status_code == 422
    assert "loa" in (await hoa.get(page)).text  # item 7 goes on the loudspeaker too
    observer = await desk.sign_in("quan.sat", role="observer")
    assert (await observer.get(page)).status_code == 403


async def test_evidence_bulletin_and_lists(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    made = await hoa.post(f"{BASE}/new", data={**ROAD, "owner": "1"})
    page = made.headers["location"].partition("?")[0]
    await hoa.post(f"{page}/moves/document", data={"document": "12/QĐ-UBND", "document_on": "2026-11-20"})
    assert "đề xuất nghỉ 23/11" in (await hoa.get(page)).text, "five working days cross a day that may change"
    assert (await hoa.post(f"{page}/bulletin")).status_code == 409
    await hoa.post(f"{page}/moves/disclose", data={"public_on": "2026-11-24"})
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#778899").save(out, "JPEG")
    kept = await hoa.post(f"{page}/files/photo_up", files={"files": ("anh.jpg", out.getvalue())})
    assert kept.status_code == 303, kept.text
    await hoa.post(f"{page}/files/document", files={"files": ("qd.txt", "Quyết định".encode())})
    bad = await hoa.post(f"{page}/files/document", files={"files": ("a.exe", b"MZ\x00\x01")})
    assert "Loại tệp này không nhận" in bad.text or "Tệp hỏng" in bad.text
    text = (await hoa.get(page)).text
    photo, document = re.findall(rf'href="({page}/files/\d+)"', text)
    assert (await hoa.get(photo)).headers["content-type"] == "image/jpeg"
    anybody, line = await desk.browser(), line_of(page)
    shown = (await anybody.get(f"/cong-khai/{line}")).text
    assert f"/cong-khai/{line}/{line_of(document.partition('/files')[2])}" in shown
    assert (await anybody.get(f"/cong-khai/{line}/{line_of(photo.partition('/files')[2])}")).status_code == 404
    bulletin = await hoa.post(f"{page}/bulletin")
    found = desk.database.look(bulletins.get, line_of(bulletin.headers["location"]))
    assert f"/cong-khai/{line}" in found.text
    assert (await hoa.post(f"{page}/bulletin")).status_code == 409
    book = load_workbook(io.BytesIO((await hoa.get(f"{BASE}/export.xlsx")).content))
    assert "Dự án sửa đường tổ 5" in [each.value for each in book.worksheets[0][2]]
    odd = '=HYPERLINK("x") <b>&amp;</b> ]]> \U0001f6a7'
    await hoa.post(f"{BASE}/new", data={**ROAD, "owner": "1", "name": odd})
    book = load_workbook(io.BytesIO((await hoa.get(f"{BASE}/export.xlsx")).content))
    assert odd in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    paper = Document(io.BytesIO((await hoa.get("/console/registers/quarter.docx")).content))
    rows = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    assert any("Khoản 3: Dự án sửa đường tổ 5" in each for each in rows)
    assert "Dự án sửa đường" in (await hoa.get("/console/registers/quarter?day=2026-12-01")).text
    again = await hoa.post(f"{page}/moves/replace", data={})
    assert again.headers["location"] != f"{page}?done=saved"  # a new entry, planned for today
    assert "Hạn 24/11/2026" in (await hoa.get("/console/registers")).text
