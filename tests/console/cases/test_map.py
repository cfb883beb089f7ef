"""The map of cases: a point for each that has one, apart where they lie together, no sealed case, small enough."""

import re

from sqlalchemy import update

from core.message import Point
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases as rows
from tests.console.cases.casework import Casework, at
from tests.console.conftest import Desk

_MAP = "/console/map"
_HERE = Point(21.61, 105.84)


async def test_each_case_is_a_point_that_opens_it_and_the_table_counts_the_others(desk: Desk) -> None:
    work = Casework(desk)
    officer = await desk.sign_in("hoa", role="officer")
    desk.hire("vy", role="leader", reads_sealed=True)
    unit = work.unit("Tổ 5")
    together = [work.file(f"Rác {n}", point=_HERE, unit_id=unit) for n in range(3)]
    apart = work.file("Đèn", point=Point(21.62, 105.85), topic="dien_nuoc", unit_id=unit)
    nowhere = work.file("Ồn", unit_id=unit)
    secret = work.file("Ông X", kind="to_cao", point=_HERE)
    page = (await officer.get(_MAP)).text
    spots = re.findall(r'/cases/([^"]+)"[^>]*><title>[^<]+</title><use href="#s-new" x="([\d.]+)" y="([\d.]+)"', page)
    assert {code for code, _, _ in spots} == {each.code for each in (*together, apart)}
    assert len({(x, y) for _, x, y in spots}) == 4, "three at one place lie beside each other"
    assert nowhere.code not in page
    assert f'href="/console/?unit={unit}"' in page
    assert "1 hồ sơ chưa có vị trí" in page
    assert "openstreetmap" not in page
    named = (await (await desk.sign_in("vy")).get(_MAP)).text
    assert secret.code not in named
    narrowed = (await officer.get(f"{_MAP}?topic=dien_nuoc")).text
    assert apart.code in narrowed
    assert together[0].code not in narrowed
    await officer.post(at(apart, "take"), data=work.form(apart))
    assert 'href="#s-work"' in (await officer.get(f"{_MAP}?topic=dien_nuoc")).text
    desk.database.run(_due_before, apart.case_id)
    assert 'href="#s-late"' in (await officer.get(f"{_MAP}?view=late")).text
    assert "/console/map?topic=dien_nuoc" in (await officer.get("/console/?topic=dien_nuoc")).text.replace("&amp;", "&")
    assert (await (await desk.sign_in("minh", role="observer")).get(_MAP)).status_code == 403


async def test_a_thousand_open_cases_are_one_small_page(desk: Desk) -> None:
    work = Casework(desk)
    officer = await desk.sign_in("hoa", role="officer")
    first = work.file("Rác", point=_HERE)
    desk.database.run(_copies, first.case_id, 999)
    page = (await officer.get(_MAP)).text
    assert page.count('href="/console/cases/') + int(re.findall(r'class="ward-map__more"[^>]*>(\d+)<', page)[0]) >= 1000
    assert len(page.encode()) < 200_000


def _due_before(work: UnitOfWork, case_id: int) -> None:
    work.conn.execute(update(rows).where(rows.c.id == case_id).values(due_at=work.now.replace(year=2020)))


def _copies(work: UnitOfWork, case_id: int, number: int) -> None:
    """As many copies of a case; all but the last hundred lie scattered over the ward."""
    row = dict(work.conn.execute(rows.select().where(rows.c.id == case_id)).mappings().one())
    kept = {name: value for name, value in row.items() if name not in {"id", "run_id", "code"}}
    scattered = [{"lat": _HERE.lat + (n % 30) / 500, "lon": _HERE.lon + n // 30 / 500} for n in range(number - 100)]
    places = [*scattered, *[{}] * 100]
    made = [{**kept, "code": f"LS-26-9{n:05}", **place} for n, place in enumerate(places)]
    work.conn.execute(rows.insert(), made)
