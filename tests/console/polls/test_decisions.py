"""Decisions of the community in the console: groups counted, meetings and ballots by the decree, papers, a clock."""

import io
from datetime import date, timedelta

import docx
import httpx

from civics.polls.community import Standing
from civics.ward.roll import Entry
from handlers.polls import due
from storage.households import roll_import
from storage.polls import decisions
from storage.ward import alerts, ward
from tests.console.conftest import Desk

SIZES = (6, 3, 3)  # households of three groups


def village(desk: Desk) -> list[int]:
    """Three groups with a roll; their ids."""
    found = []
    for at, size in enumerate(SIZES, 1):
        kind, name = ("xom", "Xóm Ao Lang") if at == 3 else ("to_dan_pho", f"Tổ dân phố {at}")
        unit = desk.database.run(ward.add_unit, f"u{at}", kind=kind, name=name)
        roll = [Entry(unit, f"{at}-{n}", f"Chủ hộ {at} {n}") for n in range(size)]
        desk.database.run(roll_import.put, roll, whole=True, staff_id=1)
        found.append(unit)
    return found


async def begun(client: httpx.AsyncClient, *, clause: str, scope: str, title: str = "Đóng góp làm đường") -> str:
    """A decision; its page."""
    made = await client.post(
        "/console/decisions", data={"title": title, "text": "Lời", "clause": clause, "scope": scope}
    )
    assert made.status_code == 303, made.text
    return made.headers["location"].partition("?")[0]


MEETING = {
    "held_on": "2026-11-20", "place": "Nhà văn hóa", "time": "19:30", "agenda": "Bàn\nBiểu quyết",
    "notice_on": "2026-11-18", "documents_on": "2026-11-18",
}  # fmt: skip
ELECTION = {
    **MEETING, "election_plan_on": "2026-10-31", "candidates_sent_on": "2026-11-05", "election_team_on": "2026-11-10",
    "election_posted_on": "2026-11-13",
}  # fmt: skip
BALLOTS = {
    "plan_on": "2026-11-10", "plan_sent_on": "2026-11-11", "notice_on": "2026-11-12", "handed_on": "2026-11-15",
    "due_on": "2026-11-20", "team.0": "An", "team.1": "Bình", "team.2": "Chi", "front_on": "2026-11-10",
}  # fmt: skip


def met(households: int, present: int, yes: int) -> dict[str, str]:
    """The minutes of a meeting by show of hands."""
    return {
        "held_on": "2026-11-20", "place": "Nhà văn hóa", "method": "hands", "chair": "An", "secretary": "Bình",
        "households": str(households), "present": str(present), "whole.yes": str(yes), "whole.no": "0",
    }  # fmt: skip


async def voted(
    clients: tuple[httpx.AsyncClient, httpx.AsyncClient],
    page: str,
    unit: int,
    figures: dict[str, str],
    *,
    before: dict[str, str] = MEETING,
) -> str:
    """A meeting that both typed in; its page."""
    first, second = clients
    made = await first.post(f"{page}/votes", data={"unit": str(unit), "source": "meeting"})
    vote = made.headers["location"].partition("?")[0]
    await first.post(f"{vote}/before", data=before)
    for client in (first, second):
        kept = await client.post(vote, data=figures)
        assert kept.status_code == 303, kept.text
    return vote


async def test_dieu_21_khoan_1_each_group_decides_and_groups_are_counted(desk: Desk) -> None:
    both = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    units = village(desk)
    page = await begun(both[0], clause="15.1", scope="ward")
    key = page.rpartition("/")[2]
    await voted(both, page, units[0], met(6, 6, 1))  # the large group refuses
    await voted(both, page, units[1], met(3, 3, 2))
    assert desk.database.look(decisions.get, key).standing is Standing.OPEN
    await voted(both, page, units[2], met(3, 3, 2))
    found = desk.database.look(decisions.get, key)
    assert found.standing is Standing.PASSED  # 5 of 12 households, but 2 of 3 groups
    text = (await both[0].get(page)).text
    assert "2/3 tổ dân phố, xóm tán thành, cần ít nhất 2" in text
    assert "Ngày có hiệu lực do UBND phường quyết định" in text
    assert "cùng một việc" not in text
    twin = await begun(both[0], clause="15.1", scope=str(units[1]), title="đóng góp  LÀM đường")
    text = (await both[0].get(twin)).text  # the same matter must not pass twice
    assert "Có thể là cùng một việc đã lập hồ sơ" in text
    assert page in text


