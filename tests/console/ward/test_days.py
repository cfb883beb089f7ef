"""An admin sets days off and days worked; promised dates stay, and the page lists which cases they would touch."""

import pytest

from civics.days import calendar
from storage.cases import acts as case_acts
from storage.cases import cases
from storage.ward import audit, days
from storage.ward.sight import Reader
from tests.console.cases.casework import Casework
from tests.console.conftest import Desk

PAGE = "/console/days"
SWAP = {"first": "2026-11-25", "last": "", "what": "off", "source": "Công văn 1/VPCP ngày 24/11/2026"}  # a Wednesday


async def test_the_page_shows_what_a_day_would_move_and_promised_dates_stay(desk: Desk) -> None:
    work = Casework(desk)
    before = work.file(topic="rac_thai")
    client = await desk.sign_in("hoa", role="admin")
    first = await client.post(PAGE, data=SWAP)
    assert first.status_code == 200
    assert f'href="/console/cases/{before.code}"' in first.text
    assert "1 hồ sơ đang mở sẽ có hạn khác" in first.text
    assert desk.database.look(days.revision) == 0  # nothing is set before somebody has seen that
    saved = await client.post(PAGE, data={**SWAP, "sure": "0"})
    assert saved.headers["location"] == f"{PAGE}?done=saved"
    after = work.file(topic="rac_thai")
    assert before.due_at is not None
    assert after.due_at is not None
    assert before.promised_at is not None
    assert after.promised_at is not None
    assert (before.due_at, before.promised_at) < (after.due_at, after.promised_at)
    for urgent in (True, False):  # counted again, by the days of its own time
        desk.database.run(case_acts.set_urgent, before.case_id, urgent=urgent, by=Reader(1, "admin"))
    assert work.row(before).due_at == before.due_at
    seen = desk.database.look(cases.view, before.case_id, reader=Reader(1, "admin"))
    assert seen.promised_at == before.promised_at
    assert work.row(after).calendar_version == f"{calendar.version()}+1"
    page = (await client.get(PAGE)).text
    assert page.count(before.code) == 2  # listed as one that counts by earlier days, with its link
    assert after.code not in page
    assert "Công văn 1/VPCP ngày 24/11/2026" in page
    (changed,) = [each for each in desk.database.look(audit.page) if each.act == "days.changed"]
    assert changed.detail["days"] == ["2026-11-25"]


async def test_days_that_somebody_else_has_set_meanwhile_are_shown_before_saving(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    assert (await client.post(PAGE, data={**SWAP, "sure": "0"})).status_code == 303
    again = await client.post(PAGE, data={**SWAP, "what": "usual", "sure": "0"})
    assert again.status_code == 200
    assert 'name="sure" value="1"' in again.text
    assert (await client.post(PAGE, data={**SWAP, "what": "usual", "sure": "1"})).status_code == 303
    assert not desk.database.look(days.known).works


async def test_an_announced_swap_is_certain_from_then_on(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="admin")
    filed = Casework(desk).file()
    reader = Reader(desk.hire("lan"), "officer")
    desk.database.run(case_acts.take, filed.case_id, by=reader)  # then the result is due, days later
    why = "làm bù 28/11"
    assert why in (await client.get(f"/console/cases/{filed.code}")).text
    assert why in (await client.get(PAGE)).text
    swap = {**SWAP, "first": "2026-11-28", "what": "work", "sure": "0"}
    assert (await client.post(PAGE, data=swap)).status_code == 303
    assert why not in (await client.get(f"/console/cases/{filed.code}")).text
    assert why not in (await client.get(PAGE)).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"first": ""}, "Ngày chưa đúng"), ({"first": "2026-02-30"}, "Ngày chưa đúng"),
        ({"last": "2026-11-24"}, "Ngày cuối đứng trước"), ({"last": "2027-11-26"}, "nhiều nhất 31 ngày"),
        ({"first": "2126-11-26"}, "trong vòng ba năm"), ({"source": "  "}, "Cần ghi căn cứ"),
        ({"what": "half"}, "Chọn nghỉ"), ({"first": "9999-12-31", "last": "9999-12-31"}, "trong vòng ba năm"),
    ],
)  # fmt: skip
async def test_a_wrong_day_is_refused_with_a_sentence(desk: Desk, wrong: dict[str, str], says: str) -> None:
    client = await desk.sign_in("hoa", role="admin")
    refused = await client.post(PAGE, data={**SWAP, **wrong, "sure": "0"})
    assert refused.status_code == 422
    assert says in refused.text
    assert desk.database.look(days.revision) == 0


async def test_only_admins_set_days(desk: Desk) -> None:
    officer = await desk.sign_in("lan", role="officer")
    assert (await officer.get(PAGE)).status_code == 403
    assert (await officer.post(PAGE, data={**SWAP, "sure": "0"})).status_code == 403
