"""NQ 36 mục 2.2: a law contest in every channel, by the server's clock, counted again when a question falls."""

from datetime import timedelta

import pytest

from civics.answers.examples import examples
from civics.days.calendar import day_of
from civics.registers.values import RegisterWhy
from core.errors import ConflictError
from handlers.registers import acts, contests
from handlers.registers.acts import Act, WrongFieldsError
from handlers.registers.contests import Results
from storage.across import erasing
from storage.answers import records
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.registers import entries
from storage.registers.entries import Entry
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street

RIGHT = "Từ hai phần ba tổng số đại diện hộ"
OPTIONS = {"a": "Quá nửa số người dự họp", "b": RIGHT, "c": "Mọi hộ góp tiền", "d": "Chủ tịch quyết định"}


def _staff(work: UnitOfWork, login: str) -> Reader:
    return Reader(staff.add(work, login, name=login, password="x", role="officer", demo=True), "officer")


def _question(work: UnitOfWork, /, by: Reader, at: int, **more: str) -> Entry:
    typed = {
        "name": f"Câu thứ {at}: mức góp tiền đổ bê tông ngõ được thông qua khi nào?", **OPTIONS, "right": "b",
        "document": "Luật 10/2022/QH15", "version": "công báo 2022", "article": "Điều 21 khoản 1",
        "author": "Hoa", **more,
    }  # fmt: skip
    return acts.add(Act(work, by), "contest_question", typed)


def _review(work: UnitOfWork, /, by: Reader, entry_id: int) -> Entry:
    return acts.move(Act(work, by, entry_id), "review", {"reviewed_on": "2026-11-20"})


def _contest(work: UnitOfWork, /, by: Reader, *, questions: int = 2, attempts: int = 2) -> Entry:
    today = day_of(work.now)
    days = {"begins_on": today.isoformat(), "ends_on": (today + timedelta(days=9)).isoformat()}
    typed = {
        "name": "Hội thi Luật Thực hiện dân chủ ở cơ sở", "organiser": "Hội đồng phối hợp", "owner": str(by.staff_id),
        "opens_on": days["begins_on"], "closes_on": days["ends_on"],
    }  # fmt: skip
    made = acts.add(Act(work, by), "contest", typed)
    numbers = {"questions": str(questions), "seconds": "30", "attempts": str(attempts)}
    acts.add(Act(work, by), "contest_round", {"name": "Đợt 1", **days, **numbers}, parent_id=made.id)
    return made


def _move(work: UnitOfWork, /, by: Reader, entry_id: int, act: str, **typed: str) -> Entry:
    return acts.move(Act(work, by, entry_id), act, typed)


def _open(street: Street, *, questions: int = 2, attempts: int = 2) -> tuple[Reader, Entry, list[Entry]]:
    hoa, binh = street.store.run(_staff, "hoa"), street.store.run(_staff, "binh")
    made = [street.store.run(_question, hoa, at) for at in range(questions)]
    for each in made:
        street.store.run(_review, binh, each.id)
    contest = street.store.run(_contest, hoa, questions=questions, attempts=attempts)
    return hoa, street.store.run(_move, hoa, contest.id, "open"), made


def _enters(one: Citizen, *, name: str = "", guess: str = "1") -> None:
    one.say("thi")
    one.press("Không thuộc tổ nào")
    one.press("Đồng ý nêu tên" if name else "Không nêu tên")
    if name:
        one.say(name)
    one.say(guess)
    one.press("Bắt đầu")


def _letter(one: Citizen, option: str = RIGHT) -> str:
    """The letter under which an option is shown now."""
    (line,) = [each for each in one.all()[-1].outgoing.text.splitlines() if each.endswith(option)]
    return line[0]


def _results(street: Street, contest: Entry) -> Results:
    return street.store.look(contests.results, contest)


def test_two_people_play_one_with_buttons_one_with_digits(street: Street) -> None:
    lan, tam = street.person().greeted(), street.person("Tám", channel="zalo-bot").greeted()
    lan.say("thi")
    assert "Hiện không có hội thi nào đang mở" in lan.sees()
    _, contest, _ = _open(street)
    _enters(lan, name="Nguyễn Thị Lan")
    assert "Câu 1/2 (30 giây)" in lan.sees()
    street.now.pass_(seconds=12)
    lan.press(_letter(lan))
    street.now.pass_(seconds=36)  # later than 30 seconds and the way
    lan.say("quay lại")
    assert "Câu 2/2" in lan.sees()  # no way back to what was answered
    lan.say(_letter(lan).lower())
    assert "đúng 1/2 câu" in lan.sees()
    _enters(tam, guess="0")
    for _ in range(2):
        street.now.pass_(seconds=10)
        tam.say(str("ABCD".index(_letter(tam)) + 1))
    assert "đúng 2/2 câu" in tam.sees()
    found = _results(street, contest)
    assert [(each.place, each.player.name, each.right) for each in found.ranking] == [
        (1, "", 2), (2, "Nguyễn Thị Lan", 1),
    ]  # fmt: skip
    assert (found.players, found.attempts, found.full) == (2, 2, 1)
    lan.say("thi")  # the second attempt; nothing about the person is asked again
    assert "còn 1 lượt" in lan.sees()
    lan.press("Bắt đầu")
    lan.say("hủy")
    lan.say("thi")
    assert "đang làm dở" in lan.sees()  # a break does not give a new attempt, and the clock went on
    street.now.pass_(minutes=5)
    lan.press("Bắt đầu")
    assert "lúc trước đã hết giờ" in lan.sees()
    lan.press(_letter(lan))
    lan.say("thi")
    assert "đã dùng hết lượt" in lan.sees()
    assert _results(street, contest).attempts == 3


