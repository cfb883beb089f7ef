"""The roll is uploaded, corrected by row, checked and imported; households are found, tied to chats, get slips."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import httpx
import openpyxl
import pytest

from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import person_codes
from storage.people import staff
from storage.ward import audit, ward
from tests.console.conftest import Desk
from tests.storage.polls.voting import members

HEAD = "Tổ dân phố,Mã hộ,Người đại diện,Điện thoại\n"
ROLL = HEAD + "tổ 5,5-01,Nguyễn Văn Sơn,0912000001\ntổ 5,5-02,Đỗ Thị Hà,\ntổ 6,6-01,Lý An,\n"


@pytest.fixture(autouse=True)
def groups(desk: Desk) -> None:
    """The ward has two groups."""
    for number in (5, 6):
        name = f"Tổ dân phố số {number}"
        desk.database.run(ward.add_unit, f"TDP-{number}", kind="to_dan_pho", name=name, aliases=(f"tổ {number}",))


def of(text: str) -> dict[str, tuple[str, bytes]]:
    """A file to upload."""
    return {"file": ("sổ.csv", text.encode())}


async def test_a_roll_is_taken_only_after_it_was_looked_at(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    assert "Chưa có sổ hộ" in (await client.get("/console/roll")).text
    wrong = await client.post("/console/roll/import", files=of(ROLL + "tổ 7,6-01,,\n"), data={"whole": "yes"})
    assert wrong.status_code == 422
    for says in ("3 chỗ cần sửa", "Thiếu tên người đại diện", "6-01 · 4", "tổ 7"):
        assert says in wrong.text
    made = await client.post("/console/roll/import", files=of(ROLL), data={"whole": "yes"})
    preview = (await client.get(made.headers["location"])).text
    assert "Đỗ Thị Hà" in preview
    assert "Chưa có sổ hộ" in (await client.get("/console/roll")).text
    mark = preview.partition('name="mark" value="')[2].partition('"')[0]
    taken = await client.post(made.headers["location"] + "/take", data={"mark": mark})
    assert taken.status_code == 303, taken.text
    await desk.agree()
    found = (await client.get("/console/roll?q=do ha&state=none")).text
    assert "5-02" in found
    assert "5-01" not in found
    again = await client.post("/console/roll/import", files=of((await client.get("/console/roll/so-ho.csv")).text))
    assert "giống hệt sổ hiện có" in (await client.get(again.headers["location"])).text


async def test_good_rows_are_taken_and_the_wrong_ones_come_back_as_a_file(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    await taken(desk, client)
    wrong = HEAD + "tổ 5,5-01,NGUYỄN VĂN SƠN,x\ntổ 5,5-03,=Mới,\ntổ 7,7-01,Lan,0912000007\n"
    told = await client.post("/console/roll/import", files=of(wrong), data={"whole": "yes"})
    assert told.status_code == 422
    (offer,) = re.findall(r'href="(/console/roll/import/\d+)"', told.text)
    back = await client.get(f"{offer}/dong-loi.xlsx")
    (sheet,) = openpyxl.load_workbook(io.BytesIO(back.content)).worksheets
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0][4] == "Lỗi"
    assert lines[1][:4] == ["tổ 7", "7-01", "Lan", "0912000007"]
    assert "tổ 7" in str(lines[1][4])
    preview = (await client.get(offer)).text
    assert "Số điện thoại không đọc được" in preview
    mark = preview.partition('name="mark" value="')[2].partition('"')[0]
    await client.post(f"{offer}/take", data={"mark": mark})
    await desk.agree()
    roll = (await client.get("/console/roll")).text
    for code in ("5-01", "5-02", "5-03", "6-01"):  # nobody left, though the table was called the whole
        assert code in roll


async def test_the_roll_as_a_workbook_of_text_changes_nothing_when_it_is_given_back(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    await taken(desk, client)
    given = await client.get("/console/roll/so-ho.xlsx")
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(given.content)).worksheets[0] for cell in row]
    assert all(cell.data_type in {"s", "inlineStr", "n"} and not isinstance(cell.value, int | float) for cell in cells)
    file = {"file": ("so-ho.xlsx", given.content)}
    back = await client.post("/console/roll/import", files=file, data={"whole": "yes"})
    assert "giống hệt sổ hiện có" in (await client.get(back.headers["location"])).text


async def test_only_who_runs_consultations_sees_the_roll(desk: Desk) -> None:
    client = await desk.sign_in("an", role="observer")
    for path in ("/console/roll", "/console/roll/import", "/console/roll/so-ho.csv"):
        assert (await client.get(path)).status_code == 403


async def taken(desk: Desk, client: httpx.AsyncClient) -> None:
    """The roll is ROLL."""
    made = (await client.post("/console/roll/import", files=of(ROLL), data={"whole": "yes"})).headers["location"]
    mark = (await client.get(made)).text.partition('name="mark" value="')[2].partition('"')[0]
    assert (await client.post(made + "/take", data={"mark": mark})).status_code == 303
    await desk.agree()


def person(desk: Desk, name: str) -> int:
    """Somebody in a chat; the resident's id."""

    def body(work: UnitOfWork) -> int:
        ((resident, _),) = members(work, [name])
        return resident

    return desk.database.run(body)


