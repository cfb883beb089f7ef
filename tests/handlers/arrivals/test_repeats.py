"""Buttons pressed several times on a slow connection: one case, one set of messages."""

import pytest

from tests.handlers.arrivals.test_feedback import answered
from tests.handlers.street import Citizen, Street


def press(citizen: Citizen, label: str, *, times: int) -> None:
    seen = next(each for each in reversed(citizen.all()) if each.button(label))
    for _ in range(times):
        citizen.press(label, of=seen)


@pytest.mark.parametrize("channel", ["telegram", "zalo", "web"])
def test_sending_four_times_is_one_case_and_one_set_of_messages(street: Street, channel: str) -> None:
    told = []
    for name, lane, times in (("Lan", 12, 1), ("Minh", 45, 4)):
        citizen = street.person(name, channel=channel).greeted()
        citizen.say(f"đèn đường ngõ {lane} hỏng ba hôm nay")
        before = len(citizen.all())
        press(citizen, "Đổi nơi", times=times)
        citizen.say("bỏ qua")
        press(citizen, "Gửi đi", times=times)
        told.append(len(citizen.all()) - before)
    assert told[0] == told[1]
    assert len(street.rows("cases")) == 2


def test_an_old_button_pressed_later_still_shows_where_one_stands(street: Street) -> None:
    lan = street.person(channel="telegram").greeted()
    lan.say("đèn đường ngõ 12 hỏng ba hôm nay")
    standing = lan.sees()
    old = lan.all()[-1]
    lan.press("Đổi nơi")
    lan.press("Quay lại")
    street.now.pass_(minutes=5)
    lan.press_value(old.buttons["Gửi đi"].value.replace("summary=send", "place=~skip"))
    assert lan.sees() == standing


@pytest.mark.parametrize("label", ["Xong rồi", "Chưa xong"])
def test_whether_it_is_done_is_answered_once(street: Street, label: str) -> None:
    lan = answered(street)
    press(lan, label, times=1)
    told = len(lan.all())
    seen = next(each for each in lan.all() if each.button(label))
    for _ in range(3):
        lan.press(label, of=seen)
    assert len(lan.all()) == told
