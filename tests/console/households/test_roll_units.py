"""The roll and the groups: one that has no households yet, and one that is no more."""

import httpx
from sqlalchemy import update

from storage.database.unit import UnitOfWork
from storage.tables.ward import units
from tests.console.conftest import Desk
from tests.console.households.test_roll import HEAD, ROLL, groups, of, taken

__all__ = ["groups"]  # fixtures


async def opening(client: httpx.AsyncClient) -> str:
    """A consultation that is to count the households of both groups; gives its page."""
    made = await client.post("/console/polls", data={"title": "Ngõ", "text": "Điều 1. Ngõ sạch"})
    page = made.headers["location"].partition("?")[0]
    setup = {
        "title": "Ngõ", "kind": "informal", "counted_by": "household", "secrecy": "secret", "all_units": "1",
        "opens_at": "2026-11-24T08:00", "closes_at": "2026-12-30T21:00",
    }  # fmt: skip
    await client.post(f"{page}/setup", data=setup)
    return page


async def test_a_consultation_is_not_counted_by_households_while_a_group_has_no_roll(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    first = ROLL.rpartition("tổ 6")[0]
    made = (await client.post("/console/roll/import", files=of(first), data={"whole": "yes"})).headers["location"]
    mark = (await client.get(made)).text.partition('name="mark" value="')[2].partition('"')[0]
    await client.post(made + "/take", data={"mark": mark})
    await desk.agree()
    page = await opening(client)
    shown = (await client.get(f"{page}/setup")).text
    assert "Trong sổ hộ chưa có: Tổ dân phố số 6." in shown
    assert (await client.post(f"{page}/open")).status_code == 409
    new = {"unit": "2", "code": "6-01", "name": "Lý An"}
    assert (await client.post("/console/roll/new", data=new)).status_code == 303
    assert "3 hộ" in (await client.get(f"{page}/setup")).text
    assert (await client.post(f"{page}/open")).status_code == 303
    await desk.agree()


async def test_households_of_a_unit_that_is_no_more_move_with_the_new_unit_s_table(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    await taken(desk, client)
    desk.database.run(ended, "TDP-6")
    assert "Tổ dân phố số 6 đã bỏ nhưng còn 1 hộ trong sổ" in (await client.get("/console/roll")).text
    moved = of(HEAD + "tổ 5,6-01,Lý An,\n")
    made = (await client.post("/console/roll/import", files=moved)).headers["location"]
    preview = (await client.get(made)).text
    assert "Tổ dân phố số 6 → Tổ dân phố số 5" in preview
    mark = preview.partition('name="mark" value="')[2].partition('"')[0]
    await client.post(made + "/take", data={"mark": mark})
    await desk.agree()
    assert "đã bỏ" not in (await client.get("/console/roll")).text
    assert "Chuyển tổ: Tổ dân phố số 6 → Tổ dân phố số 5" in (await client.get("/console/roll/ho/3")).text


def ended(work: UnitOfWork, code: str) -> None:
    """A unit ends."""
    work.conn.execute(update(units).where(units.c.code == code).values(valid_to=work.now))
