"""The start page and the figures: each number opens exactly the rows that it counts; teams have a page of their own."""

import io
import re
import zipfile
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlalchemy import update

from storage.people import teams
from storage.tables.cases import cases as case_rows
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def rows(client: httpx.AsyncClient, address: str) -> int:
    """How many rows an address of the list shows."""
    return (await client.get(address.replace("/console/?", "/console/rows?"))).text.count('class="row__words"')


def tiles(page: str) -> dict[str, int]:
    """The numbers of the page by where they lead."""
    found = re.findall(r'class="tile[^"]*"\s+href="([^"]+)">\s*<span class="tile__count">(\d+)', page)
    return {unescape(href): int(count) for href, count in found}


async def arranged(client: httpx.AsyncClient, desk: Desk, hoa: int) -> None:
    """A team with a rule, made on the page."""
    answer = await client.post("/console/teams", data={"name": "Đô thị", "members": [str(hoa)]})
    assert answer.status_code == 303, answer.text
    team = desk.database.look(teams.everyone)[0]
    assert team.members == {hoa}
    rule = {"topic": "rac_thai", "team": str(team.id), "officer": str(hoa)}
    assert (await client.post("/console/teams/rules", data=rule)).status_code == 303
    assert (await client.post("/console/teams", data={"name": "Đô thị"})).status_code == 409
    assert (await client.post("/console/teams/rules", data={"topic": "rac_thai"})).status_code == 409


async def test_every_number_of_the_day_and_of_the_figures_opens_its_rows(desk: Desk, work: Casework) -> None:
    leader, hoa = await desk.sign_in("lan", role="leader"), desk.hire("hoa")
    await arranged(leader, desk, hoa)
    mine, late, other = work.file(), work.file(), work.file("Đèn hỏng", topic="dien_nuoc", unit_id=work.unit("Tổ 5"))
    officer = await desk.sign_in("hoa")
    desk.clock.pass_(timedelta(hours=3))
    await officer.post(at(mine, "answer"), data=work.form(mine, text="Đã dọn", verb="answer"))
    desk.clock.pass_(timedelta(days=40))
    officer, leader = await desk.sign_in("hoa"), await desk.sign_in("lan")  # sessions end
    await officer.post(at(late, "answer"), data=work.form(late, text="Đã dọn", verb="answer"))
    for page in ("/console/today", "/console/"):  # the start page, and the empty pane of the list
        found = tiles((await officer.get(page)).text)
        assert found["/console/?view=mine"] == 2
        assert found["/console/?view=late"] == found["/console/?officer=0"] == 1
        for href, count in found.items():
            if href.startswith("/console/?"):
                assert await rows(officer, href) == count, href
    old = update(case_rows).values(topic="of an earlier version").where(case_rows.c.id == other.case_id)
    desk.database.run(lambda unit: unit.conn.execute(old) and None)
    page = (await leader.get("/console/figures?since=2026-11-01")).text
    told = tiles(page)
    assert sorted(told.values()) == [0, 0, 0, 1, 1, 1, 3]
    links = [(unescape(a), int(n)) for a, n in re.findall(r'<td class="num"><a href="([^"]+)">(\d+)</a>', page)]
    assert len(links) > 20
    for href, count in dict([*links, *told.items()]).items():
        assert await rows(leader, href) == count, href
    assert page.count("0 %") > 4  # the share of those who are not satisfied, of each line with an answer
    assert 'id="by-team"' in page
    assert 'id="by-team"' not in (await officer.get("/console/figures")).text
    book = zipfile.ZipFile(io.BytesIO((await leader.get("/console/figures.xlsx?since=2026-11-01")).content))
    assert "Đô thị" in "".join(book.read(each).decode() for each in book.namelist() if "worksheets" in each)
    assert other.code in (await leader.get("/console/?officer=0")).text


async def test_who_goes_away_hands_over_on_the_page_and_comes_back(desk: Desk, work: Casework) -> None:
    leader, hoa, minh = await desk.sign_in("lan", role="leader"), desk.hire("hoa"), desk.hire("minh")
    officer, filed = await desk.sign_in("hoa"), work.file()
    await officer.post(at(filed, "assign"), data=work.form(filed, officer=str(hoa)))
    until = f"{desk.clock() + timedelta(days=2):%Y-%m-%d}"
    other = await officer.post("/console/teams/away", data={"whose": str(minh), "to": str(hoa), "until": until})
    assert other.status_code == 403  # the cases of others: a leader
    assert (await officer.post("/console/teams/away", data={"to": str(hoa), "until": until})).status_code == 409
    assert (await officer.post("/console/teams/away", data={"to": str(minh), "until": "mai"})).status_code == 422
    assert (await officer.post("/console/teams/away", data={"to": str(minh), "until": until})).status_code == 303
    assert work.row(filed).officer_id == minh
    page = (await leader.get("/console/teams")).text
    assert (await officer.post("/console/teams", data={"name": "Riêng"})).status_code == 403
    (number,) = re.findall(r"/console/teams/away/(\d+)/end", page)
    assert (await leader.post(f"/console/teams/away/{number}/end")).status_code == 303
    assert work.row(filed).officer_id == hoa


async def test_the_papers_of_a_case_say_what_it_is_and_a_sealed_one_has_none(desk: Desk, work: Casework) -> None:
    desk.hire("lan", role="admin", reads_sealed=True)
    reader, filed, secret = await desk.sign_in("lan"), work.file(), work.file(kind="to_cao")
    for paper in ("receipt", "intake", "forward"):
        answer = await reader.get(at(filed, f"giay-to/{paper}.docx"))
        assert answer.status_code == 200, answer.text
        words = zipfile.ZipFile(io.BytesIO(answer.content)).read("word/document.xml").decode()
        for told in (filed.code, "Bác Tư", "CỘNG HÒA XÃ HỘI"):
            assert told in words, (paper, told)
        assert (await reader.get(at(secret, f"giay-to/{paper}.docx"))).status_code == 404
    assert (await reader.get(at(filed, "giay-to/khac.docx"))).status_code == 404
