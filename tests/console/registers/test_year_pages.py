"""The registers that are data alone: a meeting with its paper, channels in public, a violation that stays sealed."""

import io
from zipfile import ZipFile

from civics.ward.roll import Entry as House
from storage.database.unit import UnitOfWork
from storage.households import households
from storage.registers import entries
from storage.registers.entries import Asked
from storage.ward import ward
from tests.console.conftest import Desk

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
    assert "19:30 10/12/2026" in text
    assert "2. Ngày làm" in text
    assert "trước ít nhất 2 ngày" in (await hoa.post(f"{page}/moves/call", data={"sent_on": "2026-12-09"})).text
    assert (await hoa.post(f"{page}/moves/call", data={"sent_on": "2026-12-08"})).status_code == 303
    line = {"begins": "2026-12-10", "place": "05-999"}
    assert "Không có hộ mang mã này" in (await hoa.post(f"{page}/parts/came", data=line)).text
    assert (await hoa.post(f"{page}/parts/came", data={**line, "place": "05-001"})).status_code == 303
    assert "hộ đã được ghi" in (await hoa.post(f"{page}/parts/came", data={**line, "place": "05-001"})).text
    (found,) = desk.database.look(entries.some, Asked("meeting"), reader=None)
    assert (found.state, found.said["present"]) == ("called", 1)


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
    out = {
        "parent": number, "name": "Zalo", "announced_on": "2026-11-24", "begins_on": "2026-11-27", "owner": "1",
        "ends_on": "2026-11-28", "reason": "Nâng cấp",
    }  # fmt: skip
    assert "7 ngày làm việc" in (await hoa.post(f"{BASE}/outage/new", data=out)).text
    later = {**out, "begins_on": "2026-12-08", "ends_on": "2026-12-09"}
    assert (await hoa.post(f"{BASE}/outage/new", data=later)).status_code == 303
    page = (await anybody.get("/kenh-chinh-thuc")).text
    assert "zalo.me/linhson" in page
    assert "từ 08/12/2026 đến hết 09/12/2026" in page