def claimed(desk: Desk, code: str, name: str) -> bool:
    """Somebody types a code; whether it was good."""

    def body(work: UnitOfWork) -> bool:
        ((resident, _),) = members(work, [name])
        return household_claims.claim(work, code, resident) is not None

    return desk.database.run(body)


def stored(folder: Path) -> bytes:
    """All that the database has written."""
    return b"".join(each.read_bytes() for each in folder.glob("ward.sqlite3*"))


CODE = re.compile(r'class="(?:ticket|told-code)__code">(HO-\w{4}-\w{4})<')


async def agreed(first: httpx.AsyncClient, second: httpx.AsyncClient, path: str, **press: str) -> httpx.Response:
    """One of the staff asks for a code, another agrees, the first has it shown."""
    asked = await first.post(path, data=press)
    assert asked.status_code == 303, asked.text
    ident = asked.headers["location"].partition("#a")[2]
    assert (await first.post(f"/console/roll/asks/{ident}/take")).status_code == 409  # nobody has agreed
    assert (await first.post(f"/console/roll/asks/{ident}/agree")).status_code == 409  # oneself is no second person
    assert (await second.post(f"/console/roll/asks/{ident}/agree")).status_code == 303
    return await first.post(f"/console/roll/asks/{ident}/take")


async def test_slips_are_printed_once_and_their_codes_are_nowhere_else(desk: Desk, tmp_path: Path) -> None:
    client, other = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    await taken(desk, client)
    unit = desk.database.look(ward.units_now)[0].id
    press = {"unit": str(unit)}
    sheet = await agreed(client, other, "/console/roll/slips", **press)
    codes = CODE.findall(sheet.text)
    assert len(set(codes)) == 2
    assert sheet.text.count("<svg") >= 2
    twice = await client.post("/console/roll/asks/1/take")
    assert twice.status_code == 409
    assert not CODE.findall(twice.text)
    assert claimed(desk, codes[0], "an")
    again = await agreed(client, other, "/console/roll/slips", **press, again="yes")
    assert len(CODE.findall(again.text)) == 1
    assert not claimed(desk, codes[1], "ba")
    assert "In phiếu" in (await client.get("/console/roll/ho/2")).text
    assert "Mã cũ hết giá trị" in (await client.get("/console/roll/ho/2")).text
    kept = stored(tmp_path)
    for code in codes + CODE.findall(again.text):
        assert code.encode() not in kept
        assert code[3:].replace("-", "").encode() not in kept


