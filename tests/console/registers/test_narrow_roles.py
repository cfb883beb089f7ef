"""A head of a group and an inspector of a board: they see what is their own, and nothing of cases."""

import io
from zipfile import ZipFile

from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import entries
from storage.registers.entries import Asked, Entry, Links
from storage.ward import audit, ward
from storage.ward.sight import Reader
from tests.console.conftest import PASSWORD, Desk

BASE = "/console/registers"


def _account(work: UnitOfWork, password: str, login: str, role: str, unit: int | None) -> int:
    return staff.add(work, login, name=login, password=password, role=role, unit_id=unit, demo=True)


def _ward(work: UnitOfWork) -> tuple[int, int, Entry]:
    """Two groups, a meeting of each, and a late disclosure."""
    five, six = (ward.add_unit(work, f"tdp-{at}", kind="to_dan_pho", name=f"Tổ dân phố {at}") for at in (5, 6))
    said = {"sort": "meeting", "on": "2026-11-26", "starts": "19:30", "place": "Nhà văn hóa", "chair": "Tám"}
    late = {"item": "5", "name": "Quỹ đền ơn", "document_on": "2026-11-02", "document": "91/BC-UBND"}
    entries.add(work, "disclosure", late, by=None, state="waiting")
    _, other = (
        entries.add(work, "meeting", {**said, "name": f"Họp tổ {at}", "unit": unit, "agenda": "Ngõ 12"}, by=None)
        for at, unit in ((5, five), (6, six))
    )
    return five, six, other


async def test_a_head_sees_and_writes_the_own_group_only(desk: Desk) -> None:
    five, six, other = desk.database.run(_ward)
    desk.database.run(_account, desk.hashed, "tam", "head", five)
    tam = await desk.browser()
    answer = await tam.post("/console/login", data={"login": "tam", "password": PASSWORD})
    home = await tam.get(answer.headers["location"], follow_redirects=True)
    assert home.url.path == BASE  # no queue of cases
    assert "Họp tổ 5" in home.text
    assert "Quỹ đền ơn" not in home.text
    assert "Họp tổ 6" not in home.text
    assert "/console/registers/reports" not in home.text
    assert "Họp tổ 6" not in (await tam.get(f"{BASE}/meeting?unit={six}")).text
    for address in (f"{BASE}/meeting/{other.id}", f"{BASE}/meeting/{other.id}/invitation.docx"):
        assert (await tam.get(address)).status_code == 404
    for address in (f"{BASE}/disclosure", f"{BASE}/disclosure/new", "/console/export.xlsx", "/console/rows"):
        assert (await tam.get(address)).status_code == 403
    said = {
        "name": "Bàn việc ngõ 12", "unit": str(six), "sort": "meeting", "on": "2026-12-10", "starts": "19:30",
        "place": "Nhà văn hóa", "chair": "Ông Tám", "agenda": "Mức góp", "owner": "1",
    }  # fmt: skip
    assert (await tam.post(f"{BASE}/meeting/new", data=said)).status_code == 303
    sheet = (await tam.get(f"{BASE}/meeting/export.xlsx")).content
    assert "Họp tổ 6" not in ZipFile(io.BytesIO(sheet)).read("xl/worksheets/sheet1.xml").decode()
    assert "register.exported" in [each.act for each in desk.database.look(audit.page)]
    mine = desk.database.look(entries.some, Asked("meeting"), reader=Reader(9, "head", unit_id=five))
    assert {(each.title, each.unit_id) for each in mine} == {("Họp tổ 5", five), ("Bàn việc ngõ 12", five)}
    assert desk.database.look(entries.some, Asked("meeting"), reader=Reader(9, "head")) == []  # of no group


async def test_an_inspector_sees_the_own_board_and_does_not_answer_its_proposals(desk: Desk) -> None:
    minh = desk.hire("minh", role="inspector")
    lan = await desk.sign_in("minh")

    def boards(work: UnitOfWork) -> tuple[Entry, Entry]:
        made = [
            entries.add(work, "board", {"name": name, "sort": "ttnd", "document": "1"}, by=None, state="active",
                        links=Links(owner_id=owner))
            for name, owner in (("Ban Thanh tra", minh), ("Ban Giám sát cầu", None))
        ]  # fmt: skip
        entries.add(work, "inspection", {"name": "Giám sát cầu", "sort": "gsdtcd", "starts_on": "2026-11-26"},
                    by=None, links=Links(parent_id=made[1].id))  # fmt: skip
        return made[0], made[1]

    own, other = desk.database.run(boards)
    text = (await lan.get(f"{BASE}/board")).text
    assert "Ban Thanh tra" in text
    assert "Ban Giám sát cầu" not in text
    assert "Giám sát cầu" not in (await lan.get(f"{BASE}/inspection")).text
    said = {
        "name": "Nắp cống", "about": "Thay nắp cống tổ 5", "to_whom": "UBND phường", "received_on": "2026-11-20",
        "owner": str(minh),
    }  # fmt: skip
    assert "thuộc một ban" in (await lan.post(f"{BASE}/proposal/new", data=said)).text
    assert (await lan.post(f"{BASE}/proposal/new", data={**said, "parent": str(other.id)})).status_code == 404
    made = await lan.post(f"{BASE}/proposal/new", data={**said, "parent": str(own.id)})
    page = made.headers["location"].partition("?")[0]
    assert "05/12/2026" in (await lan.get(page)).text  # UBND answers in 15 days
    answered = {"answer": "Đã thay", "answered_on": "2026-11-24"}
    assert (await lan.post(f"{page}/moves/answer", data=answered)).status_code == 403
    assert (await lan.get("/console/rows")).status_code == 403
