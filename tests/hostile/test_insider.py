"""One admin alone: gets nothing of a sealed case, becomes no two people, and leaves marks."""

import re

import httpx
import pytest

from console.frame.seconds import PAGE
from storage.people import staff
from storage.polls import polls
from storage.ward import alerts, audit, trail_chain
from tests.console.cases.casework import Casework, at
from tests.console.conftest import PASSWORD, Desk, clock, database, desk, empty_ward, hashed, pages, words
from tests.console.polls.test_polls import SETUP, given, groups, key_of
from tests.storage.ward.test_trail_chain import tamper

__all__ = ["clock", "database", "desk", "empty_ward", "groups", "hashed", "pages", "words"]  # fixtures

SECRET = "Ông X nhận tiền"
MINE = "một câu dài của riêng tôi"


@pytest.fixture
def filed(desk: Desk) -> str:  # the fixture
    """A denunciation, two who may read it, and its address."""
    for login in ("lan", "mai"):
        desk.hire(login, reads_sealed=True)
    return at(Casework(desk).file(SECRET, kind="to_cao"))


async def blind(client: httpx.AsyncClient, address: str) -> bool:
    """Whether nothing of the case is to be had."""
    case, listed = await client.get(address), await client.get("/console/?view=all")
    return case.status_code == 404 and SECRET not in listed.text and address.rpartition("/")[2] not in listed.text


def acts(desk: Desk) -> list[str]:
    return [each.act for each in desk.database.look(audit.since, 0)]


async def puppet(desk: Desk, admin: httpx.AsyncClient, **form: str) -> httpx.AsyncClient:
    """An account that the admin makes and signs in with."""
    made = await admin.post("/console/staff", data={"name": "Bóng", "login_name": "bong", "role": "officer", **form})
    once = made.text.split('data-copy="')[1].split('"')[0]
    client = await desk.browser()
    await client.post("/console/login", data={"login": "bong", "password": once})
    await client.post("/console/me/password", data={"fresh": MINE, "again": MINE})
    return client


async def test_a_new_account_with_the_mark_waits_for_a_reader_and_all_readers_hear(desk: Desk, filed: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    shadow = await puppet(desk, admin, reads_sealed="yes")
    assert await blind(shadow, filed)
    assert await blind(admin, filed)
    assert (await admin.post(f"{PAGE}/1/yes")).status_code == 409
    assert (await shadow.post(f"{PAGE}/1/yes")).status_code == 409
    assert "staff.sealed_asked" in acts(desk)
    assert "reader_asked" in {each.kind for each in desk.database.look(alerts.latest)}
    for login in ("lan", "mai"):
        reader = await desk.sign_in(login)
        assert "Bóng" in (await reader.get(PAGE)).text
        assert "Đề nghị thêm Bóng" in (await reader.get("/console/me")).text
    assert (await reader.post(f"{PAGE}/1/yes")).status_code == 303
    assert desk.database.look(staff.get, 4).reads_sealed
    assert (await shadow.get("/console/")).headers["location"].startswith("/console/enter"), "a second factor first"


async def test_the_mark_is_not_given_to_oneself(desk: Desk, filed: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    await admin.post("/console/staff/3", data={"name": "Hoa", "role": "admin", "reads_sealed": "yes"})
    assert await blind(admin, filed)
    assert (await admin.post(f"{PAGE}/1/yes")).status_code == 409


async def test_a_reader_s_password_is_given_to_another_reader_only(desk: Desk, filed: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    lan = await desk.sign_in("lan")
    told = await admin.post("/console/staff/1/password")
    assert told.status_code == 303
    assert "data-copy" not in (await admin.get(told.headers["location"])).text
    assert (await lan.get("/console/me")).status_code == 200, "nothing has changed yet"
    assert (await admin.post(f"{PAGE}/1/yes")).status_code == 409
    assert (await lan.post(f"{PAGE}/1/yes")).status_code == 409, "not whom it is about"
    mai = await desk.sign_in("mai")
    shown = await mai.post(f"{PAGE}/1/yes")
    once = shown.text.split('data-copy="')[1].split('"')[0]
    assert re.fullmatch("[a-z2-9]{4}(-[a-z2-9]{4}){2}", once)
    for client in (admin, mai):
        assert once not in (await client.get(PAGE)).text
    assert (await lan.get("/console/me")).status_code == 303
    old = {"login": "lan", "password": PASSWORD}
    assert (await (await desk.browser()).post("/console/login", data=old)).status_code == 401
    assert "staff.reader_reset" in acts(desk)


async def test_emptying_the_list_makes_nobody_the_first_again(desk: Desk, filed: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    form = {"role": "officer"}
    assert (await admin.post("/console/staff/1", data={**form, "name": "Lan"})).status_code == 303
    for address in ("/console/staff/2", "/console/staff/2/disable"):
        assert (await admin.post(address, data={**form, "name": "Mai"})).status_code == 409
    assert (await admin.post("/console/staff/2", data={"name": "Mai", "role": "observer"})).status_code == 409
    assert desk.database.look(staff.get, 2).reads_sealed
    await admin.post("/console/staff/1/disable")
    await admin.post("/console/staff/1/enable")
    assert not desk.database.look(staff.get, 1).reads_sealed
    await admin.post("/console/staff/3", data={"name": "Hoa", "role": "admin", "reads_sealed": "yes"})
    assert await blind(admin, filed)


async def test_a_second_account_of_one_s_own_is_no_second_person(desk: Desk, filed: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    shadow = await puppet(desk, admin)
    page = await given(admin)
    await admin.post(f"{page}/setup", data=SETUP)
    await admin.post(f"{page}/open")
    assert (await shadow.post(f"{PAGE}/1/yes")).status_code == 409
    assert desk.database.look(polls.get, key_of(page)).state.value == "draft"


async def test_who_edits_the_trail_is_found_out(desk: Desk, filed: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    await puppet(desk, admin, reads_sealed="yes")
    while desk.database.run(trail_chain.extend):
        pass
    printed = re.findall(
        r"<code class=\"mark-of-text\">([0-9a-f]{64})</code>", (await admin.get("/console/trail")).text
    )
    assert len(printed) == 1
    assert desk.database.look(trail_chain.verify, printed=printed[0]).broken == ""
    tamper(desk.database, "DELETE FROM audit WHERE act = 'staff.sealed_asked'")
    assert desk.database.look(trail_chain.verify, printed=printed[0]).broken == "missing"
    tamper(desk.database, "DELETE FROM audit_links", "DELETE FROM audit_heads")
    while desk.database.run(trail_chain.extend):
        pass
    assert desk.database.look(trail_chain.verify).broken == "", "written anew, it looks whole"
    assert desk.database.look(trail_chain.verify, printed=printed[0]).broken == "head", "but not to who has the paper"
