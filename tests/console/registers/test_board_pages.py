"""Luật 10/2022/QH15 Điều 36 to 45: a board, a round whose plan was sent in time, a proposal with its fifteen days."""

from storage.registers import entries
from storage.registers.entries import Asked
from tests.console.conftest import Desk
from tests.console.registers.reported import reported

BASE = "/console/registers"


async def test_a_board_its_round_and_its_proposal(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    board = {
        "name": "Ban Giám sát đầu tư đường tổ 5", "sort": "gsdtcd", "document": "3/QĐ-MTTQ",
        "recognised_on": "2026-11-02",
    }  # fmt: skip
    made = await hoa.post(f"{BASE}/board/new", data=board)
    page = made.headers["location"].partition("?")[0]
    await hoa.post(f"{page}/parts/member", data={"begins": "2026-11-02", "place": "Bà Lý Thị Mai, tổ 5"})
    assert "Bà Lý Thị Mai" in (await hoa.get(page)).text
    parent = page.rpartition("/")[2]
    plan = {
        "parent": parent, "name": "Giám sát nền đường", "subject": "Chủ đầu tư", "sort": "gsdtcd",
        "plan_sent_on": "2026-11-10", "starts_on": "2026-12-01",
    }  # fmt: skip
    late = await hoa.post(f"{BASE}/inspection/new", data=plan)
    assert "45 ngày" in late.text
    assert late.status_code == 422
    assert (await hoa.post(f"{BASE}/inspection/new", data={**plan, "starts_on": "2026-12-25"})).status_code == 303
    asked = {
        "parent": parent, "name": "Đo lại độ dày mặt đường", "about": "Đề nghị khoan ba điểm", "to_whom": "UBND",
        "received_on": "2026-11-20", "owner": "1",
    }  # fmt: skip
    made = await hoa.post(f"{BASE}/proposal/new", data=asked)
    proposal = made.headers["location"].partition("?")[0]
    assert "Hạn 05/12/2026" in (await hoa.get(proposal)).text
    given = {"answer": "Sẽ khoan ba điểm", "answered_on": "2026-11-24"}
    assert (await hoa.post(f"{proposal}/moves/answer", data=given)).status_code == 303
    (found,) = desk.database.look(entries.some, Asked("proposal"), reader=None)
    assert (found.state, found.due_on) == ("answered", None)
    report = await reported(desk, hoa, {"kind": "year", "year": "2026"})
    assert f"/console/registers/proposal/{found.id}" in (await hoa.get(f"{report}/rows/b12/all/in_time")).text
