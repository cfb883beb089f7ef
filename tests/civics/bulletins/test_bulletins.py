"""When bulletins may move between states, when quiet hours hold, and when bulletins are repeated."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.bulletins.rules import MOVES, BulletinState, missed, move
from civics.bulletins.schedules import Event, Every, Rule, Tie, first, next_after, slots, slots_of_event, start_of
from civics.days.lunar import lunar_of, solar_of
from civics.days.night import quiet_until
from core.clock import VIETNAM, in_vietnam
from core.errors import ConflictError


def at(*parts: int) -> datetime:
    """A moment of the wall clock in Viet Nam."""
    return datetime(*parts, tzinfo=VIETNAM)  # type: ignore[misc, arg-type]  # year, month, day, hour, minute


def test_nothing_leaves_before_it_was_approved() -> None:
    spreading = {start for start, to in MOVES if to is BulletinState.SPREADING}
    assert spreading == {BulletinState.APPROVED, BulletinState.MISSED, BulletinState.PAUSED}
    with pytest.raises(ConflictError):
        move(BulletinState.DRAFT, BulletinState.SPREADING)
    assert move(BulletinState.ASKED, BulletinState.APPROVED) is BulletinState.APPROVED


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (at(2026, 11, 24, 21, 59), None),
        (at(2026, 11, 24, 22, 0), at(2026, 11, 25, 6, 30)),
        (at(2026, 11, 25, 6, 29), at(2026, 11, 25, 6, 30)),
        (at(2026, 11, 25, 6, 30), None),
        (at(2026, 12, 31, 23, 0), at(2027, 1, 1, 6, 30)),
    ],
)
def test_nobody_is_woken_at_night(moment: datetime, until: datetime | None) -> None:
    assert quiet_until(moment) == until


def test_a_start_missed_by_more_than_an_hour_asks() -> None:
    planned = at(2026, 11, 24, 7, 30)
    assert not missed(planned, planned + timedelta(hours=1))
    assert missed(planned, planned + timedelta(hours=1, seconds=1))


# The first days of Vietnam's lunar years, as the almanacs print them; 2030 differs from China's by a day.
@pytest.mark.parametrize(
    "day",
    [date(2020, 1, 25), date(2023, 1, 22), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6), date(2030, 2, 2)],
)
def test_tet_falls_on_the_day_of_the_almanac(day: date) -> None:
    assert solar_of(1, 1, day.year) == day


@pytest.mark.parametrize("day", [date(2020, 10, 1), date(2023, 9, 29), date(2025, 10, 6), date(2026, 9, 25)])
def test_the_mid_autumn_feast_is_right_in_years_with_a_leap_month_too(day: date) -> None:
    assert solar_of(15, 8, day.year) == day


@pytest.mark.parametrize(
    ("rule", "moment", "found"),
    [
        (Rule(Every.YEAR, 9, 11), at(2026, 11, 9, 7, 30), at(2027, 11, 9, 7, 30)),
        (Rule(Every.YEAR, 29, 2), at(2026, 11, 9, 7, 30), at(2027, 2, 28, 7, 30)),
        (Rule(Every.MONTH, 31), at(2027, 1, 31, 8, 0), at(2027, 2, 28, 7, 30)),
        (Rule(Every.WEEK, 0, at=time(8)), at(2026, 11, 24, 9, 0), at(2026, 11, 30, 8, 0)),
        (Rule(Every.LUNAR_YEAR, 1, 1), at(2026, 11, 24, 9, 0), at(2027, 2, 6, 7, 30)),
        (Rule(Every.YEAR, 9, 11, days=(-7, 0)), at(2026, 11, 3, 9, 0), at(2026, 11, 9, 7, 30)),
        (Rule(Every.LUNAR_MONTH, 15), at(2026, 11, 24, 9, 0), at(2026, 12, 23, 7, 30)),
    ],
)
def test_a_bulletin_comes_again_on_its_day(rule: Rule, moment: datetime, found: datetime) -> None:
    assert next_after(rule, moment) == found


@given(
    st.builds(Rule, st.sampled_from(Every), st.integers(1, 30), st.integers(1, 12)).filter(
        lambda rule: rule.every is not Every.WEEK or rule.day < 7
    ),
    st.integers(0, 40 * 365 * 24 * 60),
)
def test_the_next_time_lies_ahead_and_none_is_jumped_over(rule: Rule, minutes: int) -> None:
    moment = at(2020, 1, 1) + timedelta(minutes=minutes)
    found = next_after(rule, moment)
    assert found > moment
    assert in_vietnam(found).time() == rule.at
    assert next_after(rule, found - timedelta(seconds=1)) == found


def test_a_slot_keeps_its_key_when_its_event_moves_and_the_night_moves_its_start() -> None:
    tie = Tie(Event.POLL_CLOSE, "p1", days=(-3, 0), at=time(23))
    before, after = (slots_of_event(tie, date(2026, 12, day)) for day in (10, 20))
    assert [each.key for each in before] == [each.key for each in after] == ["-3", "+0"]
    assert start_of(before[0].planned, urgent=False) == at(2026, 12, 8, 6, 30)
    assert start_of(before[0].planned, urgent=True) == at(2026, 12, 7, 23, 0)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_the_almanac_reads_back_what_it_wrote(day: date) -> None:
    told = lunar_of(day)
    assert solar_of(told.day, told.month, told.year, leap=told.leap) == day


def test_what_is_left_out_is_not_counted() -> None:
    weekly = slots(Rule(Every.WEEK, 0), at(2026, 11, 24, 9, 0))
    found = first(weekly, 2, without=frozenset({"2026-11-30"}))
    assert [each.key for each in found] == ["2026-12-07", "2026-12-14"]
