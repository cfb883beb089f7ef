"""NQ 36 mục 2.2 in the console: the bank is filled and reviewed by two people; the public page tells no answer."""

import io
import re
from zipfile import ZipFile

import httpx
from sqlalchemy import insert

from civics.registers import contests as law
from storage.database.unit import UnitOfWork
from storage.registers import contests, entries
from storage.registers.entries import Asked
from storage.tables.people import residents
from storage.ward import ward
from tests.console.conftest import Desk

BASE = "/console/registers"


def _played(work: UnitOfWork, contest_id: int, round_id: int) -> None:
    """Six people of one group, of whom two agreed to be named; one answers everything right."""
    unit = ward.add_unit(work, "tdp-1", kind="to_dan_pho", name="Tổ dân phố 1")
    bank = contests.bank(work)
    for at, name in enumerate(("Lý Thị Mai", "Dương Văn Tám", "", "", "", "")):
        resident = work.conn.execute(
            insert(residents).values(created_at=work.now).returning(residents.c.id)
        ).scalar_one()
        player = contests.enter(
            work, contest_id, resident, name=name, named=bool(name), unit_id=unit, guess=at
        )  # fmt: skip
        attempt = contests.begin(work, player, round_id, number=1, items=[law.Item(each, "abcd") for each in bank])
        for place, question in enumerate(bank, 1):
            contests.put(work, attempt, place, question)
            right = str(contests.question(work, question).said["right"])
            wrong = "a" if right != "a" else "b"
            contests.answer(work, attempt, place, picked=right if place > at else wrong, in_time=True, fast=False)
        contests.finish(work, attempt)


async def _certified(hoa: httpx.AsyncClient, contest: str) -> None:
    """A certificate for each of the two who agreed to be named, and for nobody else."""
    listed = (await hoa.get(f"{contest}/certificates")).text
    pictures = re.findall(rf'href="({contest}/certificates/\d+\.svg)"', listed)
    assert len(pictures) == 2
    drawn = await hoa.get(pictures[0])
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert "Lý Thị Mai" in drawn.text
    assert "Theo 120/QĐ-UBND, ngày 24/11/2026" in drawn.text
    hidden = re.search(r"/(\d+)\.svg", pictures[1])
    assert hidden
    for other in (int(hidden.group(1)) + 1, 9999):
        assert (await hoa.get(f"{contest}/certificates/{other}.svg")).status_code == 404


async def test_a_contest_from_the_bank_to_its_decision(desk: Desk) -> None:
    hoa, minh = await desk.sign_in("hoa", role="officer"), await desk.sign_in("minh", role="admin")
    assert (await hoa.post(f"{BASE}/contest_question/shipped")).status_code == 303
    await minh.post(f"{BASE}/contest_question/shipped")
    bank = desk.database.look(entries.some, Asked("contest_question"), reader=None, limit=200)
    assert len(bank) == len(law.shipped())  # what is there is not taken twice
    for each in bank[:8]:
        page = f"{BASE}/contest_question/{each.id}"
        given = {"reviewed_on": "2026-11-24"}
        assert "không tự duyệt" in (await hoa.post(f"{page}/moves/review", data=given)).text
        assert (await minh.post(f"{page}/moves/review", data=given)).status_code == 303
    days = {"opens_on": "2026-11-20", "closes_on": "2026-11-30"}
    named = {"name": "Hội thi 2026", "organiser": "Hội đồng phối hợp", "owner": "1", "prizes": "Một giải nhất"}
    made = await hoa.post(f"{BASE}/contest/new", data={**named, **days})
    contest = made.headers["location"].partition("?")[0]
    assert "ít nhất một đợt" in (await hoa.post(f"{contest}/moves/open")).text
    number = contest.rpartition("/")[2]
    said = {"parent": number, "name": "Đợt 1", "begins_on": "2026-11-20", "ends_on": "2026-11-19", "questions": "8",
            "seconds": "20", "attempts": "1"}  # fmt: skip
    assert (await hoa.post(f"{BASE}/contest_round/new", data=said)).status_code == 422
    made = await hoa.post(f"{BASE}/contest_round/new", data={**said, "ends_on": "2026-11-30"})
    assert (await hoa.post(f"{contest}/moves/open")).status_code == 303
    one = int(made.headers["location"].partition("?")[0].rpartition("/")[2])
    desk.database.run(_played, int(number), one)
    anybody = await desk.browser()
    page = (await anybody.get("/hoi-thi")).text
    assert "Hội thi 2026" in page
    assert "Lý Thị Mai" not in page  # no result before the decision
    answers = [str(each.said[str(each.said["right"])]) for each in bank]
    assert not [each for each in answers if len(each) > 12 and each in page]
    results = (await hoa.get(f"{contest}/results")).text
    assert "Lý Thị Mai" in results
    assert "Không nêu tên" in results
    assert re.search(r">\s*5,5\s*<", results)  # the mean of 33 right answers of six people, as Vietnamese write it
    await hoa.post(f"{contest}/moves/close")
    decided = {"decision": "120/QĐ-UBND", "decided_on": "2026-11-24"}
    assert (await minh.post(f"{contest}/moves/decide", data=decided)).status_code == 303
    page = (await anybody.get("/hoi-thi")).text
    assert re.search(r"1\. Lý Thị Mai: đúng 8 câu", page)
    assert "Tổ dân phố 1: 6 người" in page
    paper = await hoa.get(f"{contest}/results.docx")
    text = ZipFile(io.BytesIO(paper.content)).read("word/document.xml").decode()
    assert "Hội thi 2026: 6 người dự thi, 1 người trả lời đúng hết" in text
    assert "Lý Thị Mai" in text
    await _certified(hoa, contest)
