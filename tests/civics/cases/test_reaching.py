"""Zalo's windows as data, and the order of the ways that are left after them."""

from datetime import timedelta

import pytest

from bot.channels.zalo_oa import ZaloOaChannel
from civics.cases.reaching import Cost, Known, Way, cost_after, open_ways

BOTH = frozenset({Way.UID, Way.PHONE})
EVERYTHING = Known(zalo=True, phone=True, browser=True, templates=BOTH, paid=True)


@pytest.mark.parametrize(
    ("hours", "cost"),
    [(0, Cost.FREE), (47.9, Cost.FREE), (48, Cost.CHARGED), (167.9, Cost.CHARGED), (168, Cost.TEMPLATE)],
)
def test_what_a_message_costs_follows_from_the_last_interaction(hours: float, cost: Cost) -> None:
    assert cost_after(timedelta(hours=hours)) is cost
    shows = ZaloOaChannel.shows
    assert (shows.free_hours, shows.paid_hours) == (48, 168)


@pytest.mark.parametrize(
    ("known", "tried", "ways"),
    [
        (EVERYTHING, (), (Way.UID, Way.PHONE, Way.PUSH, Way.CALL)),
        (EVERYTHING, (Way.UID, Way.PUSH), (Way.PHONE, Way.CALL)),
        (Known(zalo=True, phone=True, browser=True, templates=BOTH), (), (Way.PUSH, Way.CALL)),
        (Known(zalo=True, paid=True, templates=frozenset({Way.PHONE})), (), (Way.CALL,)),
        (Known(), tuple(Way), (Way.CALL,)),
    ],
)
def test_the_ways_in_their_order_and_a_call_at_last(
    known: Known, tried: tuple[Way, ...], ways: tuple[Way, ...]
) -> None:
    assert open_ways(known, tried=tried) == ways
