"""The views of the queue: what is open first, filters and orders, own views, a search that finds what people type."""

import pytest

from storage.cases import acts as case_acts
from storage.database.unit import UnitOfWork
from storage.ward import saved_views, ward
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework
from tests.console.conftest import Desk


@pytest.fixture
def work(desk: Desk) -> Casework:
    """Residents."""
    return Casework(desk)


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("officer=2", True), ("officer=1", False), ("origin=private", True), ("origin=phone", False),
        ("channel=web", True), ("channel=zalo", False), ("urgent=1", False),
        ("since=2026-11-24", True), ("since=2026-11-25", False),
        ("until=2026-11-24", True), ("until=2026-11-23", False),
        ("since=heute&officer=x&sort=x", True), ("since=0001-01-01&until=9999-12-31", True),
    ],
)  # fmt: skip
async def test_a_filter_holds_for_rows_and_counts_and_stays_on_the_rail(
    desk: Desk, work: Casework, query: str, hit: bool
) -> None:
    filed = work.file()
    client = await desk.sign_in("hoa", role="officer")
    minh = Reader(desk.hire("minh"), "officer")
    desk.database.run(case_acts.assign, filed.case_id, officer_id=minh.staff_id, by=minh)
    page = (await client.get(f"/console/?{query}")).text
    assert (filed.code in page) is hit
    rail = page[page.index('id="rail"') : page.index("</nav>", page.index('id="rail"'))]
    assert ('class="badge' in rail) is hit
    if query == "officer=2":
        assert "?view=new&amp;officer=2" in rail


async def test_rows_come_in_the_order_that_is_asked_for_page_by_page(desk: Desk, work: Casework) -> None:
    codes = []
    for n in range(60):
        codes.append(work.file(f"việc {n}").code)
        desk.clock.now = desk.clock.now.replace(minute=n)
    client = await desk.sign_in("hoa", role="officer")
    first = (await client.get("/console/rows?sort=newest")).text
    assert first.index(codes[59]) < first.index(codes[58]) < first.index(codes[20])
    assert codes[5] not in first
    more = first.split("rows__more")[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await client.get(more)).text
    assert second.index(codes[9]) < second.index(codes[0])
    assert codes[20] not in second
    oldest = (await client.get("/console/rows?sort=oldest")).text
    assert oldest.index(codes[0]) < oldest.index(codes[30])


async def test_a_view_is_kept_replaced_and_forgotten_and_is_ones_own(desk: Desk) -> None:
    hoa, minh = await desk.sign_in("hoa", role="officer"), await desk.sign_in("minh", role="officer")
    for query in ("?kind=hoi", "?kind=hoi&urgent=1"):
        await hoa.post(f"/console/views{query}", data={"name": "Việc gấp <b>"})
    (kept,) = desk.database.look(saved_views.own, 1)
    assert kept.query == "?kind=hoi&urgent=1"
    page = (await hoa.get("/console/")).text
    assert 'href="/console/?kind=hoi&amp;urgent=1">Việc gấp &lt;b&gt;</a>' in page
    assert "Việc gấp" not in (await minh.get("/console/")).text
    await minh.post(f"/console/views/{kept.id}/drop")
    assert desk.database.look(saved_views.own, 1) == [kept]
    await hoa.post(f"/console/views/{kept.id}/drop")
    assert desk.database.look(saved_views.own, 1) == []


async def test_a_code_in_any_spelling_a_telephone_and_an_alias_find_the_case(desk: Desk, work: Casework) -> None:
    unit = desk.database.run(ward.add_unit, "tdp-5", kind="to_dan_pho", name="Tổ dân phố số 5", aliases=("TDP 5",))
    filed, other = work.file(unit_id=unit, phone="0912 345 678"), work.file("Đèn", phone="0987 000 111")
    client = await desk.sign_in("hoa", role="officer")
    _, year, number = filed.code.split("-")
    for wish in (filed.code.lower(), f"ls{year}{number}", f"LS{year}-{number}", "0912345678", "0912.345.678", "tdp 5"):
        found = (await client.get("/console/", params={"q": wish})).text
        assert filed.code in found, wish
        assert other.code not in found, wish


async def test_only_a_named_reader_finds_a_sealed_case_by_its_code(desk: Desk, work: Casework) -> None:
    filed = work.file(kind="to_cao")
    desk.hire("ha", reads_sealed=True)
    for login, role, hit in (("ha", "", True), ("hoa", "officer", False)):
        client = await desk.sign_in(login, role=role)
        assert (f'id="row-{filed.case_id}"' in (await client.get(f"/console/rows?q={filed.code}")).text) is hit


def test_no_more_than_so_many_views_are_kept(desk: Desk) -> None:
    staff_id = desk.hire("hoa")

    def many(work: UnitOfWork) -> None:
        for n in range(saved_views.MOST):
            saved_views.save(work, staff_id, name=f"v{n}", query="")

    desk.database.run(many)
    with pytest.raises(Exception, match="At most"):
        desk.database.run(saved_views.save, staff_id, name="one more", query="")