async def test_dieu_20_khoan_3_a_passed_decision_is_sent_in_five_working_days_or_an_alert_sounds(desk: Desk) -> None:
    both = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    units = village(desk)
    page = await begun(both[0], clause="15.6", scope=str(units[0]))
    vote = await voted(both, page, units[0], met(6, 5, 4))
    assert "chậm nhất 30/11/2026" in (await both[0].get(vote)).text  # 24/11 is a day off
    assert "đề xuất nghỉ 23/11" in (await both[0].get(page)).text, "a day that may change"
    refused = await both[0].post(f"{vote}/sent", data={"day": "2026-11-19"})
    assert refused.status_code == 409
    assert desk.database.run(due.decisions_unsent) == 0
    desk.clock.pass_(timedelta(days=6))
    client = await desk.sign_in("mai", role="officer")
    assert "Gửi quyết định của cộng đồng đến UBND, UBMTTQ" in (await client.get("/console/?view=soon")).text
    assert desk.database.run(due.decisions_unsent) == 1
    assert desk.database.run(due.decisions_unsent) == 0
    assert [each.kind for each in desk.database.look(alerts.latest)] == ["decision_unsent"]
    assert (await client.post(f"{vote}/sent", data={"day": "2026-11-27"})).status_code == 303
    again = await client.post(f"{page}/votes", data={"unit": str(units[0]), "source": "meeting"})
    assert "đã thông qua rồi" in again.text, "the same matter does not pass twice"
    assert "Đã gửi UBND, UBMTTQ 27/11/2026" in (await client.get(page)).text
    twin = await begun(client, clause="15.6", scope=str(units[0]), title="ĐÓNG GÓP  LÀM ĐƯỜNG")
    assert f'<a href="{page}">' in (await client.get(twin)).text, "one matter in two records is seen"
    elsewhere = await begun(client, clause="15.6", scope=str(units[1]))
    assert "cùng một việc" not in (await client.get(elsewhere)).text


async def test_nd_59_dieu_3_and_4_what_is_missing_is_named_before_anything_is_counted(desk: Desk) -> None:
    both = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    client, units = both[0], village(desk)
    page = await begun(client, clause="15.4", scope=str(units[2]), title="Bầu trưởng xóm")
    vote = (await client.post(f"{page}/votes", data={"unit": str(units[2]), "source": "paper"})).headers["location"]
    await client.post(f"{vote}/before", data={**BALLOTS, "team.2": ""})
    text = (await client.get(vote)).text
    assert "phải họp trước" in text
    assert "từ 3 đến 5 người khác nhau" in text
    assert (await client.post(vote, data=met(3, 0, 2))).status_code != 303
    await client.post(f"{vote}/drop")
    short = await voted(both, page, units[2], met(3, 1, 1), before=ELECTION)  # one of three came
    assert "chuyển sang phát phiếu" in (await client.get(short)).text
    vote = (await client.post(f"{page}/votes", data={"unit": str(units[2]), "source": "paper"})).headers["location"]
    await client.post(f"{vote}/before", data=BALLOTS)
    assert "Đủ điều kiện" in (await client.get(vote)).text
    sheets = (await client.get(f"{vote}/phieu")).text
    assert sheets.count('class="blank"') == SIZES[2]
    assert "TRƯỞNG XÓM" in sheets  # the head signs at the bottom right of every sheet (Điều 4.5)
    assert "đóng dấu treo" not in sheets


async def test_dieu_19_khoan_1_diem_a_ward_wide_sheets_have_the_place_of_the_seal(desk: Desk) -> None:
    client, units = await desk.sign_in("hoa", role="officer"), village(desk)
    page = await begun(client, clause="15.2", scope="ward")
    vote = (await client.post(f"{page}/votes", data={"unit": str(units[0]), "source": "paper"})).headers["location"]
    await client.post(f"{vote}/before", data=BALLOTS)
    assert "cần quyết định của Chủ tịch UBND" in (await client.get(vote)).text
    await client.post(f"{page}/facts", data={"chair_paper": "12/QĐ-UBND", "chair_on": "2026-11-09"})
    sheets = (await client.get(f"{vote}/phieu")).text
    assert sheets.count("Ủy ban nhân dân đóng dấu treo") == SIZES[0]


