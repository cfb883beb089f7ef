"""A consultation whose key is not on this machine takes no answers, cannot be counted, and loses nothing."""

from datetime import timedelta
from typing import Any

import pytest

from civics.polls.rules import PollState
from handlers.polls import due, invites
from storage.database.outside import beside
from storage.polls import key_care, polls
from storage.polls import keys as poll_keys
from tests.handlers.polls.test_polling import begin, folder
from tests.handlers.street import Citizen, Street

__all__ = ["folder"]


@pytest.fixture
def poll(street: Street, folder: None) -> str:
    """An open secret consultation about two articles."""
    return begin(street)


def carried(street: Street) -> dict[str, bytes]:
    """The keys, taken out; then the machine is without them, as a restored one is."""
    files = street.ward.settings.files_dir
    found = street.store.run(key_care.carried, beside(files))
    for each in found:
        poll_keys.destroy(beside(files), each)
    return found


def back(street: Street, found: dict[str, bytes]) -> None:
    """What `danban keys import` does."""
    files = street.ward.settings.files_dir
    for each in street.store.look(key_care.wanted, beside(files), found):
        key_care.put(beside(files), each, found[each])


def answers(citizen: Citizen) -> None:
    citizen.say("lấy ý kiến")
    citizen.press("Dự thảo quy ước")
    citizen.press("Đồng ý hết, trừ vài điều")
    citizen.say("bỏ qua")


def told(street: Street) -> list[str]:
    return [str(each["kind"]) for each in street.rows("alerts")]


def test_who_asks_hears_that_it_cannot_take_answers_now_and_not_that_it_has_ended(street: Street, poll: str) -> None:
    carried(street)
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    assert "chưa nhận được câu trả lời" in lan.sees()
    assert "không mất" in lan.sees()
    assert not lan.saw("đã kết thúc")


def test_who_was_about_to_send_loses_nothing_and_sends_it_once_the_key_is_back(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    answers(lan)
    found = carried(street)
    lan.press("Gửi đi")
    assert "vẫn giữ" in lan.sees()
    assert not lan.saw("đã kết thúc")
    assert told(street) == ["poll_key"]
    lan.say("menu")  # the chat is free for everything else meanwhile
    assert "chưa nhận được câu trả lời" not in lan.sees()
    back(street, found)
    lan.say("tiếp tục")
    if not lan.saw("Mã biên nhận"):
        lan.press("Gửi đi")
    assert lan.saw("Mã biên nhận")


def test_the_timer_counts_none_without_its_key_tells_the_admins_once_a_day_and_closes_it_later(
    street: Street, poll: str
) -> None:
    lan = street.person().greeted()
    answers(lan)
    lan.press("Gửi đi")
    found = carried(street)
    street.now.at += timedelta(days=4)
    for _ in range(2):
        assert street.store.run(due.close) == 0
    assert street.store.look(polls.get, poll).state is PollState.OPEN
    assert told(street) == ["poll_key"]
    back(street, found)
    assert street.store.run(due.close) == 1
    result: Any = street.store.look(polls.get, poll).result
    assert result is not None
    assert result["apart"]["ballots"] == 1  # a web chat that has shown no code counts apart


def test_nobody_is_invited_or_reminded_while_the_key_is_away(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    found = carried(street)
    street.now.at = street.now.at.replace(hour=3) + timedelta(days=1)
    assert street.store.run(invites.invite, street.ward) == 0
    assert street.store.run(invites.last_call, street.ward) == 0
    assert street.store.run(due.remind, street.ward) == 0
    back(street, found)


def test_another_consultation_past_its_time_is_closed_beside_one_without_key(street: Street, poll: str) -> None:
    carried(street)
    street.person().greeted()
    second = begin(street)
    street.now.at += timedelta(days=4)
    assert street.store.run(due.close) == 1
    assert street.store.look(polls.get, second).state is PollState.CLOSED
    assert street.store.look(polls.get, poll).state is PollState.OPEN
