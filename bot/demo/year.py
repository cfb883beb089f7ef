"""The demo ward's year: disclosures in time and late, days of reception with bookings, a law contest
under way, the last half-year's report."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from civics.days.calendar import day_of
from civics.registers import contests as law
from civics.registers.values import Value
from core.clock import VIETNAM
from handlers.registers import reporting
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import bookings, contests, entries, parts, reports
from storage.registers.entries import Entry, Links
from storage.ward import ward

_PUBLIC = (  # item, name, what it says, document, days ago of the document, days until it was public
    (1, "Kế hoạch phát triển kinh tế - xã hội năm", "Các chỉ tiêu chính, việc sẽ làm trong năm.", "12/NQ-HĐND", 300, 3),
    (2, "Dự toán ngân sách phường", "Thu, chi năm, có bảng theo từng khoản.", "14/NQ-HĐND", 296, 4),
    (12, "Mức thu phí vệ sinh", "Mức thu mỗi hộ mỗi tháng và cách nộp.", "31/QĐ-UBND", 190, 5),
    (7, "Danh sách hộ được hỗ trợ sửa nhà", "Số hộ theo từng tổ và mức hỗ trợ.", "58/QĐ-UBND", 70, 12),
    (3, "Dự án sửa đường tổ 5", "Sửa 800 m đường, kinh phí 1.250.000.000 đồng.", "77/QĐ-UBND", 20, 2),
    (13, "Thủ tục hành chính của phường", "Danh mục thủ tục, thời hạn, lệ phí.", "20/QĐ-UBND", 280, 1),
)  # fmt: skip
_VISITS = (
    ("08:00", "Bà Lý Thị Mai", "Ranh giới đất với nhà bên", "elder"),
    ("08:30", "Ông Dương Văn Tám", "Rãnh thoát nước trước cửa bị lấp", "none"),
    ("09:00", "Anh Phạm Quốc Khánh", "Hỏi về hỗ trợ sửa nhà", "none"),
)


def hold(database: Database) -> None:
    """Fill the registers."""
    database.run(_fill)


def _fill(work: UnitOfWork) -> None:
    found = staff.for_login(work, "canbo")
    assert found is not None
    by, today = found[0].id, day_of(work.now)
    plan = entries.add(
        work, "disclosure_plan",
        {"name": f"Kế hoạch công khai năm {today.year}", "year": today.year, "document": "05/KH-UBND",
         "adopted_on": _day(today, 310)},
        by=by, state="adopted", links=Links(owner_id=by),
    )  # fmt: skip
    for item, name, about, document, ago, after in _PUBLIC:
        _disclosed(work, item, {"name": name, "about": about, "document": document}, ago, after=after, plan=plan, by=by)
    late: dict[str, Value] = {
        "item": "5", "name": "Quỹ đền ơn đáp nghĩa: thu, chi chín tháng", "document": "91/BC-UBND",
        "document_on": _day(today, 12), "issuer": "UBND phường",
    }  # fmt: skip
    entries.add(work, "disclosure", late, by=by, state="waiting", links=Links(owner_id=by, parent_id=plan.id))
    planned: dict[str, Value] = {"item": "2", "name": "Quyết toán ngân sách", "planned_on": _day(today, -20)}
    entries.add(work, "disclosure", planned, by=by, links=Links(owner_id=by, parent_id=plan.id))
    _receptions(work, today, by)
    _contest(work, today, by)
    _boards(work, today, by)
    _others(work, today, by)
    _report(work, today, by)


def _disclosed(
    work: UnitOfWork, item: int, said: Mapping[str, Value], ago: int, *, after: int, plan: Entry, by: int
) -> None:
    today = day_of(work.now)
    document, public = today - timedelta(days=ago), today - timedelta(days=ago - after)
    units = {each.code: each.id for each in ward.units_now(work)}
    both: dict[str, Value] = {
        "item": str(item), **said, "document_on": document.isoformat(), "issuer": "UBND phường",
        "public_on": public.isoformat(), "posted_on": public.isoformat(),
    }  # fmt: skip
    if item == 7:
        both["people_checked"] = True
    if item == 3 and units:
        both["unit"] = units.get("tdp-5") or next(iter(units.values()))
    is_over = ago > 40 and item not in {4, 13}
    ends = public + timedelta(days=31) if is_over else None
    if ends is not None:
        both["ended_on"] = ends.isoformat()
    then = replace(work, now=datetime.combine(public, time(9), VIETNAM))
    made = entries.add(
        then, "disclosure", both, by=by, state="ended" if is_over else "public",
        links=Links(owner_id=by, parent_id=plan.id),
    )  # fmt: skip
    for part in ("page", "posted", *(("loudspeaker", "heads") if 7 <= item <= 12 else ())):
        last = public + timedelta(days=3) if part == "loudspeaker" else None if part == "heads" else ends
        place: dict[str, Value] = {"place": "Trụ sở UBND phường"} if part == "posted" else {}
        parts.add(then, made, part, begins=public, ends=last, said=place, by=by)


def _receptions(work: UnitOfWork, today: date, by: int) -> None:
    chair: dict[str, Value] = {
        "who": "chair", "host": "Chủ tịch UBND phường", "place": "Phòng tiếp công dân, tầng 1", "starts": "08:00",
        "ends": "11:00", "minutes": 30, "about": "Đất đai, hạ tầng, hỗ trợ nhà ở",
    }  # fmt: skip
    past = entries.add(work, bookings.DAY, {**chair, "on": _day(today, 12)}, by=by, state="held")
    for slot, name, matter, needs in _VISITS[:2]:
        came = _day(today, 12)
        said: dict[str, Value] = {
            "on": came, "name": name, "matter": matter, "needs": needs, "received_on": came, "sort": "kien_nghi",
            "address": "Tổ dân phố 5", "people": 1, "competent": True,
        }  # fmt: skip
        entries.add(
            work, bookings.VISIT, said, by=by, state="received", links=Links(parent_id=past.id, slot=slot)
        )  # fmt: skip
    coming = [
        entries.add(work, bookings.DAY, {**chair, "on": _day(today, -ahead)}, by=by, state="published")
        for ahead in (3, 17)
    ]
    for slot, name, matter, needs in _VISITS:
        booked: dict[str, Value] = {"on": coming[0].on_day.isoformat(), "name": name, "matter": matter, "needs": needs}
        entries.add(
            work, bookings.VISIT, booked, by=by, links=Links(parent_id=coming[0].id, slot=slot)
        )  # fmt: skip


def _contest(work: UnitOfWork, today: date, by: int) -> None:
    """A law contest under way: the shipped questions, reviewed; one round; twelve people have played."""
    author = "Hội đồng phối hợp phổ biến, giáo dục pháp luật"
    bank = [
        entries.add(work, contests.QUESTION, {**each, "author": author}, by=by, state="ready") for each in law.shipped()
    ]
    said: dict[str, Value] = {
        "name": "Hội thi tìm hiểu Luật Thực hiện dân chủ ở cơ sở", "organiser": author, "document": "112/KH-UBND",
        "audience": "Người dân cư trú tại phường", "opens_on": _day(today, 8), "closes_on": _day(today, -12),
        "about": "Mười câu về những việc bà con bàn và quyết định. Ai cũng thi được, thi trong chat.",
        "prizes": "Một giải nhất, hai giải nhì, ba giải ba; một giải cho tổ đông người dự nhất.",
        "barred": "Thành viên ban tổ chức, người soạn và duyệt câu hỏi",
    }  # fmt: skip
    contest = entries.add(work, contests.CONTEST, said, by=by, state="open", links=Links(owner_id=by))
    round_: dict[str, Value] = {
        "name": "Đợt 1", "begins_on": _day(today, 8), "ends_on": _day(today, -12), "questions": 10, "seconds": 30,
        "attempts": 2,
    }  # fmt: skip
    one = entries.add(work, contests.ROUND, round_, by=by, links=Links(parent_id=contest.id))
    units: list[int | None] = [None, *(each.id for each in ward.units_now(work)[:2])]
    for at, name in enumerate(("Lý Thị Mai", "Dương Văn Tám", "Phạm Quốc Khánh", *[""] * 9)):
        unit = units[at % len(units)]
        player = contests.enter(work, contest.id, None, name=name, named=bool(name), unit_id=unit, guess=3 + at)
        items = [law.Item(each.id, "abcd") for each in bank[at : at + 10]]
        attempt = contests.begin(work, player, one.id, number=1, items=items)
        for place, item in enumerate(items, 1):
            contests.put(work, attempt, place, item.question_id)
            right = str(bank[at + place - 1].said["right"])
            picked = right if (at + place) % 5 or at < 2 else "a"
            later = replace(work, now=work.now + timedelta(seconds=9 + (at * place) % 13))
            contests.answer(later, attempt, place, picked=picked, in_time=True, fast=False)
        contests.finish(work, attempt)


def _boards(work: UnitOfWork, today: date, by: int) -> None:
    """A board of supervision: a round, a proposal that waits for its answer, a resident's letter."""
    said: dict[str, Value] = {
        "name": "Ban Thanh tra nhân dân phường", "sort": "ttnd", "document": "08/QĐ-MTTQ",
        "recognised_on": _day(today, 300), "term_until": _day(today, -600),
    }  # fmt: skip
    board = entries.add(work, "board", said, by=by, state="active", links=Links(owner_id=by)).id
    round_: dict[str, Value] = {
        "name": "Giám sát sửa đường tổ 5", "subject": "Chủ đầu tư, đơn vị thi công", "sort": "ttnd",
        "plan_sent_on": _day(today, 30), "starts_on": _day(today, 16), "ends_on": _day(today, 15),
        "findings": "Mặt đường mỏng hơn thiết kế ở hai điểm.",
    }  # fmt: skip
    asked: dict[str, Value] = {
        "name": "Đo lại độ dày mặt đường tổ 5", "about": "Khoan ba điểm trước mặt đại diện tổ dân phố, báo kết quả.",
        "to_whom": "UBND phường", "received_on": _day(today, 9),
    }  # fmt: skip
    wrote: dict[str, Value] = {
        "name": "Kè đầu xóm vừa xây đã nứt", "about": "Kè đầu xóm vừa xây đã nứt, mong ban xem giúp.",
        "received_on": _day(today, 2),
    }  # fmt: skip
    some = (("inspection", "done", round_), ("proposal", "sent", asked), ("letter", "received", wrote))
    for name, state, fields in some:
        owner = by if name == "proposal" else None
        entries.add(work, name, fields, by=by, state=state, links=Links(parent_id=board, owner_id=owner))