def test_an_answer_counts_from_the_moment_it_came_not_from_when_it_was_handled(street: Street) -> None:
    _, contest, _ = _open(street, questions=2, attempts=1)
    lan = street.person().greeted()
    _enters(lan)
    for wait in (12, 40):  # the worker comes to both much later
        letter, asked = _letter(lan), street.now.at
        street.now.pass_(minutes=9)
        lan.say(letter.lower(), received_at=asked + timedelta(seconds=wait))
    assert "đúng 1/2 câu" in lan.sees()
    (one,) = _results(street, contest).ranking
    assert (one.right, one.seconds, one.flags) == (1, 52.0, ())


def test_a_report_that_waits_half_written_is_kept_and_named(street: Street) -> None:
    lan = street.person().greeted()
    lan.say("Đèn đường ngõ 12 hỏng, tối lắm")
    asked = lan.sees()
    lan.say("thi")  # nothing is open, and the report is not sent
    assert 'vẫn được giữ: "Đèn đường ngõ 12 hỏng, tối lắm"' in lan.sees()
    assert "Hiện không có hội thi" in lan.sees()
    _open(street)
    lan.say("tiếp tục")
    assert asked in lan.sees()
    for words in ("thi", "đặt lịch"):
        lan.say(words)
        assert lan.saw("đang viết dở, chưa gửi, vẫn được giữ") is True
    assert street.rows("cases") == []


def test_an_old_button_changes_no_answer_and_a_fallen_question_counts_for_all(street: Street) -> None:
    hoa, contest, made = _open(street, questions=3, attempts=1)
    lan = street.person().greeted()
    _enters(lan)
    first = lan.all()[-1]
    street.now.pass_(seconds=1)
    lan.press(_letter(lan, OPTIONS["a"]))
    right = next(line[0] for line in first.outgoing.text.splitlines() if line.endswith(RIGHT))
    lan.press(right, of=first)
    assert "câu trả lời đầu" in lan.sees()
    for _ in range(2):
        street.now.pass_(seconds=1)
        lan.press(_letter(lan))
    assert "đúng 2/3 câu" in lan.sees()
    (one,) = _results(street, contest).ranking
    assert (one.right, one.flags) == (2, ("fast",))
    fallen = next(each for each, _, right in _results(street, contest).questions if right == 0)
    street.store.run(_move, hoa, fallen.id, "void", why_void="Đáp án theo bản cũ")
    assert _results(street, contest).ranking[0].right == 3
    assert {each.id for each in made} == {each.id for each, *_ in _results(street, contest).questions}
    assert RIGHT in street.everything()


def test_a_question_is_reviewed_by_another_and_a_contest_opens_only_whole(street: Street) -> None:
    hoa = street.store.run(_staff, "hoa")
    made = street.store.run(_question, hoa, 1)
    with pytest.raises(ConflictError) as found:
        street.store.run(_review, hoa, made.id)
    assert found.value.why is RegisterWhy.REVIEWER
    with pytest.raises(WrongFieldsError) as wrong:
        street.store.run(_question, hoa, 2, c=OPTIONS["a"].upper())
    assert wrong.value.why is RegisterWhy.DOUBLE
    contest = street.store.run(_contest, hoa)
    with pytest.raises(ConflictError) as found:
        street.store.run(_move, hoa, contest.id, "open")
    assert found.value.why is RegisterWhy.QUESTIONS
    assert street.store.look(entries.get, contest.id, reader=None).state == "planned"


def test_who_is_forgotten_keeps_the_points_and_loses_the_name(street: Street) -> None:
    _, contest, _ = _open(street, questions=1)
    lan = street.person().greeted()
    _enters(lan, name="Nguyễn Thị Lan")
    street.now.pass_(seconds=9)
    lan.press(_letter(lan))
    resident = int(str(street.rows("contest_players")[0]["resident_id"]))
    street.store.run(erasing.erase, resident)
    (one,) = _results(street, contest).ranking
    assert (one.player.name, one.player.named, one.right) == ("", False, 1)


def test_a_question_to_the_ward_in_the_middle_is_answered_and_the_contest_goes_on(street: Street) -> None:
    street.store.run(records.begin, examples())
    _open(street)
    lan = street.person().greeted()
    _enters(lan)
    stands = lan.sees()
    lan.say("mất căn cước làm lại mất bao lâu")
    assert lan.saw("7 ngày làm việc")
    assert lan.sees() == stands
    lan.press(_letter(lan))
    assert "Câu 2/2" in lan.sees()
