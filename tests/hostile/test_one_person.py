"""One person with many chats, one guesser of codes, one insider: none of them counts as more than one person."""

import io
import json
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import docx
import httpx
import pytest
from openpyxl import load_workbook

from bot import app
from civics.polls import recount
from civics.ward.roll import Entry
from storage.households import code_misses, code_numbers, person_codes, roll_import
from storage.people import move_codes
from storage.polls import arrivals, polls, rolls
from storage.polls import results as poll_results
from storage.polls.polls import Poll
from tests.hostile.web_ward import Browser, WebWard, open_ward

ZERO = {"yes": 0, "no": 0, "other": 0, "blank": 0}
CODE = re.compile(r"(?:HO|XN)-\w{4}-\w{4}")
PERSONS = ("mỗi người một phiếu", "one answer a person", "mỗi người góp ý một lần")

pytestmark = pytest.mark.timeout(240)  # hundreds of messages through a whole service


@pytest.fixture
async def ward(database_url: str, tmp_path: Path) -> AsyncIterator[WebWard]:
    async with AsyncExitStack() as stack:
        yield await open_ward(database_url, tmp_path, stack)


def poll_of(ward: WebWard, key: str) -> Poll:
    return ward.service.database.look(polls.get, key)


async def stuffed(ward: WebWard, key: str, times: int = 13) -> list[Browser]:
    """One person opens so many chats, all from one address, and answers in each."""
    found = []
    for _ in range(times):
        browser = await ward.browser()
        await browser.answers("Đồng ý", "Không đồng ý")
        found.append(browser)
    return found


async def made(ward: WebWard, client: httpx.AsyncClient, key: str, what: str) -> bytes:
    """A paper of the consultation."""
    await client.post(f"/console/polls/{key}/papers", data={"what": what, "sitting_id": "0"})
    maker = app.maker(ward.service)
    while await maker.once():
        pass
    return (await client.get(f"/console/polls/{key}/papers/{what}/0")).content


def words_of(document: bytes) -> str:
    """All words of a .docx."""
    found = docx.Document(io.BytesIO(document))
    cells = [cell.text for table in found.tables for cell in table._cells]  # docx has no public list
    return "\n".join([*(each.text for each in found.paragraphs), *cells])


async def test_thirteen_ballots_of_one_browser_stand_apart_everywhere_and_are_flagged(ward: WebWard) -> None:
    key = ward.opened()
    officer = await ward.sign_in("nam")
    browsers = await stuffed(ward, key)
    assert all("ý kiến được liệt kê riêng" in each.terms for each in browsers)
    assert "poll_burst" in ward.alerts()
    running = (await officer.get(f"/console/polls/{key}")).text
    assert "nhiều bất thường" in running
    assert "13 phiếu chưa xác nhận" in running
    assert "192.0.2" not in running
    found = ward.closed(key)
    result = ward.service.database.look(poll_results.of, found)
    assert result is not None
    assert result.apart is not None
    assert (result.ballots, result.apart.ballots) == (0, 13)
    assert [(each.yes, each.no) for each in result.lines] == [(0, 0), (0, 0)]
    assert [(each.yes, each.no) for each in result.apart.lines] == [(13, 0), (0, 13)]
    assert sum(each.took_part for each in result.turnout) == 0
    assert result.same["unchecked"]["choices"] == 13
    visitor = await ward.client()
    for address, client in ((f"/console/polls/{key}", officer), (f"/gop-y/{key}", visitor)):
        text = (await client.get(address)).text
        assert "Phiếu chưa xác nhận người gửi" in text
        assert not any(each in text.lower() for each in PERSONS)
    assert ward.rows("SELECT * FROM poll_arrivals") == []


async def test_no_list_and_no_paper_counts_them_as_persons(ward: WebWard) -> None:
    key = ward.opened()
    officer = await ward.sign_in("nam")
    await stuffed(ward, key, 5)
    ward.closed(key)
    visitor = await ward.client()
    listed = (await visitor.get(f"/gop-y/{key}/phieu.json")).text
    receipts = (await visitor.get(f"/gop-y/{key}/bien-nhan.json")).text
    verdict = recount.recount(listed, receipts)
    assert verdict.faults == ()
    assert (verdict.ballots, verdict.apart) == (0, 5)
    assert verdict.counted["Điều 1. Ngõ"] == ZERO
    assert verdict.counted_apart["Điều 1. Ngõ"] == {**ZERO, "yes": 5}
    raw = json.loads(listed)
    for change in ({"apart": 4}, {"ballots": 5}, {"apart": None}):
        assert not recount.recount(json.dumps({**raw, **change}), receipts).agrees
    lines = (await visitor.get(f"/gop-y/{key}/phieu.csv")).text.splitlines()
    assert [each.split(",")[2] for each in lines[1:]] == ["unchecked"] * 10
    summary = words_of(await made(ward, officer, key, "summary"))
    assert "Phiếu chưa xác nhận người gửi, không cộng vào số liệu trên" in summary
    assert not any(each in summary.lower() for each in PERSONS)
    book = load_workbook(io.BytesIO(await made(ward, officer, key, "table")))
    assert book["Kết quả"]["B2"].value == 0
    assert book["Chưa xác nhận"]["B2"].value == 5


