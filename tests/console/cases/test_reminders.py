"""Reminders of staff: on the case and on the page of the day, moved, ticked, undone; sealed with their case."""

from io import BytesIO
from zipfile import ZipFile

from sqlalchemy import select

from storage.tables.reminders import reminders
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk
from tests.console.opened.released import Released

_TODAY = "/console/today"


def _ids(desk: Desk) -> list[int]:
    return desk.database.look(lambda work: list(work.conn.execute(select(reminders.c.id).order_by("id")).scalars()))


async def test_a_reminder_is_set_seen_moved_ticked_and_undone(desk: Desk) -> None:
    work = Casework(desk)
    hoa, lan = await desk.sign_in("hoa", role="officer"), await desk.sign_in("lan", role="officer")
    filed = work.file("Rác đầu ngõ")
    for wrong in (
        {"day": "2026-11-23", "text": "Muộn"},
        {"day": "mai", "text": "?"},
        {"day": "2026-11-25", "text": " "},
    ):
        assert (await hoa.post(at(filed, "remind"), data=wrong)).status_code == 422
    await hoa.post(at(filed, "remind"), data={"day": "2026-11-24", "text": "Gọi <điện> lực"})
    (number,) = _ids(desk)
    here = at(filed, f"reminders/{number}")
    for page in (at(filed), _TODAY, "/console/"):
        assert "Gọi &lt;điện&gt; lực" in (await hoa.get(page)).text, page
    assert "điện&gt; lực" not in (await lan.get(_TODAY)).text
    assert (await hoa.post(f"{here}/move", data={"day": "2026-12-24", "at": "today"})).headers["location"] == (
        "/console/today#reminders"
    )
    assert "lực" not in (await hoa.get(_TODAY)).text
    assert "Trả về 24/11/2026" in (await hoa.get(at(filed))).text
    await hoa.post(f"{here}/move", data={"day": "2026-11-24"})
    assert 'id="reminders"' in (await hoa.get(_TODAY)).text
    await hoa.post(f"{here}/done", data={"at": "today"})
    assert "Hoàn tác" in (await hoa.get(_TODAY)).text
    assert (await hoa.post(f"{here}/move", data={"day": "2026-11-26"})).status_code == 422
    await hoa.post(f"{here}/undo")
    assert f"{here}/done" in (await hoa.get(_TODAY)).text
    acts = [each for each in work.acts(filed) if each.startswith("case.reminder")]
    assert [each.split()[0].removeprefix("case.reminder_") for each in acts] == [
        "set",
        "moved",
        "moved",
        "done",
        "back",
    ]


async def test_no_list_no_paper_and_no_page_of_the_public_tells_a_reminder(desk: Desk) -> None:
    hoa = await desk.sign_in("hoa", role="officer")
    filed, key = Released(desk).release("Rác đầu ngõ", topic="rac_thai")
    await hoa.post(at(filed, "remind"), data={"day": "2026-11-24", "text": "Gọi ngành lực"})
    exported = (await hoa.get("/console/export.xlsx")).content
    paper = (await hoa.get(at(filed, "giay-to/intake.docx"))).content
    for name, file in (("list", exported), ("paper", paper)):
        with ZipFile(BytesIO(file)) as parts:
            told = "".join(parts.read(each).decode("utf-8", "replace") for each in parts.namelist())
        assert filed.code in told, name
        assert "ngành lực" not in told, name
    visitor = await desk.browser()
    for public in ("/", "/viec-da-bao", f"/viec-da-bao/{key}", "/du-lieu/viec-da-bao.json"):
        answer = await visitor.get(public)
        assert (answer.status_code, "ngành lực" in answer.text) == (200, False), public
