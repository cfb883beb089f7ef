"""A forgotten password: an admin's link sets another, once, within half an hour, and never for a reader."""

import re
from datetime import timedelta

from sqlalchemy import select

from storage.people import password_links, readers, staff
from storage.tables.people import password_links as rows
from storage.ward import audit
from tests.console.conftest import HERE, PASSWORD, Desk
from tests.console.ward.test_own_account import MINE, code, equipped

FORM = {"fresh": MINE, "again": MINE}


def link_in(page: str) -> str:
    """The way in the link that the page shows."""
    found = re.search(rf'data-copy="{HERE}(/console/reset/[^"]+)"', page)
    assert found is not None, page
    return found[1]


async def test_a_link_sets_a_password_once_ends_all_sessions_and_lies_in_the_database_as_a_digest(desk: Desk) -> None:
    admin, there = await desk.sign_in("hoa", role="admin"), await desk.sign_in("nam", role="officer")
    nam = desk.database.look(staff.for_login, "nam")
    assert nam is not None
    made = await admin.post(f"/console/staff/{nam[0].id}/link")
    link = link_in(made.text)
    stored = desk.database.look(lambda work: work.conn.execute(select(rows.c.digest)).scalars().all())
    assert len(stored) == 1
    assert link.rsplit("/", 1)[1] not in stored[0]
    stranger = await desk.browser(address="198.51.100.7")
    for _ in range(2):  # to look at it uses nothing up
        looked = await stranger.get(link)
        assert looked.status_code == 200
        assert looked.headers["cache-control"] == "no-store"
    short = await stranger.post(link, data={"fresh": "ngắn", "again": "ngắn"})
    assert (short.status_code, "cần từ 10 ký tự" in short.text) == (422, True)
    assert (await stranger.post(link, data=FORM)).status_code == 200
    assert (await there.get("/console/me")).status_code == 303, "all sessions end"
    for again in (await stranger.get(link), await stranger.post(link, data=FORM), await stranger.get(link + "x")):
        assert again.status_code == 410
    assert (await stranger.post("/console/login", data={"login": "nam", "password": PASSWORD})).status_code == 401
    assert (await stranger.post("/console/login", data={"login": "nam", "password": MINE})).status_code == 303
    told = {each.act for each in desk.database.look(audit.since, 0)}
    assert {"staff.link_made", "staff.password_by_link"} <= told
    assert desk.database.look(staff.get, nam[0].id).handed_by is not None, "the two are no two people for some days"


async def test_a_link_dies_with_time_with_another_link_with_another_password_and_with_the_account(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    nam = desk.hire("nam")
    browser = await desk.browser()

    async def fresh() -> str:
        return link_in((await admin.post(f"/console/staff/{nam}/link")).text)

    old, new = await fresh(), await fresh()
    assert [(await browser.get(each)).status_code for each in (old, new)] == [410, 200]
    desk.clock.pass_(password_links.LIFE)
    assert (await browser.post(new, data=FORM)).status_code == 410
    for end in ("password", "disable"):
        link = await fresh()
        await admin.post(f"/console/staff/{nam}/{end}")
        assert (await browser.post(link, data=FORM)).status_code == 410, end
    assert (await admin.post(f"/console/staff/{nam}/link")).status_code == 409, "the account is closed"


async def test_no_link_goes_round_the_two_people_of_the_named_list(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    reader, later = desk.hire("bich", reads_sealed=True), desk.hire("nam")
    refused = await admin.post(f"/console/staff/{reader}/link")
    assert (refused.status_code, "/console/reset/" in refused.text) == (409, False)
    assert f'action="/console/staff/{reader}/link"' not in (await admin.get(f"/console/staff/{reader}")).text
    link = link_in((await admin.post(f"/console/staff/{later}/link")).text)
    desk.database.run(readers.grant, later, by=None)
    assert (await (await desk.browser()).post(link, data=FORM)).status_code == 410


async def test_after_a_link_the_second_factor_is_still_asked_for(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    tam = desk.hire("tam", role="admin", demo=False)
    _, secret, _ = await equipped(desk, "tam")
    link = link_in((await admin.post(f"/console/staff/{tam}/link")).text)
    thief = await desk.browser()
    await thief.post(link, data=FORM)
    signed = await thief.post("/console/login", data={"login": "tam", "password": MINE})
    assert signed.headers["location"].startswith("/console/enter")
    assert (await thief.get("/console/staff")).headers["location"].startswith("/console/enter")
    desk.clock.pass_(timedelta(minutes=1))
    assert (await thief.post("/console/enter", data={"code": code(secret, desk.clock)})).status_code == 303
