"""Working days of Viet Nam: what the package knows, what the overrides correct, and how periods are counted."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civics.days import calendar
from tests.pages import HOUSE

days = st.dates(date(2024, 1, 1), date(2029, 12, 31))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 1, 2), False),  # swapped, by the override
        (date(2026, 1, 10), True),  # the Saturday worked for it
        (date(2026, 2, 16), False),  # Tết
        (date(2026, 4, 27), False),  # Giỗ Tổ fell on a Sunday
        (date(2026, 8, 22), True),  # a Saturday worked
        (date(2026, 8, 31), False),
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 23), True),
        (date(2026, 11, 24), False),
    ],
)
def test_agencies_work_or_rest_as_was_announced(day: date, works: bool) -> None:
    assert calendar.is_working_day(day) is works


def test_a_date_that_may_still_change_says_why() -> None:
    assert calendar.unconfirmed(date(2026, 11, 24)) == ""  # NQ 28/2026/QH16: a day off
    assert not calendar.is_working_day(date(2026, 11, 24))
    assert "28/11" in calendar.unconfirmed(date(2026, 11, 23))
    assert calendar.unconfirmed(date(2027, 2, 5))
    assert calendar.unconfirmed(date(2026, 11, 25)) == ""


def test_the_version_names_both_sources_of_a_date() -> None:
    assert calendar.version() == f"holidays-0.109+{calendar.overrides().version}"


def test_the_days_off_are_those_of_the_package() -> None:
    import holidays  # noqa: PLC0415  # the calendars of the world, which only this test loads

    for year in range(2000, 2051):
        assert calendar._year(year) == holidays.country_holidays("VN", years=year)
        days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
        theirs = holidays.country_holidays("VN", years=year)
        assert [calendar._year(year).is_working_day(day) for day in days] == [
            theirs.is_working_day(day) for day in days
        ]


def test_no_other_calendar_of_the_world_is_loaded() -> None:
    program = """
import sys
from datetime import date
from civics.days import calendar
assert not calendar.is_working_day(date(2026, 9, 2))
print(*(each for each in sys.modules if each.startswith("holidays.countries")))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=HOUSE)
    assert ran.stdout.split() == []


def test_the_first_day_is_not_counted() -> None:
    assert calendar.add_working_days(date(2026, 11, 25), 1) == date(2026, 11, 26)
    assert calendar.add_working_days(date(2026, 11, 27), 1) == date(2026, 11, 30)
    assert calendar.add_days(date(2026, 11, 20), 5) == date(2026, 11, 25)


def test_a_period_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert calendar.add_days(date(2026, 11, 18), 10) == date(2026, 11, 30)  # a Saturday
    assert calendar.add_days(date(2026, 2, 6), 10) == date(2026, 2, 23)  # in Tết


def test_days_are_those_of_viet_nam() -> None:
    assert calendar.day_of(datetime(2026, 11, 25, 17, 30, tzinfo=UTC)) == date(2026, 11, 26)
    assert calendar.ends(date(2026, 11, 26), office=False) == datetime(2026, 11, 26, 16, 59, 59, tzinfo=UTC)
    assert calendar.ends(date(2026, 11, 26), office=True) == datetime(2026, 11, 26, 10, 0, tzinfo=UTC)


@given(days, st.integers(1, 60))
def test_counting_never_lands_on_a_day_off_and_is_undone_by_counting_back(start: date, n: int) -> None:
    end = calendar.add_working_days(start, n)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(start, end) == n
    assert calendar.working_days_between(end, start) == -n
    assert calendar.add_working_days(start, n + 1) > end


@given(days, st.integers(0, 120))
def test_calendar_days_end_on_the_first_working_day_at_or_after_the_last(start: date, n: int) -> None:
    end, last = calendar.add_days(start, n), start + timedelta(days=n)
    assert calendar.is_working_day(end)
    assert end >= last
    assert not any(calendar.is_working_day(last + timedelta(days=i)) for i in range((end - last).days))


@given(days, days, days)
def test_spans_of_working_days_add_up(a: date, b: date, c: date) -> None:
    first, second, third = sorted((a, b, c))
    count = calendar.working_days_between
    assert count(first, second) + count(second, third) == count(first, third)


def test_a_period_across_days_that_were_not_announced_says_so_once() -> None:
    assert calendar.unsure(date(2026, 11, 20), date(2026, 11, 30)) == (
        "đề xuất nghỉ 23/11, làm bù 28/11 (6/9/2026): chưa thấy quyết định",
    )
    assert calendar.unsure(date(2026, 12, 1), date(2027, 1, 31)) == ()
    assert len(calendar.unsure(date(2027, 2, 14), date(2027, 9, 1))) == 2


def test_days_that_a_ward_has_set_go_before_the_data_of_the_program() -> None:
    swapped = calendar.Days({date(2026, 11, 23): False, date(2026, 11, 28): True}, 2)
    assert not calendar.is_working_day(date(2026, 11, 23), swapped)
    assert calendar.is_working_day(date(2026, 11, 28), swapped)
    assert calendar.add_working_days(date(2026, 11, 20), 1, swapped) == date(2026, 11, 25)
    assert calendar.add_days(date(2026, 11, 20), 8, swapped) == date(2026, 11, 28)
    assert calendar.working_days_between(date(2026, 11, 20), date(2026, 11, 30), swapped) == 5
    assert calendar.in_office(datetime(2026, 11, 28, 2, tzinfo=UTC), swapped)
    assert calendar.unsure(date(2026, 11, 20), date(2026, 11, 30), swapped) == ()
    assert calendar.unsure(date(2027, 2, 1), date(2027, 3, 1), swapped) != ()
    assert calendar.version(swapped) == f"{calendar.version()}+2"
