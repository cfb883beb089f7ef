"""Luật 10/2022 Điều 28 in the console: 20 days, the plan, the decision against the majority; NĐ 59/2023 Điều 5."""

import io
from datetime import date, timedelta

import docx

from civics.polls.rules import PollKind, PollState, Precondition
from civics.polls.terms import Differs
from handlers.polls import due
from storage.polls import ballots, methods, polls
from tests.console.conftest import Desk
from tests.console.polls.test_polls import SETUP, given, groups, key_of
from tests.storage.polls import voting

__all__ = ["groups"]  # a fixture

# the desk's clock stands on 24/11/2026
TERMS = {
    **SETUP, "kind": "article_25", "public_on": "2026-11-20", "closes_at": "2026-12-10T21:00", "clause_25": "5",
    "met_plan_council": "2026-11-18", "met_plan_front": "2026-11-19",
}  # fmt: skip


async def test_dieu_28_khoan_2_an_hour_is_refused_and_twenty_days_open(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    await client.post(f"{page}/setup", data={**TERMS, "closes_at": "2026-11-24T09:00"})
    refused = await client.post(f"{page}/open")
    assert refused.status_code == 409
    assert "ít nhất 20 ngày kể từ ngày công khai nội dung" in refused.text.partition('id="gates"')[2]
    await client.post(f"{page}/setup", data={**TERMS, "met_plan_council": ""})
    assert "gửi kế hoạch lấy ý kiến đến HĐND" in (await client.post(f"{page}/open")).text.partition('id="gates"')[2]
    await client.post(f"{page}/setup", data=TERMS)
    assert "Kết thúc sớm nhất: 10/12/2026" in (await client.get(f"{page}/setup")).text
    paper = docx.Document(io.BytesIO((await client.get(f"{page}/giay-to/plan_25.docx")).content))
    lines = [each.text for each in paper.paragraphs]
    assert "Khoản của Điều 25: khoản 5" in lines  # content, form, term, who is responsible (Điều 28.1)
    assert "Ngày công khai nội dung: ngày 20 tháng 11 năm 2026" in lines
    assert (await client.get(f"{page}/giay-to/team_online.docx")).status_code == 404
    assert (await client.post(f"{page}/open")).status_code == 303
    await desk.agree()
    held = desk.database.look(polls.get, key_of(page))
    assert (held.state, held.terms.clause, held.posted_on) == (PollState.OPEN, 5, date(2026, 11, 20))
    public = (await client.get(page.replace("/console/polls/", "/gop-y/"))).text
    assert "20/11/2026" in public
    early = await client.post(f"{page}/close")
    assert early.status_code == 409
    assert "ít nhất 20 ngày" in early.text


async def test_dieu_28_khoan_4_a_decision_against_the_majority_has_its_reason_on_the_public_page(desk: Desk) -> None:
    client = await desk.sign_in("hoa", role="officer")
    page = await given(client)
    await client.post(f"{page}/setup", data=TERMS)
    await client.post(f"{page}/open")
    await desk.agree()
    desk.database.run(ballots.close, key_of(page), staff_id=1)
    sent = {"decided_on": "2026-11-24", "paper": "15/QĐ-UBND", "differs": "other"}
    refused = await client.post(f"{page}/outcome", data=sent)
    assert refused.status_code == 409
    assert "phải nêu lý do không tiếp thu" in refused.text
    assert 'value="15/QĐ-UBND"' in refused.text  # nothing typed is lost
    sent |= {"reason": "Trái quy hoạch tỉnh.", "session": "Kỳ họp thứ 5", "reported_on": "2026-11-24"}
    assert (await client.post(f"{page}/outcome", data=sent)).status_code == 303
    assert desk.database.look(polls.get, key_of(page)).outcome.differs is Differs.OTHER
    public = (await client.get(page.replace("/console/polls/", "/gop-y/"))).text
    for wanted in ("Trái quy hoạch tỉnh.", "Kỳ họp thứ 5", "Khác ý kiến đa số"):
        assert wanted in public


async def test_nd_59_dieu_5_khoan_2_diem_c_the_product_asks_the_households_first_and_shows_the_count(
    desk: Desk,
) -> None:
    client = await desk.sign_in("lan", role="officer")
    files = desk.context.settings.files_dir
    hall = voting.hold(desk.database, files, units=1, each=3, articles=1)
    day = "2026-11-23"
    setup = {
        **SETUP, "kind": "vote_15_6", "all_units": "", "units": str(hall.units[0]), "team.0": "An", "team.1": "Bình",
        "team.2": "Chi", **{f"met_{each}": day for each in ("head_and_front", "reported", "devices", "team")},
    }  # fmt: skip
    page = await given(client)
    await client.post(f"{page}/setup", data=setup)
    assert "Chưa có trên 50%" in (await client.post(f"{page}/open")).text
    made = await client.post(f"{page}/method")
    assert made.status_code == 303
    again = await client.post(f"{page}/method")
    assert again.headers["location"] == made.headers["location"]  # pressed twice: one poll
    method = key_of(made.headers["location"])
    times = {"opens_at": "2026-11-24T08:00", "closes_at": "2026-11-28T21:00", "title": "Chọn hình thức"}
    await client.post(f"/console/polls/{method}/setup", data={**setup, **times, "kind": "method"})
    opened = await client.post(f"/console/polls/{method}/open")
    assert opened.status_code == 303, opened.text.partition('id="gates"')[2]
    await desk.agree()
    asked = voting.Hall(desk.database, files, method, hall.households, hall.units, ("a1",))
    for at, choice in enumerate(("yes", "yes", "no")):
        (who,) = desk.database.run(voting.members, [f"m{at}"])
        desk.database.run(asked.cast, hall.households[at], {"a1": (choice, "")}, member=who)
    assert "chưa kết thúc" in (await client.get(f"{page}/setup")).text
    desk.database.run(ballots.close, method, staff_id=1)
    assert "2/3 đại diện hộ chọn biểu quyết trực tuyến" in (await client.get(f"{page}/setup")).text
    vote = desk.database.look(polls.get, key_of(page))
    terms, recorded = desk.database.look(methods.chosen, vote)
    assert (terms.chosen, recorded[Precondition.COMMUNITY]) == (2, date(2026, 11, 24))
    assert (await client.post(f"{page}/open")).status_code == 303
    await desk.agree()
    assert desk.database.look(polls.get, key_of(page)).state is PollState.OPEN
    # no paper in an online vote (Luật 10/2022 Điều 17.1)
    assert "/paper" not in (await client.get(page)).text
    assert desk.database.look(polls.get, method).kind is PollKind.METHOD


async def test_dieu_20_khoan_3_an_online_vote_that_passed_is_sent_in_five_working_days(desk: Desk) -> None:
    client = await desk.sign_in("lan", role="officer")
    hall = voting.hold(desk.database, desk.context.settings.files_dir, units=1, each=3, articles=1, vote=True)
    for at, choice in enumerate(("yes", "yes", "no")):
        (who,) = desk.database.run(voting.members, [f"m{at}"])
        desk.database.run(hall.cast, hall.households[at], {"a1": (choice, "")}, member=who)
    page = f"/console/polls/{hall.key}"
    early = await client.post(f"{page}/sent", data={"day": "2026-11-24"})
    assert early.status_code in (404, 409)  # it still runs
    desk.database.run(ballots.close, hall.key, staff_id=1)  # on 24/11, a day off: 25, 26, 27, 30/11, 1/12
    text = (await client.get(page)).text
    assert "chậm nhất 01/12/2026" in text
    assert "đề xuất nghỉ 23/11, làm bù 28/11" in text  # Saturday 28/11 may become a working day
    assert desk.database.run(due.papers_due) == 0
    desk.clock.pass_(timedelta(days=7))
    client = await desk.sign_in("mai", role="officer")
    assert f'<a href="{page}#sent">Gửi quyết định của cộng đồng' in (await client.get("/console/?view=soon")).text
    assert [desk.database.run(due.papers_due) for _ in range(2)] == [1, 0]
    for day in ("2026-11-23", "2026-12-02", ""):
        assert (await client.post(f"{page}/sent", data={"day": day})).status_code == 409
    assert (await client.post(f"{page}/sent", data={"day": "2026-12-01"})).status_code == 303
    for day in ("2026-11-23", "2026-12-02", ""):  # NĐ 59/2023 Điều 5.4.b
        refused = await client.post(f"{page}/posted", data={"day": day})
        assert (refused.status_code, "Ngày niêm yết không thể" in refused.text) == (409, True)
    assert (await client.post(f"{page}/posted", data={"day": "2026-11-25"})).status_code == 303
    assert "Đã gửi UBND, UBMTTQ 01/12/2026" in (await client.get(page)).text
    assert "Đã niêm yết, thông báo kết quả 25/11/2026" in (await client.get(page)).text
    assert "#sent" not in (await client.get("/console/?view=soon")).text