def _others(work: UnitOfWork, today: date, by: int) -> None:
    """An entry of each register that is data alone: channels, a course, a model, a meeting that is being prepared."""
    unit = next((each.id for each in ward.units_now(work)), None)
    some: tuple[tuple[str, str, dict[str, Value]], ...] = (
        ("channel", "active", {"name": "Trang chat của phường", "sort": "portal", "address": "linhson.example/chat",
                               "since_on": _day(today, 140)}),
        ("training", "held", {"name": "Luật Thực hiện dân chủ ở cơ sở cho tổ trưởng", "on": _day(today, 40),
                              "who": "Tổ trưởng, trưởng xóm", "hours": 4, "people": 36, "tested": 36, "passed": 34}),
        ("model", "registered", {"name": "Ngõ không rác", "sort": "group", "who": "Tổ dân phố 5",
                                 "goal": "Mỗi tuần một buổi dọn ngõ", "registered_on": _day(today, 280),
                                 "check_by": _day(today, -5)}),
        ("broadcast", "approved", {"name": "Mời bà con dự hội thi", "about": "Bà con vào chat của phường, gõ: thi.",
                                   "begins_on": _day(today, 2), "ends_on": _day(today, -3), "times": "17:30",
                                   "approved_by": "Chủ tịch UBND phường", "approved_on": _day(today, 3)}),
    )  # fmt: skip
    for name, state, said in some:
        entries.add(work, name, said, by=by, state=state, links=Links(owner_id=by))
    _rating(work, today, by)
    if unit is not None:
        meeting: dict[str, Value] = {
            "name": "Hội nghị cuối năm", "unit": unit, "sort": "yearly", "on": _day(today, -11), "starts": "19:30",
            "place": "Nhà văn hóa", "chair": "Tổ trưởng", "agenda": "Báo cáo của tổ\nViệc năm sau",
        }  # fmt: skip
        entries.add(work, "meeting", meeting, by=by, links=Links(owner_id=by))


