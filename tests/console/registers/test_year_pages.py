"""The registers that are data alone: a meeting with its paper, channels in public, a violation that stays sealed."""

import io
import re
from zipfile import ZipFile

from civics.registers.values import Value
from civics.ward.roll import Entry as House
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.registers import entries
from storage.registers.entries import Asked, Links
from storage.ward import ward
from tests.console.conftest import Desk
from tests.console.registers.reported import reported

BASE = "/console/registers"


def _group(work: UnitOfWork) -> int:
    unit = ward.add_unit(work, "tdp-5", kind="to_dan_pho", name="Tổ dân phố 5")
    households.add(work, House(unit, "05-001", "Lý Thị Mai", ""), staff_id=1)
    return unit


async def test_a_meeting_from_its_invitation_to_who_came(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    unit = desk.database.run(_group)
    said = {
        "name": "Đổ bê tông ngõ 12", "unit": str(unit), "sort": "meeting", "on": "2026-12-10", "starts": "19:30",
        "place": "Nhà văn hóa", "chair": "Ông Tám", "agenda": "Mức góp\nNgày làm", "owner": "1", "households": "1",
    }  # fmt: skip
    made = await hoa.post(f"{BASE}/meeting/new", data=said)
    page = made.headers["location"].partition("?")[0]
    assert "Hạn 08/12/2026" in (await hoa.get(page)).text
    paper = await hoa.get(f"{page}/invitation.docx")
    text = ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    assert "19:30 thứ Năm, ngày 10 tháng 12 năm 2026" in text
    assert "2. Ngày làm" in text
    assert "trước ít nhất 2 ngày" in (await hoa.post(f"{page}/moves/call", data={"sent_on": "2026-12-09"})).text
    assert (await hoa.post(f"{page}/moves/call", data={"sent_on": "2026-12-08"})).status_code == 303
    line = {"begins": "2026-12-10", "place": "05-999"}
    assert "Không có hộ mang mã này" in (await hoa.post(f"{page}/parts/came", data=line)).text
    assert (await hoa.post(f"{page}/parts/came", data={**line, "place": "05-001"})).status_code == 303
    assert "hộ đã được ghi" in (await hoa.post(f"{page}/parts/came", data={**line, "place": "05-001"})).text
    (found,) = desk.database.look(entries.some, Asked("meeting"), reader=None)
    assert (found.state, found.said["present"]) == ("called", 1)


async def test_what_is_late_stands_on_the_start_page_of_who_answers_for_it(desk: Desk) -> None:
    hoa, other = await desk.sign_in("hoa", role="officer"), await desk.sign_in("binh", role="officer")
    said: dict[str, Value] = {"item": "5", "name": "Quỹ đền ơn", "document_on": "2026-11-02", "document": "91/BC"}
    late = desk.database.run(entries.add, "disclosure", said, by=None, state="waiting", links=Links(owner_id=1))
    line = f'href="{BASE}/disclosure/{late.id}"'
    assert line in (await hoa.get("/console/today")).text
    assert line not in (await other.get("/console/today")).text
    asked: dict[str, Value] = {"name": "Nắp cống", "about": "Thay nắp", "to_whom": "UBND", "received_on": "2026-11-24"}
    soon = desk.database.run(entries.add, "proposal", asked, by=None)  # due on 9/12, in more than a week
    above, _, wall = (await hoa.get("/console/today")).text.partition('id="wall"')
    cell = re.search(r'<td>\s*<time datetime="2026-12-09">.*?</td>', wall, re.DOTALL)
    assert cell is not None
    assert f'href="{BASE}/proposal/{soon.id}"' in cell.group()
    assert f"{BASE}/proposal/{soon.id}" not in above
    assert wall.count("<time") == 35
    assert 'datetime="2026-11-24" aria-current="date"' in wall


async def test_what_a_denunciation_brought_to_light_is_sealed_as_a_whole(desk: Desk) -> None:
    desk.hire("hoa")
    desk.hire("reads", reads_sealed=True)
    hoa, reads = await desk.sign_in("hoa"), await desk.sign_in("reads")
    said = {
        "name": "Thu tiền ngoài quy định", "act": "1", "who": "Nguyễn Văn Kín", "found_by": "denunciation",
        "found_on": "2026-11-20", "owner": "1",
    }  # fmt: skip
    assert "được giữ kín cả mục" in (await hoa.post(f"{BASE}/violation/new", data=said)).text
    made = await reads.post(f"{BASE}/violation/new", data=said)
    page = made.headers["location"].partition("?")[0]
    assert "Thu tiền ngoài quy định" in (await reads.get(page)).text
    assert (await hoa.get(page)).status_code == 404
    assert "Thu tiền" not in (await hoa.get(f"{BASE}/violation")).text
    opened = await hoa.post(f"{BASE}/violation/new", data={**said, "found_by": "board"})
    assert opened.status_code == 303
    other = opened.headers["location"].partition("?")[0]
    assert "Nguyễn Văn Kín" not in (await hoa.get(other)).text
    turned = {"result": "không có", "found_by": "denunciation"}
    assert (await reads.post(f"{other}/moves/clear", data=turned)).status_code == 422  # nothing is sealed later


async def test_channels_and_outages_stand_in_public(desk: Desk) -> None:
    hoa, anybody = await desk.sign_in("hoa", role="officer"), await desk.browser()
    channel = {"name": "Zalo của phường", "sort": "social", "address": "zalo.me/linhson", "since_on": "2026-07-01"}
    made = await hoa.post(f"{BASE}/channel/new", data=channel)
    number = made.headers["location"].partition("?")[0].rpartition("/")[2]
    assert "chưa đủ 5 lượt chấm" in (await hoa.get(f"{BASE}/channel/{number}")).text
    out = {
        "parent": number, "name": "Zalo", "announced_on": "2026-11-24", "begins_on": "2026-11-27", "owner": "1",
        "ends_on": "2026-11-28", "reason": "Nâng cấp",
    }  # fmt: skip
    assert "7 ngày làm việc" in (await hoa.post(f"{BASE}/outage/new", data=out)).text
    later = {**out, "begins_on": "2026-12-08", "ends_on": "2026-12-09"}
    assert (await hoa.post(f"{BASE}/outage/new", data=later)).status_code == 303
    page = (await anybody.get("/kenh-chinh-thuc")).text
    assert "zalo.me/linhson" in page
    assert "chưa đủ 5 lượt chấm" in page
    assert "từ 08/12/2026 đến hết 09/12/2026" in page


def _of_the_year(work: UnitOfWork) -> None:
    """A course, a model, a violation by a board and one that is sealed."""
    course: dict[str, Value] = {
        "name": "Luật mới",
        "on": "2026-11-10",
        "who": "Tổ trưởng",
        "hours": 4,
        "people": 32,
        "passed": 30,
    }
    entries.add(work, "training", course, by=None, state="held")
    model = {"name": "Ngõ sạch", "sort": "group", "registered_on": "2026-11-02", "replicated": "Tổ 6"}
    entries.add(work, "model", model, by=None, state="recognised")
    for sealed in (False, True):
        act = {"name": "Việc kín" if sealed else "Việc mở", "act": "1", "found_on": "2026-11-20"}
        entries.add(work, "violation", act, by=None, sealed=sealed)
    burden = {"name": "Thu hồi lòng lề đường", "planned_on": "2026-11-20", "told_on": "2026-11-10"}
    entries.add(work, "burden", burden, by=None, state="told")


async def test_the_report_counts_the_new_registers_and_the_self_inspection_takes_its_list(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    desk.database.run(_of_the_year)
    report = await reported(desk, hoa, {"kind": "half", "year": "2026", "half": "2"})
    page = (await hoa.get(report)).text
    for figure, count in (
        ("b8/all/people", 32), ("b8/all/courses", 1), ("b10/group/replicated", 1), ("b10_violations/1/found", 1),
        ("b11/all/told", 1), ("b2/15_1/voted", 0), ("b13/all/answered", 0),
    ):  # fmt: skip
        assert f'href="{report}/rows/{figure}">{count}<' in page, figure
    assert f"{report}/rows/b10_violations/sealed" not in page  # one: too few to be told
    assert "Việc kín" not in page
    assert "Luật mới" in (await hoa.get(f"{report}/rows/b8/all/people")).text
    assert (await hoa.get(f"{report}/report.docx")).status_code == 200
    assert (await hoa.get(f"{report}/report.xlsx")).status_code == 200
    plan = {"name": "Tự kiểm tra 2026", "begins_on": "2026-11-01", "ends_on": "2026-11-30", "owner": "1"}
    made = await hoa.post(f"{BASE}/self_check/new", data=plan)
    page = made.headers["location"].partition("?")[0]
    for _ in range(2):  # what is there is not written twice
        assert (await hoa.post(f"{page}/list")).status_code == 303
    points = desk.database.look(entries.some, Asked("check_item"), reader=None, limit=50)
    assert len(points) == 14
    course = next(each for each in points if each.title.startswith("B8"))
    assert course.said["evidence"] == "Số lớp: 1; Số giờ: 4; Lượt người: 32; Đạt bài kiểm tra: 30"
    late = {"checked_on": "2026-11-24", "found": "Thiếu", "remedy": "Bổ sung", "remedy_by": "2026-12-05"}
    assert (await hoa.post(f"{BASE}/check_item/{course.id}/moves/miss", data=late)).status_code == 303
    assert "05/12/2026" in (await hoa.get(f"{BASE}/check_item?open=yes")).text
