"""One admin alone: sees nothing of a sealed case, cannot act as two people, and leaves traces on the trail."""

import re

import httpx
import pytest
from sqlalchemy import func, select

from civics.ward.roll import Entry
from console.frame.seconds import PAGE
from core.errors import ConflictError
from storage.bulletins import bulletins, proposals
from storage.database.unit import UnitOfWork
from storage.households import roll_import
from storage.people import hands, staff, topics
from storage.polls import polls
from storage.tables.households import household_codes
from storage.ward import alerts, audit, trail_chain, ward
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
    """Whether nothing of the case is visible."""
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


async def test_what_one_s_own_second_account_asks_for_is_not_one_s_own_to_allow(desk: Desk, filed: str) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    shadow = await puppet(desk, admin)
    page = await given(shadow)
    await shadow.post(f"{page}/setup", data=SETUP)
    await shadow.post(f"{page}/open")
    refused = await admin.post(f"{PAGE}/1/yes")
    assert (refused.status_code, "một người" in refused.text) == (409, True)
    assert desk.database.look(polls.get, key_of(page)).state.value == "draft"
    desk.clock.pass_(hands.FRESH)
    assert (await admin.get(f"{PAGE}")).text.count("/yes") == 0, "the request is over before they count as two"


def test_accounts_that_one_person_let_in_are_one(desk: Desk) -> None:
    root, other = desk.hire("hoa", role="admin"), desk.hire("lan")
    one, two = (desk.database.run(_let_in, each, by=root) for each in ("b1", "b2"))
    third = desk.database.run(_let_in, "b3", by=one)
    same = [(some, each) for some in (root, one, two, third) for each in (root, one, two, third)]
    assert all(desk.database.look(hands.one, *each) for each in same)
    assert not any(desk.database.look(hands.one, each, other) for each in (root, one, two, third))
    desk.clock.pass_(hands.FRESH)
    assert not desk.database.look(hands.one, one, two)


def _let_in(work: UnitOfWork, login: str, *, by: int) -> int:
    return staff.add(work, login, name=login, password="no", role="admin", by=by)


async def test_a_second_account_of_one_s_own_agrees_to_no_code(desk: Desk) -> None:
    admin = await desk.sign_in("hoa", role="admin")
    shadow = await puppet(desk, admin)
    unit = desk.database.run(_unit)
    desk.database.run(roll_import.put, [Entry(unit, "01-001", "Lý An")], whole=True, staff_id=1)
    await admin.post("/console/roll/ho/1/code", data={"who": "representative"})
    refused = await shadow.post("/console/roll/asks/1/agree")
    assert (refused.status_code, "một người" in refused.text) == (409, True)
    await admin.post("/console/roll/asks/1/take")
    assert desk.database.look(_codes) == 0


def _unit(work: UnitOfWork) -> int:
    return ward.add_unit(work, "to-1", kind="to_dan_pho", name="Tổ 1")


def _codes(work: UnitOfWork) -> int:
    found: int = work.conn.execute(select(func.count()).select_from(household_codes)).scalar_one()
    return found


async def test_nobody_approves_what_they_wrote_into_another_s_bulletin(desk: Desk) -> None:
    desk.database.run(topics.add, "chung", "Tin chung")
    nam, ha = await desk.sign_in("nam", role="officer"), await desk.sign_in("ha", role="officer")
    typed = {"title": "Cắt điện", "text": "Từ 7 giờ.", "topic": "chung", "groups": "yes", "when": "now", "act": "save"}
    made = (await nam.post("/console/bulletins/new", data=typed)).headers["location"].split("?")[0]
    await ha.post(made, data={**typed, "text": "Nộp tiền cho tôi.", "act": "ask"})
    refused = await ha.post(f"{made}/approve", data={"typed": "0"})
    assert refused.status_code == 409
    assert desk.database.look(bulletins.get, int(made.rpartition("/")[2])).state == "asked"
    assert (await nam.post(f"{made}/approve", data={"typed": "0"})).status_code == 303


def test_a_second_account_of_one_s_own_approves_no_bulletin_and_no_correction(desk: Desk) -> None:
    author, other = desk.hire("nam"), desk.hire("ha")
    shadow = desk.database.run(_let_in, "bong", by=author)
    made = desk.database.run(bulletins.write, author, title="Tin", text="…")
    desk.database.run(bulletins.ask, made, author)
    with pytest.raises(ConflictError, match="fresh"):
        desk.database.run(bulletins.approve, made, shadow, typed=0, count=0)
    desk.database.run(bulletins.approve, made, other, typed=0, count=0)
    desk.database.run(bulletins.start_due)
    desk.database.run(proposals.ask, made, author, title="Tin", text="Nộp tiền cho tôi.")
    with pytest.raises(ConflictError, match="fresh"):
        desk.database.run(proposals.take, made, shadow, alone=False)
    desk.database.run(proposals.take, made, shadow, alone=True)  # where the ward lets people approve their own


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
