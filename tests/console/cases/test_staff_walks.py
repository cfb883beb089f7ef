"""What usual acts cost staff, in presses on the real pages without script; `docs/walks.md` has the same figures.

A press is a link, a button, a tab or fold, or a tick of a box; typing and the choice in a list are not counted.
"""

import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from storage.cases.cases import Filed
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk

BEFORE = {  # counted in a browser when the desk knew one verb; "ask back" lost the question then
    "open a case and tell the result": 3,
    "ask back": 3,
    "assign a case": 5,
    "drop three duplicates and tell each the code that goes on": 9,
}
PAGE = Path(__file__).parents[3] / "docs" / "walks.md"


class Presses:
    """A member of staff whose presses are counted. What is pressed must be on the page that they see."""

    def __init__(self, client: httpx.AsyncClient, page: str) -> None:
        self.client, self.page, self.count = client, page, 0

    async def opens(self, address: str) -> None:
        """A link of the page."""
        assert f'href="{address}' in unescape(self.page), address
        self.count += 1
        self.page = (await self.client.get(address, follow_redirects=True)).text

    def ticks(self, value: str) -> None:
        """A box of the page."""
        assert f'value="{value}"' in self.page, value
        self.count += 1

    def unfolds(self, part: str) -> None:
        """A tab, or a fold, behind which the next press stands."""
        assert part in self.page, part
        self.count += 1

    async def sends(self, address: str, **form: Any) -> None:
        """The button of a form of the page."""
        assert re.search(rf'action="{re.escape(address)}["?]', self.page), address
        self.count += 1
        version = re.search(r'name="version" value="(\d+)"', self.page)
        data = {**({"version": version[1]} if version else {}), **form}
        answer = await self.client.post(address, data=data, follow_redirects=True)
        assert answer.status_code == 200, answer.text
        self.page = answer.text


_ON_A_CASE: tuple[tuple[str, str, str, dict[str, str]], ...] = (  # name, act, what is unfolded, form
    ("take a case", "take", "", {}),
    ("keep a note", "note", 'id="pane-note"', {"text": "Đã gọi tổ trưởng"}),
    ("remind oneself of a case", "remind", 'id="reminders"', {"day": "2026-11-25", "text": "Gọi lại"}),
    (
        "send a case on to another body", "move", 'id="f-forwarded_to"',
        {"to": "forwarded", "forwarded_to": "Phòng Kinh tế"},
    ),
)  # fmt: skip


async def walked(client: httpx.AsyncClient, work: Casework) -> dict[str, int]:
    """Each act from the list on, with its presses."""
    found: dict[str, int] = {}

    async def begin() -> tuple[Presses, Filed]:
        filed = work.file()
        return Presses(client, (await client.get("/console/")).text), filed

    walk, filed = await begin()
    await walk.opens(at(filed))
    await walk.sends(at(filed, "answer"), text="Đã dọn", verb="answer")
    found["open a case and tell the result"] = walk.count
    await walk.opens(at(filed, "next"))
    found["… and open the next one"] = walk.count
    for name, verb in (("say an interim word", "word"), ("ask back", "ask")):
        walk, filed = await begin()
        await walk.opens(at(filed))
        await walk.sends(at(filed, "answer"), text="Mai tới", verb=verb)
        found[name] = walk.count
    walk, filed = await begin()
    await walk.opens(at(filed))
    await walk.sends(at(filed, "assign"), officer="1")
    found["assign a case"] = walk.count
    for name, act, fold, form in _ON_A_CASE:
        walk, filed = await begin()
        await walk.opens(at(filed))
        if fold:
            walk.unfolds(fold)
        await walk.sends(at(filed, act), **form)
        found[name] = walk.count
    walk, filed = await begin()
    others = [work.file(f"Đèn {n}") for n in range(3)]
    walk.page = (await client.get("/console/")).text
    for each in others:
        walk.ticks(each.code)
    await walk.sends("/console/bulk/do", now="assign", officer="1", codes=[each.code for each in others])
    found["assign three cases"] = walk.count
    walk.page, walk.count = (await client.get("/console/")).text, 0
    for each in others:
        walk.ticks(each.code)
    await walk.sends("/console/bulk/do", now="duplicate", code=filed.code, codes=[each.code for each in others])
    found["drop three duplicates and tell each the code that goes on"] = walk.count
    assert [work.row(each).state for each in others] == ["dropped"] * 3
    return found


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


async def test_the_acts_of_staff_cost_what_the_page_of_walks_says(desk: Desk, work: Casework) -> None:
    client = await desk.sign_in("hoa", role="officer")
    rows = [f"| {act} | {presses} | {BEFORE.get(act, '–')} |" for act, presses in (await walked(client, work)).items()]
    assert PAGE.read_text("utf-8").rstrip().endswith("\n".join(rows)), "\n".join(rows)
