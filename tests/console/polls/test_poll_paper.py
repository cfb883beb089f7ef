"""Two members of staff type in a ballot on paper; the pages never show what the other typed."""

import re

import httpx

from civics.polls.rules import Secrecy
from storage.database.outside import beside
from storage.households import claims as household_claims
from storage.polls import keys as poll_keys
from storage.polls import polls
from tests.console.conftest import Desk
from tests.storage.polls.voting import hold, members

NO = {"a.a1": "yes", "a.a2": "no"}


def alert(answer: httpx.Response) -> str:
    """The page's notices."""
    return " ".join(re.findall(r'class="notice[^>]*>(.*?)</(?:p|div)>', answer.text, re.DOTALL))


async def test_a_ballot_on_paper_counts_when_a_second_person_reads_the_same(desk: Desk) -> None:
    hall = hold(desk.database, desk.context.settings.files_dir, units=1, each=2, articles=2)
    lan, minh = [await desk.sign_in(login, role="officer") for login in ("lan", "minh")]
    base = f"/console/polls/{hall.key}/paper"
    number = poll_keys.sheets(beside(desk.context.settings.files_dir), hall.key, hall.households)[hall.households[1]]
    found = await lan.get(base, params={"q": number.lower().replace("-", " ")})
    sheet = found.headers["location"]
    assert sheet == f"{base}/{hall.households[1]}"
    for named in ("chu ho 2", "01-002"):  # a secret sheet is found by its number only
        assert "Chủ hộ" not in (await lan.get(base, params={"q": named})).text
    assert number in (await lan.get(sheet)).text
    assert "Chủ hộ" not in (await lan.get(sheet)).text
    half = await lan.post(sheet, data={"a.a1": "other", "o.a1": " "})
    assert half.status_code == 422
    assert "Còn 2 điều chưa chọn xong" in half.text
    assert "lần nhập thứ nhất" in alert(await lan.post(sheet, data=NO))
    for client, says in ((lan, "Anh/chị đã nhập phiếu này"), (minh, "lan đã nhập phiếu này")):
        page = await client.get(sheet)
        assert says in alert(page)
        assert " checked" not in page.text
    unlike = await minh.post(sheet, data={**NO, "a.a1": "blank"})
    assert "Khác với người kia ở 1 điều" in alert(unlike)
    assert unlike.text.count("is-open") == 1
    first = await lan.get(sheet)
    assert "Khác với người kia ở 1 điều" in alert(first)
    assert " checked" not in first.text
    assert "1 phiếu giấy chưa đủ hai người" in (await lan.get(f"/console/polls/{hall.key}")).text
    counted = await minh.post(sheet, data=NO)
    assert "phiếu đã được tính" in alert(counted)
    assert "Chủ hộ" not in counted.text
    receipt = counted.text.partition("<code>")[2].partition("</code>")[0]
    await lan.post(f"/console/polls/{hall.key}/close")
    await desk.agree()
    assert "không nhận phiếu nữa" in alert(await minh.post(sheet, data=NO))
    assert receipt in (await lan.get(f"/gop-y/{hall.key}/bien-nhan.json")).text
    result = desk.database.look(polls.get, hall.key).result
    assert result is not None
    assert result["articles"] == {
        "a1": {"yes": 1, "no": 0, "other": 0, "blank": 0}, "a2": {"yes": 0, "no": 1, "other": 0, "blank": 0},
    }  # fmt: skip


async def test_who_keyed_in_the_wrong_household_takes_it_back(desk: Desk) -> None:
    hall = hold(desk.database, desk.context.settings.files_dir, units=1, each=1, articles=2)
    lan = await desk.sign_in("lan", role="officer")
    sheet = f"/console/polls/{hall.key}/paper/{hall.households[0]}"
    await lan.post(sheet, data=NO)
    await lan.post(sheet + "/drop")
    assert "Không có phiếu nào đang chờ" in (await lan.get(f"/console/polls/{hall.key}/paper")).text
    assert (await lan.get(f"/console/polls/{hall.key}/paper/999")).status_code == 409


async def test_a_named_consultation_shows_whose_ballot_it_is(desk: Desk) -> None:
    hall = hold(desk.database, desk.context.settings.files_dir, units=1, each=2, articles=2, secrecy=Secrecy.NAMED)
    lan = await desk.sign_in("lan", role="officer")
    base = f"/console/polls/{hall.key}/paper"
    assert "Chủ hộ 1 2" in (await lan.get(base, params={"q": "chu ho 2"})).text
    found = await lan.get(base, params={"q": "01-002"})
    assert found.headers["location"] == f"{base}/{hall.households[1]}"
    sheet = (await lan.get(f"{base}/print", params={"unit": hall.units[0]})).text
    assert "Phần cuống" not in sheet
    assert "01-002" in sheet


async def test_blank_ballots_are_printed_for_those_who_are_not_in_the_chat(desk: Desk) -> None:
    hall = hold(desk.database, desk.context.settings.files_dir, units=2, each=3, articles=2)
    slip = desk.database.run(household_claims.print_slips, hall.units[0], again=False, staff_id=1)[1]
    ((resident, _),) = desk.database.run(members, ["an"])
    desk.database.run(household_claims.claim, slip.code, resident)
    lan = await desk.sign_in("lan", role="officer")
    base = f"/console/polls/{hall.key}/paper/print"
    some = (await lan.get(base, params={"unit": hall.units[0], "silent": "yes"})).text
    assert [code in some for code in ("01-001", "01-002", "01-003", "02-001")] == [True, False, True, False]
    assert some.count("PHIẾU LẤY Ý KIẾN HỘ GIA ĐÌNH") == 2
    sheets = poll_keys.sheets(beside(desk.context.settings.files_dir), hall.key, hall.households)
    for each in some.split('<article class="blank">')[1:]:
        stub, _, ballot = each.partition("</div>")
        assert "Chủ hộ 1" in stub, "the name is on the stub that is torn off"
        assert "Chủ hộ" not in ballot
        assert "01-00" not in ballot
        assert [number in ballot for number in sheets.values()].count(True) == 1
        assert not any(number in stub for number in sheets.values()), "nothing joins the two"
    assert "không phải kết quả biểu quyết" in some
    assert (await lan.get(base, params={"unit": hall.units[0]})).text.count("☐") == 3 * 2 * 3
    assert (await lan.get(base, params={"unit": "99"})).status_code == 303
