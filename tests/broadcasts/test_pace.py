"""The pace of one bot: no second has more messages than the platform allows, and one message may always be sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcasts.pace import Throttle
from core.channel import Pace
from core.priority import Priority


@pytest.mark.parametrize("rate", [1.0, 2.0, 5.0, 30.0, 60.0])
@pytest.mark.parametrize("priority", [Priority.REPLY, Priority.BULK])
def test_a_rested_bot_may_send_at_once(rate: float, priority: int) -> None:
    throttle = Throttle(Pace(per_second=rate), lambda: 100.0)
    room = throttle.room_for_bulk() if priority == Priority.BULK else throttle.room()
    assert room >= 1
    assert throttle.book(priority) == 0.0


@given(rate=st.sampled_from([2.0, 5.0, 30.0, 60.0]), steps=st.lists(st.floats(0.0, 0.4), min_size=20, max_size=200))
def test_no_second_holds_more_than_the_rate(rate: float, steps: list[float]) -> None:
    now = 0.0
    throttle = Throttle(Pace(per_second=rate), lambda: now)
    sent: list[float] = []
    for step in steps:
        now += step
        for _ in range(throttle.room()):
            assert throttle.book(Priority.REPLY) <= 1e-6
            sent.append(now)
    for first, each in enumerate(sent):
        assert sum(each <= other < each + 1.0 for other in sent[first:]) <= rate


@pytest.mark.parametrize("chosen", [1, 5, 10])
def test_a_rate_that_a_person_chose_holds_for_bulk_at_once_and_never_for_replies(chosen: int) -> None:
    now = 100.0
    throttle = Throttle(Pace(per_second=30.0), lambda: now)
    while throttle.room_for_bulk() > 0:
        throttle.book(Priority.BULK)
    throttle.limit_bulk(chosen)
    sent = 0
    for _ in range(1000):
        now += 0.01
        for _ in range(throttle.room_for_bulk()):
            assert throttle.book(Priority.BULK) <= 1e-6
            sent += 1
        assert throttle.room() >= 1
    assert chosen * 9 <= sent <= chosen * 10 + 1
    begun = 0  # three messages for each recipient: the choice counts recipients
    for _ in range(3000):
        now += 0.01
        for _ in range(throttle.room_for_bulk()):
            throttle.book(Priority.BULK, begins=sent % 3 == 0)
            begun += sent % 3 == 0
            sent += 1
    assert min(chosen, 6) * 27 <= begun <= chosen * 30 + 1  # the platform leaves 19 messages per second for bulk
    throttle.limit_bulk(None)
    now += 1.0
    assert throttle.room_for_bulk() >= 3
