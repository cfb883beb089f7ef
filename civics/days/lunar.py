"""The Vietnamese lunar calendar: a month begins on the day of the new moon at UTC+7.

Follows the algorithm that Hồ Ngọc Đức published (after Meeus): month 11 contains the winter solstice.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_ZONE = 7.0 / 24.0
_EPOCH = date(2000, 1, 1).toordinal() - 2_451_545  # a Julian day number plus this is a date's ordinal
_MONTH = 29.530588853


@dataclass(frozen=True, slots=True)
class LunarDay:
    """A day of the lunar calendar. `leap`: it lies in the second of two months with the same number."""

    day: int
    month: int
    year: int
    leap: bool = False


def solar_of(day: int, month: int, year: int, *, leap: bool = False) -> date:
    """The date of a lunar day. Where a month has only 29 days, day 30 gives the 29th.

    If the month occurs twice, it is the first, as for feasts; with `leap` it is the second, in years that have one.
    """
    start, following = _month(_number_of(month, year, leap=leap))
    return _day(min(start + day - 1, following - 1))


def lunar_of(day: date) -> LunarDay:
    """The lunar day of a date, as almanacs print it."""
    number = _number_at(day)
    start, _ = _month(number)
    eleventh, year = _eleventh(day.year), day.year
    if eleventh > start:
        eleventh, year = _eleventh(day.year - 1), day.year - 1
    offset = number - _first(eleventh)
    leap_at = _leap_offset(_first(eleventh)) if _eleventh(year + 1) - eleventh > 365 else 99
    month = 11 + offset - (offset >= leap_at)
    return LunarDay(
        day.toordinal() - _EPOCH - start + 1, (month - 1) % 12 + 1, year + (month > 12), leap=offset == leap_at
    )


def months_from(day: date) -> Iterator[tuple[date, date]]:
    """The first and last day of the lunar month around a date, then of each month that follows, leap months too."""
    number = _number_at(day)
    while True:
        start, following = _month(number)
        yield _day(start), _day(following - 1)
        number += 1


def _number_at(day: date) -> int:
    """The number of the new moon that began the month of a date."""
    julian = day.toordinal() - _EPOCH
    number = int((julian - 2_415_021.076998695) / _MONTH)
    while _new_moon(number + 1) <= julian:
        number += 1
    while _new_moon(number) > julian:
        number -= 1
    return number


def _number_of(month: int, year: int, *, leap: bool) -> int:
    before, after = (year - 1, year) if month < 11 else (year, year + 1)
    eleventh, next_eleventh = _eleventh(before), _eleventh(after)
    first, offset = _first(eleventh), (month - 11) % 12
    if next_eleventh - eleventh > 365:
        leap_at = _leap_offset(first)
        offset += offset >= leap_at or (leap and offset == leap_at - 1)
    return first + offset


def _month(number: int) -> tuple[int, int]:
    return _new_moon(number), _new_moon(number + 1)


def _first(eleventh: int) -> int:
    return int(0.5 + (eleventh - 2_415_021.076998695) / _MONTH)


def _day(julian: int) -> date:
    return date.fromordinal(julian + _EPOCH)


def _leap_offset(first: int) -> int:
    """How many months after the eleventh the leap month is: the first month without a principal solar term."""
    last, ahead = _sun(_new_moon(first + 1)), 2
    while ahead < 14:
        arc = _sun(_new_moon(first + ahead))
        if arc == last:
            break
        last, ahead = arc, ahead + 1
    return ahead - 1


def _eleventh(year: int) -> int:
    """The Julian day on which the month with the winter solstice begins."""
    off = date(year, 12, 31).toordinal() - _EPOCH - 2_415_021
    number = int(off / _MONTH)
    start = _new_moon(number)
    return _new_moon(number - 1) if _sun(start) >= 9 else start


def _new_moon(number: int) -> int:
    """The Julian day number, in Viet Nam, of a new moon. `number` counts from the new moon of January 1900."""
    t = number / 1236.85
    rad = math.pi / 180
    jd = 2_415_020.75933 + 29.53058868 * number + 0.0001178 * t**2 - 0.000000155 * t**3
    jd += 0.00033 * math.sin((166.56 + 132.87 * t - 0.009173 * t**2) * rad)
    sun = (359.2242 + 29.10535608 * number - 0.0000333 * t**2 - 0.00000347 * t**3) * rad
    moon = (306.0253 + 385.81691806 * number + 0.0107306 * t**2 + 0.00001236 * t**3) * rad
    far = (21.2964 + 390.67050646 * number - 0.0016528 * t**2 - 0.00000239 * t**3) * rad
    c = (0.1734 - 0.000393 * t) * math.sin(sun) + 0.0021 * math.sin(2 * sun)
    c += -0.4068 * math.sin(moon) + 0.0161 * math.sin(2 * moon) - 0.0004 * math.sin(3 * moon)
    c += 0.0104 * math.sin(2 * far) - 0.0051 * math.sin(sun + moon) - 0.0074 * math.sin(sun - moon)
    c += 0.0004 * math.sin(2 * far + sun) - 0.0004 * math.sin(2 * far - sun)
    c += -0.0006 * math.sin(2 * far + moon) + 0.0010 * math.sin(2 * far - moon) + 0.0005 * math.sin(2 * moon + sun)
    delta = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return math.floor(jd + c - delta + 0.5 + _ZONE)


def _sun(day: int) -> int:
    """The twelfth of its yearly path in which the sun is at midnight in Viet Nam; 9 begins with the winter solstice."""
    t = (day - 0.5 - _ZONE - 2_451_545.0) / 36525
    rad = math.pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t**2) * rad
    centre = (1.914600 - 0.004817 * t) * math.sin(anomaly)
    centre += 0.019993 * math.sin(2 * anomaly) + 0.000290 * math.sin(3 * anomaly)
    return int(((280.46645 + 36000.76983 * t + 0.0003032 * t**2 + centre) * rad % math.tau) / math.pi * 6)
