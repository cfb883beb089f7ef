"""Places of the network: what counts as one place, its pseudonym, and how long a place waits that tries too often."""

from datetime import UTC, datetime, timedelta

import pytest

from console.chat.code_door import USUAL, WARY
from console.chat.places import Backoff, Hidden, place_of
from tests.servers.clock import VirtualClock


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),  # as `network_of` gives it
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_place_is_a_part_of_the_network(address: str, place: str) -> None:
    assert place_of(address) == place


def test_a_word_stands_for_a_place_for_a_day_and_elsewhere_for_nothing() -> None:
    at, hidden = datetime(2026, 11, 24, 3, tzinfo=UTC), Hidden()
    word = hidden.word("192.0.2.0/24", at)
    assert hidden.word("192.0.2.0/24", at + timedelta(hours=5)) == word
    assert hidden.word("198.51.100.0/24", at) != word
    assert hidden.word("192.0.2.0/24", at + timedelta(days=1)) != word
    assert Hidden().word("192.0.2.0/24", at) != word


def test_who_comes_to_the_bound_waits_longer_each_time_and_others_do_not() -> None:
    clock = VirtualClock()
    tries = Backoff(clock=clock)
    for hours in (1, 2, 4):
        assert [tries.take("a", USUAL)[0] for _ in range(USUAL)] == [None] * USUAL
        assert tries.take("a", USUAL) == (timedelta(hours=hours), True)
        assert tries.take("a", USUAL) == (timedelta(hours=hours), False)  # trying on makes it no longer
        assert tries.take("b", WARY) == (None, False)
        clock.advance(3600 * hours)
    clock.advance(25 * 3600)  # a quiet day, and all is forgotten
    assert [tries.take("a", WARY)[0] for _ in range(WARY)] == [None] * WARY
    assert tries.take("a", WARY) == (timedelta(hours=1), True)


def test_so_many_places_are_remembered_and_no_more() -> None:
    tries = Backoff(clock=VirtualClock(), most=3)
    for each in "abcdef":
        assert tries.take(each, 1) == (None, False)
    assert tries.take("f", 1)[0] is not None
    assert tries.take("a", 1) == (None, False)  # forgotten
