"""Times and clocks as people say them."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from civics.days.calendar import SHIPPED
from console.frame import moments
from core.words import Words

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10:00 in Viet Nam


@pytest.fixture
def say(words: Words) -> Callable[..., str]:
    return partial(words.say, "vi")


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 11, 24, 7, 5, tzinfo=UTC), "hôm nay 14:05"),
        (datetime(2026, 11, 23, 18, 0, tzinfo=UTC), "hôm nay 01:00"),  # the evening before in UTC
        (datetime(2026, 11, 23, 2, 0, tzinfo=UTC), "hôm qua 09:00"),
        (datetime(2026, 11, 25, 2, 0, tzinfo=UTC), "ngày mai 09:00"),
        (datetime(2026, 11, 27, 2, 0, tzinfo=UTC), "thứ Sáu 27/11 09:00"),
        (datetime(2026, 9, 2, 2, 0, tzinfo=UTC), "02/09 09:00"),
        (datetime(2025, 11, 27, 2, 0, tzinfo=UTC), "27/11/2025 09:00"),
        (datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "hôm nay"),  # a whole day, of a sealed case
        (datetime(2026, 9, 1, 17, 0, tzinfo=UTC), "02/09"),
    ],
)
def test_a_moment_is_told_as_one_would_say_it(say: Callable[..., str], at: datetime, told: str) -> None:
    assert moments.told(at, NOW, say=say) == told


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 11, 24, 7, 5, tzinfo=UTC), "14:05 hôm nay"),
        (datetime(2026, 11, 25, 7, 5, tzinfo=UTC), "14:05 ngày mai"),
        (datetime(2026, 11, 27, 7, 5, tzinfo=UTC), "14:05 thứ Sáu 27/11"),
    ],
)
def test_how_long_something_holds_is_said_with_the_hour_first(
    say: Callable[..., str], at: datetime, until: str
) -> None:
    assert moments.until(at, NOW, say=say) == until


def test_the_full_moment_leaves_nothing_out(say: Callable[..., str]) -> None:
    assert moments.full(NOW, say) == "thứ Ba, 24/11/2026 lúc 10:00"


@pytest.mark.parametrize(
    ("at", "text", "tone"),
    [
        (datetime(2026, 12, 1, 10, 0, tzinfo=UTC), "còn 5 ngày làm việc", "calm"),  # a weekend between
        (datetime(2026, 11, 26, 10, 0, tzinfo=UTC), "còn 2 ngày làm việc", "soon"),
        (datetime(2026, 11, 24, 10, 0, tzinfo=UTC), "hết hạn hôm nay 17:00", "soon"),
        (datetime(2026, 11, 24, 2, 0, tzinfo=UTC), "vừa quá hạn", "late"),
        (datetime(2026, 11, 18, 10, 0, tzinfo=UTC), "quá hạn 3 ngày làm việc", "late"),  # 24/11 is a day off
        (datetime(2019, 11, 19, 10, 0, tzinfo=UTC), "quá hạn 1.830 ngày làm việc", "late"),
    ],
)
def test_a_clock_counts_working_days(say: Callable[..., str], at: datetime, text: str, tone: str) -> None:
    assert moments.due(at, NOW, SHIPPED, say=say) == moments.Due(text, tone)


def test_numbers_have_points_between_thousands() -> None:
    assert [moments.number(each) for each in (7, 1234, 1234567)] == ["7", "1.234", "1.234.567"]