async def test_a_few_unchecked_ballots_say_nothing_of_anybody(ward: WebWard) -> None:
    key = ward.opened()
    officer = await ward.sign_in("nam")
    await stuffed(ward, key, 2)
    running = (await officer.get(f"/console/polls/{key}")).text
    assert "2 phiếu" not in running
    ward.closed(key)
    visitor = await ward.client()
    for client, address in ((officer, f"/console/polls/{key}"), (visitor, f"/gop-y/{key}")):
        text = (await client.get(address)).text
        assert "chưa đến 5 phiếu chưa xác nhận" in text
    listed = (await visitor.get(f"/gop-y/{key}/phieu.json")).text
    assert "Y" not in json.loads(listed)["articles"][0]["answers"]
    verdict = recount.recount(listed, (await visitor.get(f"/gop-y/{key}/bien-nhan.json")).text)
    assert (verdict.apart, verdict.faults) == (None, ())
    summary = words_of(await made(ward, officer, key, "summary"))
    assert "chưa đến 5" in summary


async def test_a_code_of_the_desk_makes_one_chat_one_person_and_the_same_ballot_counts_then(ward: WebWard) -> None:
    key = ward.opened()
    lan = await ward.browser()
    await lan.answers("Đồng ý", "Đồng ý")
    code = ward.service.database.run(person_codes.make, staff_id=1)
    await lan.say(code.lower().replace("-", " "))
    assert "của một người đã đến Trung tâm" in lan.sees()
    assert code not in json.dumps(ward.rows("SELECT body FROM web_messages"), default=str)
    minh = await ward.browser()
    await minh.answers("Không đồng ý", "Đồng ý")
    await minh.say(code)
    assert "không nhận ra mã này" in minh.sees()
    turnout = [(each.took_part, each.apart) for each in _turnout(ward, key)]
    assert turnout == [(0, 2)]  # what was sent before the code stays apart
    await lan.ballot("Không đồng ý", "Đồng ý")
    result = ward.service.database.look(poll_results.of, ward.closed(key))
    assert result is not None
    assert result.apart is not None
    assert (result.ballots, result.apart.ballots) == (1, 1)
    assert [(each.yes, each.no) for each in result.lines] == [(0, 1), (1, 0)]
    assert ("được liệt kê riêng" in lan.terms, "được liệt kê riêng" in minh.terms) == (False, True)
    assert (result.codes["whole"]["person"], result.codes["whole"]["person_used"]) == (1, 1)


def _turnout(ward: WebWard, key: str) -> list[poll_results.Turnout]:
    found = ward.service.database.look(lambda work: rolls.turnout(work, polls.get(work, key)))
    return [poll_results.Turnout(each.unit_id, each.took, None, each.apart) for each in found]


async def test_arrivals_name_no_chat_and_their_places_cannot_be_turned_back(ward: WebWard) -> None:
    key = ward.opened()
    for address in ("198.51.100.7", "198.51.100.200", "2001:db8:1:2::1", "2001:db8:1:3::1", "203.0.113.9"):
        browser = await ward.browser(address=address)
        await browser.answers("Đồng ý", "Đồng ý")
    rows = ward.rows("SELECT place, number FROM poll_arrivals ORDER BY number DESC, place")
    assert sorted(int(str(row[1])) for row in rows) == [1, 2, 2]  # /24 and /48
    assert all(re.fullmatch("[0-9a-f]{12}", str(row[0])) for row in rows)
    assert (
        ward.service.database.look(lambda work: arrivals.of(work, polls.get(work, key).id)) == []
    )  # 1 to 4 are hidden
    assert "poll_burst" not in ward.alerts()


async def test_guessing_codes_is_bounded_for_a_place_however_many_chats_it_opens(ward: WebWard) -> None:
    guessed, refused = 0, 0
    for at in range(14):
        browser = await ward.browser()
        for _ in range(5):
            code = f"{at + 2222:04}".replace("0", "2").replace("1", "3")
            status = await browser.say(f"HO-{code}-ABCD" if at % 2 else f"HO.....{code}.....ABCD")
            guessed, refused = guessed + (status == 303), refused + (status == 429)
    assert (guessed, refused) == (code_misses.MANY, 70 - code_misses.MANY)  # from then on the ward is wary
    assert {"code_misses", "code_tries"} <= set(ward.alerts())
    neighbour = await ward.browser(address="198.51.100.7")  # somebody else, while the ward is wary
    code = ward.service.database.run(person_codes.make, staff_id=await _hired(ward))
    assert await neighbour.say(code) == 303
    assert "của một người đã đến Trung tâm" in neighbour.all()
    assert "192.0.2" not in json.dumps(ward.rows("SELECT kind, detail FROM alerts"))