async def test_what_lets_somebody_speak_waits_for_a_second_account_and_says_whom_to_add(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    await taken(desk, client)
    second = desk.database.look(staff.for_login, "nguoi.hai")  # who agreed that the table is taken has left since
    assert second is not None
    desk.database.run(staff.disable, second[0].id, disabled=True)
    home = "/console/roll/ho/1"
    for path, press in (
        (f"{home}/code", {"who": "representative"}),
        (f"{home}/code", {"who": "authorised", "word": "Giấy ủy quyền"}),
        (f"{home}/slip", {}),
        ("/console/roll/slips", {"unit": "1"}),
    ):
        asked = await client.post(path, data=press)
        assert asked.status_code == 303
        assert not CODE.findall((await client.get("/console/roll/asks")).text)
    told = (await client.get("/console/roll/asks")).text
    assert "Quản trị thêm một tài khoản" in told
    assert "4 mã đang chờ" in (await client.get("/console/roll")).text
    assert (
        desk.database.look(lambda work: work.conn.exec_driver_sql("SELECT count(*) FROM household_codes").scalar()) == 0
    )
    await desk.sign_in("quan", role="observer")  # may not say yes
    assert "Quản trị thêm một tài khoản" in (await client.get("/console/roll/asks")).text
    other = await desk.sign_in("nam", role="officer")
    assert "Quản trị thêm một tài khoản" not in (await client.get("/console/roll/asks")).text
    assert (await other.post("/console/roll/asks/1/take")).status_code == 409
    assert (await other.post("/console/roll/asks/1/refuse")).status_code == 303
    assert (await other.post("/console/roll/asks/1/agree")).status_code == 409
    assert (await other.post("/console/roll/asks/2/agree")).status_code == 303
    assert (await other.post("/console/roll/asks/2/agree")).status_code == 409
    assert (await other.post("/console/roll/asks/2/take")).status_code == 409  # it is not theirs
    assert CODE.findall((await client.post("/console/roll/asks/2/take")).text)
    desk.clock.pass_(timedelta(days=3))
    assert "Không có gì đang chờ" in (await (await desk.sign_in("nam")).get("/console/roll/asks")).text


async def test_a_person_at_the_desk_gets_a_code_that_one_of_the_staff_may_give(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    await taken(desk, client)
    told = (await client.post("/console/roll/person")).text
    (code,) = re.findall(r'class="told-code__code">(XN-\w{4}-\w{4})<', told)
    who = person(desk, "an")
    assert desk.database.run(person_codes.use, code, who)
    assert desk.database.look(person_codes.is_checked, who)
    assert not desk.database.run(person_codes.use, code, person(desk, "ba"))


async def test_the_desk_gives_and_takes_who_speaks_for_a_household(desk: Desk) -> None:
    client, other = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    await taken(desk, client)
    home = "/console/roll/ho/1"
    for press, says in (({"who": "authorised"}, "căn cứ ủy quyền"), ({"who": "x"}, "Chọn người nhận mã")):
        refused = await client.post(home + "/code", data=press)
        assert refused.status_code == 409
        assert says in refused.text
    ((member,),) = [CODE.findall((await client.post(home + "/code", data={"who": "member"})).text)]
    assert claimed(desk, member, "an")
    asked = await client.post(home + "/authorise", data={"claim": "1", "word": "Giấy ủy quyền 20/11"})
    assert desk.database.look(household_claims.of_household, 1)[0].speaks is False
    await other.post(f"/console/roll/asks/{asked.headers['location'].partition('#a')[2]}/agree")
    shown = (await client.get(home)).text
    assert "Trả lời và biểu quyết thay hộ" in shown
    assert "Giấy ủy quyền 20/11" in shown
    await client.post(home + "/represent", data={"name": "Lý Thị Mới", "phone": ""})
    assert desk.database.look(household_claims.of_household, 1)[0].speaks is False
    assert "Nguyễn Văn Sơn → Lý Thị Mới" in (await client.get("/console/roll")).text
    await client.post(home + "/withdraw", data={"claim": "1"})
    assert desk.database.look(household_claims.of_household, 1) == []
    await client.post(home + "/remove")
    assert "Đã ra khỏi sổ" in (await client.get(home)).text
    assert (await client.post(home + "/slip")).status_code == 409
    assert "Chọn tổ dân phố, xóm" in (await client.get("/console/roll/new")).text
    new = {"unit": "1", "code": "5-01", "name": "Nông Văn Bế", "phone": "12"}
    assert "Số điện thoại không đúng" in (await client.post("/console/roll/new", data=new)).text
    assert (await client.post("/console/roll/new", data={**new, "phone": ""})).status_code == 303
    trail = json.dumps([[each.act, each.detail] for each in desk.database.look(audit.page)], ensure_ascii=False)
    for act in ("household.member", "household.authorised", "household.withdrawn", "household.removed"):
        assert act in trail
    for secret in (member, "Lý Thị Mới", "Giấy ủy quyền"):
        assert secret not in trail