async def test_dieu_21_khoan_2_the_front_recognises_khoan_5_and_dates_have_their_order(desk: Desk) -> None:
    both = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    units = village(desk)
    page = await begun(both[0], clause="15.5", scope=str(units[0]), title="Bầu Ban Thanh tra nhân dân")
    await voted(both, page, units[0], met(6, 6, 5))
    early = await both[0].post(f"{page}/facts", data={"received_on": "2026-11-19"})
    assert "không thể nhận được trước ngày cộng đồng biểu quyết" in early.text
    assert "UBMTTQ phường ra quyết định công nhận" in (await both[0].get(page)).text
    refused = await both[0].post(f"{page}/facts", data={"recognised_on": "2026-11-23", "recognised_paper": "7/QĐ"})
    assert refused.status_code == 409
    assert "7/QĐ" in refused.text
    await both[0].post(f"{page}/facts", data={"received_on": "2026-11-20"})
    assert "chậm nhất 30/11/2026 (Điều 21 khoản 2" in (await both[0].get(page)).text
    await both[0].post(f"{page}/facts", data={"received_on": "2026-11-20", "recognised_on": "2026-11-23"})
    assert "Có hiệu lực từ 23/11/2026" in (await both[0].get(page)).text
    assert desk.database.look(decisions.get, page.rpartition("/")[2]).facts.recognised_on == date(2026, 11, 23)


async def paper(client: httpx.AsyncClient, page: str, what: str, vote: str = "") -> list[str]:
    """The paragraphs of one paper, those in tables too."""
    answer = await client.get(f"{page}/giay-to/{what}.docx{f'?vote={vote}' if vote else ''}")
    assert answer.status_code == 200, answer.text
    document = docx.Document(io.BytesIO(answer.content))
    cells = [cell for table in document.tables for row in table.rows for cell in row.cells]
    return [each.text for holder in (document, *cells) for each in holder.paragraphs if each.text]


async def test_papers_are_read_back_field_by_field(desk: Desk) -> None:
    both = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    admin = await desk.sign_in("tư", role="admin")
    client, units = both[0], village(desk)
    page = await begun(client, clause="15.4", scope=str(units[2]), title="Bầu trưởng xóm")
    vote = (await voted(both, page, units[2], met(3, 3, 2), before=ELECTION)).rpartition("/")[2]
    invitation = await paper(client, page, "invitation", vote)
    assert "GIẤY MỜI" in invitation
    assert "Thời gian: 19:30 thứ Sáu, ngày 20 tháng 11 năm 2026" in invitation
    assert "1. Bàn" in invitation
    assert "TRƯỞNG XÓM" in invitation
    assert any("Mẫu số 01" in each and "(chưa đối chiếu mẫu)" in each for each in invitation)
    assert not any(each.startswith("Số:") for each in invitation)  # a group has no registry
    candidates = await paper(client, page, "candidates")
    assert "Biên bản này gửi Ủy ban nhân dân, chậm nhất (15 ngày trước): ngày 05 tháng 11 năm 2026" in candidates
    minutes = await paper(client, page, "minutes", vote)
    assert any("ra quyết định công nhận (Điều 21 khoản 2)" in each for each in minutes)
    assert "ĐẠI DIỆN HỘ GIA ĐÌNH" in minutes
    assert any(each.startswith("Theo Mẫu số 03") and "chưa đối chiếu" in each for each in minutes)
    await admin.post("/console/forms", data={"form": "59-03", "said": "Công báo 901"})
    compared = await paper(client, page, "minutes", vote)
    assert "Theo Mẫu số 03, Nghị định số 59/2023/NĐ-CP" in compared
    listed = (await client.get(f"{page}/giay-to")).text
    assert "Quyết định công nhận của UBND" in listed
    for other in ("recognise_front", "recognise"):  # of khoản 5, and of a quy ước
        assert (await client.get(f"{page}/giay-to/{other}.docx")).status_code == 404
    recognised = await paper(client, page, "recognise_head")
    assert any(each.startswith("Điều 1. Công nhận kết quả: Bầu trưởng xóm, của cộng đồng") for each in recognised)
    assert not any("61/2023" in each for each in recognised), "an election is NĐ 59 Điều 8"


