"""Working days of Viet Nam: the `holidays` package, corrected by dated overrides with their sources.

Weekly rest of agencies: Saturday and Sunday. Public holidays: Bộ luật Lao động 2019 Điều 112. Periods are counted by Bộ
luật Dân sự Điều 147–148: the first day is not counted, and a period that ends on a day off ends on the next working day
(confidence: recalled). All dates are dates in Viet Nam.

The government announces changes during the year, such as a swapped day. An admin of the ward sets them (`Days`). They
override the data that come with the program.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import metadata, util
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.clock import VIETNAM, in_vietnam

if TYPE_CHECKING:
    from holidays import HolidayBase

_DAY = timedelta(days=1)
_OURS = "holidays/countries/vietnam.py"
OFFICE_OPENS = time(7, 30)
OFFICE_CLOSES = time(17)  # a promise of the ward ends with the office day; a legal period ends with the day itself


@dataclass(frozen=True, slots=True)
class Overrides:
    """Corrections of the package, and the days that are not confirmed yet."""

    version: str
    off: frozenset[date]
    work: frozenset[date]
    unconfirmed: tuple[tuple[date, date, str], ...]


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a ward has set, and whether agencies work on each. `revision` counts the changes; 0: none set."""

    works: Mapping[date, bool]
    revision: int = 0


SHIPPED = Days(MappingProxyType({}))  # the ward has set no days


@lru_cache(maxsize=1)
def overrides() -> Overrides:
    """The overrides that come with the program."""
    raw = json.loads(files("civics").joinpath("day_off_overrides.json").read_text("utf-8"))
    return Overrides(
        raw["version"],
        frozenset(date.fromisoformat(each["date"]) for each in raw["add_off"]),
        frozenset(date.fromisoformat(each["date"]) for each in raw["add_work"]),
        tuple(
            (date.fromisoformat(each["from"]), date.fromisoformat(each["to"]), each["why"])
            for each in raw["unconfirmed"]
        ),
    )


def version(days: Days = SHIPPED) -> str:
    """The versions of the data from which a date was computed, with the revision of the ward's own days if any.

    They are stored with the date, because old dates are never recomputed.
    """
    return f"{_shipped_version()}+{days.revision}" if days.revision else _shipped_version()


@lru_cache(maxsize=1)  # reading a package's description takes 5 ms, and each case asks three times
def _shipped_version() -> str:
    return f"holidays-{metadata.version('holidays')}+{overrides().version}"


@lru_cache(maxsize=1)
def _vietnam() -> "type[HolidayBase]":
    """The package's class of Viet Nam. Its module is read alone: with it come those of 250 countries, 11 MB."""
    spec = util.spec_from_file_location("vietnam", str(metadata.distribution("holidays").locate_file(_OURS)))
    if spec is None or spec.loader is None:
        raise ImportError(f"the package holidays has no {_OURS}")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: type[HolidayBase] = module.Vietnam
    return found


@lru_cache(maxsize=8)
def _year(year: int) -> "HolidayBase":
    return _vietnam()(years=year)


def is_working_day(day: date, days: Days = SHIPPED) -> bool:
    """Whether agencies work on that day."""
    return days.works[day] if day in days.works else _by_data(day)


@lru_cache(maxsize=4_096)  # a page of terms asks for the same days again and again
def _by_data(day: date) -> bool:
    """What the program's own data say of a day."""
    if day in overrides().work:
        return True
    if day in overrides().off:
        return False
    return bool(_year(day.year).is_working_day(day))  # it knows Saturdays that are swapped for a working day


def unconfirmed(day: date) -> str:
    """Why the day may still change, in Vietnamese. Empty when it is certain."""
    return next((why for start, end, why in overrides().unconfirmed if start <= day <= end), "")


def unsure(start: date, end: date, days: Days = SHIPPED) -> tuple[str, ...]:
    """Why days from `start` to `end` may still change, each reason once: a period across them may be a day wrong.

    A day that the ward has set is certain.
    """
    crossed = ((max(first, start), min(last, end), why) for first, last, why in overrides().unconfirmed)
    return tuple(dict.fromkeys(why for first, last, why in crossed if not _all_set(first, last, days)))


def unsure_term(start: date, end: date, days: Days = SHIPPED) -> tuple[str, ...]:
    """The same of a term that begins with `start`, a day that is not counted itself (Bộ luật Dân sự Điều 147)."""
    return unsure(start + _DAY, end, days)


def _all_set(first: date, last: date, days: Days) -> bool:
    return all(first + n * _DAY in days.works for n in range((last - first).days + 1))


def in_office(moment: datetime, days: Days = SHIPPED) -> bool:
    """Whether the office is open at that moment: on working days from 7:30 to 17:00, Vietnam time."""
    local = in_vietnam(moment)
    return OFFICE_OPENS <= local.time() < OFFICE_CLOSES and is_working_day(local.date(), days)


def next_working_day(day: date, days: Days = SHIPPED) -> date:
    """That day, or the first working day after it."""
    while not is_working_day(day, days):
        day += _DAY
    return day


def add_working_days(start: date, n: int, days: Days = SHIPPED) -> date:
    """The n-th working day after `start`; `start` itself is not counted."""
    day = start
    while n > 0:
        day += _DAY
        n -= is_working_day(day, days)
    return day


def add_days(start: date, n: int, days: Days = SHIPPED) -> date:
    """The end of a period of n calendar days from `start`. If it is a day off, the next working day."""
    return next_working_day(start + n * _DAY, days)


def working_days_between(start: date, end: date, days: Days = SHIPPED) -> int:
    """How many working days lie after `start`, up to and including `end`. Negative when `end` is before `start`."""
    if end < start:
        return -working_days_between(end, start, days)
    count, day = 0, start
    while day < end:
        day += _DAY
        count += is_working_day(day, days)
    return count


def ends(day: date, *, office: bool) -> datetime:
    """The last moment of a day, in UTC: 17:00 Vietnam time for the office, else 23:59:59."""
    last = OFFICE_CLOSES if office else time(23, 59, 59)
    return datetime.combine(day, last, VIETNAM).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The date of a moment in Viet Nam."""
    return in_vietnam(moment).date()
