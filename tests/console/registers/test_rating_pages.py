"""Rating of units and heads (Luật 10/2022/QH15 Điều 8 khoản 3): the ward's weights, figures that open their rows."""

from datetime import date, timedelta

from sqlalchemy import insert

from storage.database.unit import UnitOfWork
from storage.people import teams
from storage.registers import entries, parts
from storage.registers.entries import Links
from storage.tables.cases import cases
from tests.console.conftest import Desk
from tests.console.registers.reported import reported

BASE = "/console/registers"
RULE = {
    "name": "Đánh giá 2026", "begins_on": "2025-12-15", "ends_on": "2026-12-14", "owner": "1", "w_disclosure": "50",
    "w_petition": "30", "w_online": "20", "from_excellent": "90", "from_good": "70", "from_done": "50",
}  # fmt: skip


def _year(work: UnitOfWork, officer: int, other: int) -> None:
    """Of one officer: a disclosure in time and one late, a case in time and one late. Another has only what is late."""
    for at, (owner, public) in enumerate(((officer, 3), (officer, 20), (other, 20))):
        on = date(2026, 9, public + 1)
        said = {"item": "3", "name": f"Việc {at}", "document_on": "2026-09-01", "public_on": on.isoformat()}
        made = entries.add(work, "disclosure", said, by=None, state="public", links=Links(owner_id=owner))
        parts.add(work, made, "page", begins=on, ends=None, said={}, by=None)
    for at, (owner, late) in enumerate(((officer, False), (officer, True), (other, True))):
        now = work.now - timedelta(days=20 - at)
        answered = now + timedelta(days=9 if late else 2)
        work.conn.execute(
            insert(cases).values(
                code=f"LS-26-90000{at}", kind="phan_anh", origin="desk", text="-", state="answered", officer_id=owner,
                filed_at=now, heard_at=now, answered_at=answered, answer_due_at=now + timedelta(days=5),
            )
        )  # fmt: skip
    teams.put(work, None, name="Địa chính", members=[officer])


async def test_a_team_is_rated_by_the_wards_weights_and_each_figure_opens_its_rows(desk: Desk) -> None:
    desk.hire("lead", role="leader")
    hoa, other = desk.hire("hoa"), desk.hire("binh")
    desk.database.run(_year, hoa, other)
    chair, officer, strange = await desk.sign_in("lead"), await desk.sign_in("hoa"), await desk.sign_in("binh")
    made = await officer.post(f"{BASE}/rating_rule/new", data=RULE)
    rule = made.headers["location"].partition("?")[0]
    decided = {"document": "90/QĐ-UBND", "decided_on": "2026-11-20"}
    assert (await officer.post(f"{rule}/moves/decide", data=decided)).status_code == 403
    said = {"name": "Địa chính", "sort": "office", "owner": str(hoa), "parent": rule.rpartition("/")[2]}
    made = await officer.post(f"{BASE}/rating/new", data=said)
    page = made.headers["location"].partition("?")[0]
    assert "chưa ban hành" in (await officer.get(page)).text
    wrong = await chair.post(f"{rule}/moves/decide", data={**decided, "w_online": "30"})
    assert "cộng lại bằng 100" in wrong.text
    assert (await chair.post(f"{rule}/moves/decide", data=decided)).status_code == 303
    text = (await officer.get(page)).text
    assert text.count("1/2</span>") == 2
    assert "Việc 0" in text
    assert "/console/cases/LS-26-900001" in text
    assert "Việc 2" not in text  # of somebody else
    assert "Điểm đếm được: 50<" in text
    assert 'id="rated"' not in (await strange.get(page)).text  # figures of people are for leaders and the rated
    own = {"self_points": "85", "online": "75", "self_note": "Một việc muộn vì bão"}
    assert (await officer.post(f"{page}/moves/self", data=own)).status_code == 303
    assert "Điểm đếm được: 55<" in (await chair.get(page)).text
    assert (await officer.post(f"{page}/moves/score", data={"points": "60"})).status_code == 403
    assert (await chair.post(f"{page}/moves/score", data={"points": "60"})).status_code == 303
    (kept,) = desk.database.look(entries.of_parent, int(said["parent"]), reader=None)
    assert kept.said["evidence"] == (
        "Công khai đúng hạn: 1/2; Đơn, phản ánh đúng hạn: 1/2; Bà con không báo chưa xong: 2/2; "
        "Dịch vụ công trực tuyến (phần trăm): 75/100; Điểm đếm được: 55"
    )
    graded = {"grade": "done", "document": "95/QĐ-UBND", "decided_on": "2026-12-20"}
    assert (await chair.post(f"{page}/moves/decide", data=graded)).status_code == 303
    assert "Hoàn thành" in (await officer.get(page)).text
    report = await reported(desk, chair, {"kind": "year", "year": "2026"})
    assert f'href="{report}/rows/b4/phan_anh/late">2<' in (await chair.get(report)).text
