"""A person who reports a known matter is shown the existing case before sending, without names, and may follow it."""

import re
from collections.abc import Callable

import pytest

from handlers.cases import desk, followers
from handlers.cases.desk import Act
from storage.across import erasing
from storage.cases import acts as case_acts
from storage.people import staff
from storage.ward import ward
from storage.ward.sight import Reader
from tests.handlers.street import Citizen, Street

LAMP = "Đèn đường ngõ 12 tổ 3 hỏng, tối lắm"


@pytest.fixture
def reported(street: Street) -> Citizen:
    """Somebody has reported the lamp of ngõ 12."""
    street.store.run(ward.add_unit, "tdp-3", kind="to_dan_pho", name="Tổ dân phố 3")
    hoa = street.person("Hoa", channel="web")
    hoa.files(LAMP)
    return hoa


def officer(street: Street) -> Reader:
    return Reader(street.store.run(staff.add, "ha", name="Hà", password="x", role="officer"), "officer")


def act(street: Street, by: Reader, do: Callable[[Act], object]) -> None:
    street.store.run(lambda work: do(Act(work, street.ward, 1, by, None)))
    street.send()


def answer(street: Street, by: Reader, text: str) -> int:
    entry_id, _ = street.store.run(lambda work: desk.answer(Act(work, street.ward, 1, by, None), text=text))
    return entry_id


def release(street: Street, by: Reader, entry_id: int) -> int:
    told = street.store.run(lambda work: followers.release(Act(work, street.ward, 1, by, None), entry_id=entry_id))
    street.send()
    return told


def tick(street: Street) -> int:
    told = street.store.run(followers.tell, street.ward)
    street.send()
    return told


@pytest.mark.parametrize("channel", ["web", "telegram", "zalo", "zalo-bot"])
def test_who_follows_hears_state_and_date_and_only_what_was_released(
    street: Street, reported: Citizen, channel: str
) -> None:
    by = officer(street)
    nam = street.person("Nam", channel=channel).greeted()
    nam.say("đèn ngõ 12 tổ 3 hỏng rồi, tối om không thấy gì")
    assert "Đã có 1 lượt báo" in nam.sees()
    assert "Chưa nhận" in nam.sees()
    assert "17:00 thứ Ba 8/12" in nam.sees()
    assert not any(each in nam.sees() for each in ("Hoa", "tối lắm", "LS-26"))
    nam.press("Theo dõi việc này")
    assert "đang theo dõi" in nam.sees()
    assert len(street.rows("cases")) == 1
    assert "tối om không thấy gì" in str([row["text"] for row in street.rows("entries")]), "nothing said is lost"
    assert not reported.saw("không thấy gì")
    assert tick(street) == 0
    act(street, by, desk.take)
    assert tick(street) == 1
    assert tick(street) == 0
    code = str(street.rows("cases")[0]["code"])
    assert f"({code}): Đang xử lý" in nam.sees()
    entry_id = answer(street, by, "Tối mai thay bóng cho nhà bà Hoa.")
    assert release(street, by, entry_id) == 0, "its minute is not over"
    street.now.pass_(minutes=2)
    tick(street)
    assert not nam.saw("thay bóng")
    assert release(street, by, entry_id) == 1
    assert "Tối mai thay bóng" in nam.sees()
    assert release(street, by, entry_id) == 0
    assert sum("thay bóng" in each.outgoing.text for each in nam.all()) == 1


def test_mine_is_another_thing_goes_on_to_the_summary(street: Street, reported: Citizen) -> None:
    nam = street.person("Nam").greeted()
    nam.say("đèn ngõ 12 tổ 3 hỏng rồi, tối om")
    nam.press("Việc của tôi khác")
    nam.press("Gửi đi")
    assert len(street.rows("cases")) == 2
    assert not street.rows("case_followers")