def _rating(work: UnitOfWork, today: date, by: int) -> None:
    """The rules of this year's rating as the ward decided them, and the rating of the ward itself."""
    rule: dict[str, Value] = {
        "name": f"Đánh giá mức độ thực hiện dân chủ năm {today.year}", "begins_on": _day(today, 350),
        "ends_on": _day(today, -15), "document": "210/QĐ-UBND", "decided_on": _day(today, 30), "w_disclosure": 20,
        "w_consultation": 10, "w_petition": 25, "w_reception": 10, "w_dialogue": 5, "w_satisfaction": 15,
        "w_online": 5, "w_proposal": 10, "from_excellent": 90, "from_good": 70, "from_done": 50,
    }  # fmt: skip
    made = entries.add(work, "rating_rule", rule, by=by, state="decided", links=Links(owner_id=by))
    said: dict[str, Value] = {
        "name": "UBND phường", "sort": "ward", "made_on": _day(today, 2), "online": 82, "self_points": 88,
    }  # fmt: skip
    entries.add(work, "rating", said, by=by, state="self", links=Links(owner_id=by, parent_id=made.id))


def _report(work: UnitOfWork, today: date, by: int) -> None:
    year = today.year if (today.month, today.day) > (6, 14) else today.year - 1
    begins, ends = reporting.period(work, "half", year=year, half=1)
    reports.add(work, "half", begins, ends, body=reports.written(reporting.tables(work, begins, ends)), by=by)


def _day(today: date, ago: int) -> str:
    return (today - timedelta(days=ago)).isoformat()