async def test_nd_61_dieu_12_14_18_a_recognised_quy_uoc_has_its_dates(desk: Desk) -> None:
    both = await desk.sign_in("hoa", role="officer"), await desk.sign_in("nam", role="officer")
    units = village(desk)
    page = await begun(both[0], clause="15.3", scope=str(units[0]), title="Quy ước tổ dân phố 1")
    await voted(both, page, units[0], met(6, 6, 5))
    facts = {"received_on": "2026-11-20", "recognised_on": "2026-11-23", "flagged_on": "2026-11-23"}
    assert (await both[0].post(f"{page}/facts", data=facts)).status_code == 303
    text = (await both[0].get(page)).text
    for wanted in ("UBMTTQ chậm nhất 26/11/2026", "Tạm ngừng, hoặc trả lời bằng văn bản, chậm nhất 27/11/2026",
                   "Bãi bỏ, hoặc trả lời bằng văn bản, chậm nhất 01/12/2026"):  # fmt: skip
        assert wanted in text
    listed = (await both[0].get(f"{page}/giay-to")).text
    assert "Quyết định tạm ngừng quy ước" in listed
    soon = (await both[0].get("/console/?view=soon")).text
    assert "Gửi quy ước đã công nhận: Quy ước tổ dân phố 1" in soon
    assert "Bãi bỏ quy ước" not in soon, "more than two working days away"
    assert desk.database.run(due.papers_due) == 0
    desk.clock.pass_(timedelta(days=3))
    assert desk.database.run(due.papers_due) == 2
    assert desk.database.run(due.papers_due) == 0
    assert {each.kind for each in desk.database.look(alerts.latest)} == {"paper_due"}
    told = (await (await desk.sign_in("lan", role="admin")).get("/console/alerts")).text
    assert "Gửi quy ước đã công nhận</a>, chậm nhất 26/11/2026" in told, "words, not the clock's key"
    client = await desk.sign_in("mai", role="officer")
    early = await client.post(f"{page}/facts", data={**facts, "posted_on": "2026-11-19"})
    assert "công khai sau khi tổng hợp" in early.text
    facts["posted_on"] = "2026-11-20"  # NĐ 61/2023 Điều 10.2.b
    done = {**facts, "text_sent_on": "2026-11-25", "unfounded_on": "2026-11-22"}
    assert "không thể trước ngày ấy" in (await client.post(f"{page}/facts", data=done)).text
    assert (await client.post(f"{page}/facts", data={**done, "unfounded_on": "2026-11-26"})).status_code == 303
    assert "Gửi quy ước đã công nhận" not in (await client.get("/console/?view=soon")).text
    assert 'name="posted_on" type="date" value="2026-11-20"' in (await client.get(page)).text


async def test_nd_59_dieu_6_the_steps_before_an_election_have_clocks_and_a_removal_has_none(desk: Desk) -> None:
    client, units = await desk.sign_in("hoa", role="officer"), village(desk)
    page = await begun(client, clause="15.4", scope=str(units[2]), title="Bầu trưởng xóm")
    vote = (await client.post(f"{page}/votes", data={"unit": str(units[2]), "source": "meeting"})).headers["location"]
    planned = {**MEETING, "held_on": "2026-12-12", "notice_on": "2026-11-20", "election_plan_on": "2026-11-20"}
    await client.post(f"{vote}/before", data=planned)
    text = (await client.get(vote)).text
    assert "chậm nhất 27/11/2026 (NĐ 59/2023 Điều 6 khoản 2: 15 ngày trước)" in text
    assert "Đủ điều kiện" not in text
    assert desk.database.run(due.papers_due) == 0
    desk.clock.pass_(timedelta(days=6))  # 27/11
    client = await desk.sign_in("mai", role="officer")
    today = (await client.get("/console/today")).text
    assert "Gửi biên bản danh sách người ứng cử đến UBND: Bầu trưởng xóm" in today
    assert "Quyết định tổ chức bầu" not in today, "its day is recorded"
    assert [desk.database.run(due.papers_due) for _ in range(2)] == [1, 0]
    late = {**planned, "candidates_sent_on": "2026-11-28"}
    await client.post(f"{vote}/before", data=late)
    assert "chậm nhất 15 ngày trước ngày họp bầu (NĐ 59/2023 Điều 6 khoản 2)" in (await client.get(vote)).text
    await client.post(f"{vote}/before", data={**MEETING, "removal": "yes"})
    assert "Đủ điều kiện" in (await client.get(vote)).text, "to let a head go needs none of these steps (Điều 9)"
    for by in (client, await desk.sign_in("nam", role="officer")):
        assert (await by.post(vote, data=met(3, 3, 3))).status_code == 303
    gone = {"received_on": "2026-11-23", "recognised_on": "2026-11-25"}
    await client.post(f"{page}/facts", data=gone)
    assert "bầu người mới chậm nhất 24/01/2027 (NĐ 59/2023 Điều 9 khoản 3: 60 ngày)" in (await client.get(page)).text
    assert "Quyết định tiến hành bầu tổ trưởng" not in (await client.get("/console/today")).text
    desk.clock.pass_(timedelta(days=58))
    client = await desk.sign_in("lan", role="officer")
    assert "Quyết định tiến hành bầu tổ trưởng, trưởng xóm mới: Bầu" in (await client.get("/console/today")).text