def test_reports_and_followers_are_counted_together(street: Street, reported: Citizen) -> None:
    first = street.person("Nam").greeted()
    first.say("đèn ngõ 12 tổ 3 hỏng rồi, tối om")
    first.press("Theo dõi việc này")
    second = street.person("Minh").greeted()
    second.say("đèn ngõ 12 tổ 3 hỏng")
    assert "Đã có 2 lượt báo" in second.sees()


@pytest.mark.parametrize(
    "words", ["đèn ngõ 15 tổ 3 hỏng, tối om", "rác ngõ 12 tổ 3 không ai dọn", "Tôi khiếu nại về đèn đường ngõ 12 tổ 3"]
)
def test_what_is_elsewhere_or_something_else_is_not_offered(street: Street, reported: Citizen, words: str) -> None:
    nam = street.person("Nam").greeted()
    nam.say(words)
    assert not nam.saw("lượt báo")


def test_sealed_old_and_finished_cases_and_ones_own_are_never_offered(street: Street, reported: Citizen) -> None:
    by = officer(street)
    reported.say(LAMP)
    if any(each.button("Việc mới") for each in reported.all()[-1:]):
        reported.press("Việc mới")
    assert not reported.saw("lượt báo")
    reported.press("Hủy")
    street.now.pass_(days=29)
    late = street.person("Nam").greeted()
    late.say("đèn ngõ 12 tổ 3 hỏng, tối om")
    assert not late.saw("lượt báo")
    street.now.pass_(days=-29)
    street.store.run(case_acts.change_kind, 1, kind="to_cao", by=by)
    after = street.person("Minh").greeted()
    after.say("đèn ngõ 12 tổ 3 hỏng, tối om")
    assert not after.saw("lượt báo")


def test_nobody_follows_a_case_that_was_sealed_later(street: Street, reported: Citizen) -> None:
    by = officer(street)
    nam = street.person("Nam").greeted()
    nam.say("đèn ngõ 12 tổ 3 hỏng, tối om")
    nam.press("Theo dõi việc này")
    street.store.run(case_acts.change_kind, 1, kind="to_cao", by=by)
    assert not street.rows("case_followers")
    assert tick(street) == 0


def test_a_case_that_ended_meanwhile_is_not_followed_and_the_words_become_a_report(
    street: Street, reported: Citizen
) -> None:
    nam = street.person("Nam").greeted()
    nam.say("đèn ngõ 12 tổ 3 hỏng, tối om")
    reported.say("cho tôi rút")
    reported.press("Rút")
    nam.press("Theo dõi việc này")
    nam.press("Gửi đi")
    assert "tối om" in str(street.rows("cases")[-1]["text"])


def test_following_goes_along_to_another_chat(street: Street, reported: Citizen) -> None:
    by = officer(street)
    nam = street.person("Nam").greeted()
    nam.files("Rác đầu xóm Núi Hột không ai dọn")
    nam.say("đèn ngõ 12 tổ 3 hỏng, tối om")
    nam.press("Việc mới")
    nam.press("Theo dõi việc này")
    nam.say("/chuyenkenh")
    code = re.search(r"CK-[0-9A-Z-]+", nam.sees())
    assert code is not None
    there = street.person("Nam ở Zalo", channel="zalo").greeted()
    there.say(code[0])
    act(street, by, desk.take)
    tick(street)
    assert there.saw("Việc ông/bà theo dõi")
    assert not nam.saw("Việc ông/bà theo dõi")


def test_following_ends_by_a_press_and_by_being_forgotten(street: Street, reported: Citizen) -> None:
    nam = street.person("Nam").greeted()
    nam.say("đèn ngõ 12 tổ 3 hỏng, tối om")
    nam.press("Theo dõi việc này")
    nam.press("Thôi theo dõi")
    assert not street.rows("case_followers")
    minh = street.person("Minh").greeted()
    minh.say("đèn ngõ 12 tổ 3 hỏng, tối om")
    minh.press("Theo dõi việc này")
    (row,) = [each for each in street.rows("residents") if each["id"] == street.rows("persons")[-1]["resident_id"]]
    street.store.run(erasing.erase, int(str(row["id"])))
    assert not street.rows("case_followers")