@pytest.mark.parametrize(
    "tried",
    [
        "Chuyển kênh: LS-26-123456 cây đa",
        *(pytest.param(each, marks=pytest.mark.deep) for each in (
            "HO.....2345.....ABCD", "HO-2345-ABCD", "hộ 2345 abcd", f"/ho{' ' * 120}HO-2345-ABCD", "XN 2345 ABCD",
            f"chuyển kênh{' ' * 100}CK-2345-ABCD", "/chuyenkenh LS-26-123456 cây đa",
        )),
    ],
)  # fmt: skip
async def test_every_way_of_guessing_is_counted_for_its_place(ward: WebWard, tried: str) -> None:
    for _ in range(code_misses.MANY // 5):
        browser = await ward.browser(address="198.51.100.7")
        for _ in range(5):
            await browser.say("HO-9999-WXYZ")
    assert {"code_misses"} <= set(ward.alerts())
    answers = []
    for _ in range(4):
        browser = await ward.browser(address="203.0.113.9")
        answers += [await browser.say(tried) for _ in range(3)]
    assert answers == [303] * 10 + [429] * 2
    assert await (await ward.browser(address="203.0.113.9")).say("LS-26-123456 bao giờ xong ạ") == 303


async def _hired(ward: WebWard) -> int:
    await ward.sign_in("tam")
    ((ident,),) = ward.rows("SELECT id FROM staff WHERE login = 'tam'")
    return int(str(ident))


async def test_one_insider_makes_nobody_speak_and_the_household_hears_of_it(ward: WebWard) -> None:
    ward.opened()
    insider, other = await ward.sign_in("nam"), await ward.sign_in("ha")
    ward.service.database.run(roll_import.put, [Entry(1, "01-001", "Lý An")], whole=True, staff_id=1)
    home = "/console/roll/ho/1"
    for path, press in (
        (f"{home}/code", {"who": "representative"}), (f"{home}/slip", {}), ("/console/roll/slips", {"unit": "1"})
    ):  # fmt: skip
        shown = await insider.post(path, data=press, follow_redirects=True)
        assert not CODE.findall(shown.text)
    lan = await ward.browser()
    await lan.say("xin chào")
    member = CODE.findall((await insider.post(f"{home}/code", data={"who": "member"})).text)[0]
    await lan.say(member)
    ((claim,),) = ward.rows("SELECT id FROM household_claims")
    await insider.post(f"{home}/authorise", data={"claim": str(claim), "word": "Nói tại quầy"})
    assert [row[0] for row in ward.rows("SELECT speaks FROM household_claims")] in ([False], [0])
    ids = [int(str(row[0])) for row in ward.rows("SELECT id FROM code_asks ORDER BY id")]
    for ident in ids:
        assert (await insider.post(f"/console/roll/asks/{ident}/agree")).status_code == 409
        assert not CODE.findall((await insider.post(f"/console/roll/asks/{ident}/take")).text)
    assert ward.rows("SELECT id FROM household_codes") == []
    await other.post(f"/console/roll/asks/{ids[0]}/agree")
    code = CODE.findall((await insider.post(f"/console/roll/asks/{ids[0]}/take")).text)[0]
    await ward.settle()
    assert "vừa cấp một mã mới cho hộ 01-001" in lan.all()
    stranger = await ward.browser()
    await stranger.say(code)
    await insider.post(f"{home}/withdraw", data={"claim": str(claim)})  # so that nobody of the household hears more
    await insider.post(f"{home}/withdraw", data={"claim": str(claim)})
    await ward.settle()
    assert lan.all().count("Phường vừa đổi người thuộc hộ 01-001") == 1
    assert "Vừa có thêm một chat nhận là của hộ 01-001" in lan.all()
    assert "Vừa có thêm một chat" not in stranger.all()


async def test_one_account_that_makes_many_codes_alone_is_noticed(ward: WebWard) -> None:
    insider = await ward.sign_in("nam")
    for _ in range(code_numbers.MANY - 1):
        ward.service.database.run(person_codes.make, staff_id=1)
    assert "codes_alone" not in ward.alerts()
    await insider.post("/console/roll/person")
    assert "codes_alone" in ward.alerts()


async def test_a_code_of_the_desk_makes_no_second_voice_by_going_on_elsewhere(ward: WebWard) -> None:
    key = ward.opened()
    code = ward.service.database.run(person_codes.make, staff_id=1)
    lan = await ward.browser()
    await lan.say("xin chào")
    await lan.say(code)
    ((giver,),) = ward.rows("SELECT resident_id FROM person_checks")
    there = await ward.browser()
    await there.say("xin chào")
    await there.say(ward.service.database.run(move_codes.make, int(str(giver))))
    await there.answers("Đồng ý", "Đồng ý")
    assert [(each.took_part, each.apart) for each in _turnout(ward, key)] == [(0, 1)]
