"""After publishing, participants and groups are told once each, even if the job runs several times."""

from datetime import timedelta

import pytest

from civics.polls.opinions import Answered
from handlers.polls import due
from storage.polls import opinion_answers, opinions, polls, publishing
from storage.polls import tasks as poll_tasks
from tests.handlers.polls.test_polling import close, folder, poll
from tests.handlers.street import Street

__all__ = ["folder", "poll"]  # fixtures


def spread(street: Street) -> int:
    """Tell in batches of one until nobody is left; the number told."""
    told = 0
    for _ in range(12):
        told += street.store.run(due.tell, street.ward, limit=1)
    street.send()
    return told


@pytest.mark.parametrize("groups", [1, 2])
def test_the_answers_go_back_to_who_took_part_and_to_groups_once(street: Street, poll: str, groups: int) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Xem từng điều")
    lan.press("Đồng ý")
    lan.press("Ý kiến khác")
    lan.say("Nên là 21 giờ")
    lan.press("Gửi đi")
    there = [street.person(f"An{n}", channel="telegram").into(f"-{n}") for n in range(groups)]
    for each in there:
        each.say("/start")
    close(street, poll)
    street.now.at = street.now.at.replace(hour=3) + timedelta(days=1)
    assert spread(street) == 1 + groups
    assert "Đây không phải kết quả biểu quyết" in lan.sees()
    poll_id = street.store.look(polls.get, poll).id
    task = street.store.run(poll_tasks.claim)
    assert task is not None
    street.store.run(opinions.gather, poll_id, [[n] for n, _, _ in street.store.look(opinions.uncompared, poll_id)])
    (group,) = street.store.look(opinions.every, poll_id)
    street.store.run(
        opinion_answers.answer, poll, group.id, answered=Answered.ACCEPTED, reply="Sửa thành 21 giờ.", tags="", text="",
        staff_id=1,
    )  # fmt: skip
    street.store.run(publishing.publish, poll, staff_id=1)
    assert spread(street) == 1 + groups
    for each in (lan, *there):
        assert "tiếp thu 1 ý, giải trình 0 ý" in each.sees()
        assert f"/gop-y/{poll}" in each.sees()
        assert "không phải kết quả biểu quyết" in each.sees()
    assert spread(street) == 0
    assert "21 giờ" not in str([row["detail"] for row in street.rows("audit")])


def test_nobody_is_told_at_night(street: Street, poll: str) -> None:
    lan = street.person().greeted()
    lan.say("lấy ý kiến")
    lan.press("Dự thảo quy ước")
    lan.press("Đồng ý hết, trừ vài điều")
    lan.say("bỏ qua")
    lan.press("Gửi đi")
    close(street, poll)
    street.now.at = street.now.at.replace(hour=16)  # 23 in Viet Nam
    assert spread(street) == 0
    street.now.at += timedelta(hours=10)
    assert spread(street) == 1
