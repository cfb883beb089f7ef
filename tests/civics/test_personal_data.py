"""NĐ 356/2025 Điều 5, 28: terms of requests about personal data, and of a breach."""

from datetime import UTC, date, datetime

import pytest

from civics.days.calendar import SHIPPED
from civics.personal_data import Asked, Kind, WrongRequest, acknowledge_by, breach_due, due, first_due, problem

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("kind", "plain", "processor", "extended"),
    [
        (Kind.WITHDRAW, date(2026, 12, 16), date(2026, 12, 21), date(2026, 12, 31)),
        (Kind.ACCESS, date(2026, 12, 11), date(2026, 12, 16), date(2026, 12, 21)),
        (Kind.DELETE, date(2026, 12, 21), date(2026, 12, 31), date(2027, 1, 10)),
    ],
)
def test_nd_356_dieu_5_terms_are_calendar_days(kind: Kind, plain: date, processor: date, extended: date) -> None:
    assert first_due(Asked(kind, DAY)) == plain
    assert first_due(Asked(kind, DAY, processor=True)) == processor
    assert due(Asked(kind, DAY, extended_told_on=DAY)) == extended
    assert acknowledge_by(Asked(kind, DAY), SHIPPED) == date(2026, 12, 3)


def test_nd_356_dieu_5_the_one_extension_is_told_before_the_first_term_ends() -> None:
    late = Asked(Kind.ACCESS, DAY, extended_told_on=date(2026, 12, 12))
    assert (problem(late), due(late)) == (WrongRequest.TOLD_LATE, date(2026, 12, 11))
    assert problem(Asked(Kind.ACCESS, DAY, extended_told_on=date(2026, 11, 30))) is WrongRequest.BEFORE


def test_nd_356_dieu_28_a_breach_is_notified_in_72_hours() -> None:
    assert breach_due(datetime(2026, 12, 4, 16, tzinfo=UTC)) == datetime(2026, 12, 7, 16, tzinfo=UTC)
