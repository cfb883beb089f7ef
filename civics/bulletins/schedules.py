"""When a bulletin goes out: on solar or lunar dates, each week or month, or around the day of an event.

All times are wall clock times in Viet Nam. A slot is one planned time of a schedule. Its key does not change when other
dates move, so nobody can be sent the same slot twice.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, islice

from civics.days.lunar import months_from, solar_of
from civics.days.night import quiet_until
from core.clock import VIETNAM, in_vietnam
from core.message import Json

MOST_DAYS = 60  # days before or after its date or event
AT = time(7, 30)
_DAY = timedelta(days=1)


class Every(StrEnum):
    """How often a bulletin is repeated."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    LUNAR_YEAR = "lunar_year"
    LUNAR_MONTH = "lunar_month"


class Event(StrEnum):
    """The kinds of event that a bulletin can be tied to."""

    POLL_OPEN = "poll_open"
    POLL_CLOSE = "poll_close"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a bulletin is repeated. `day` is the day of the month; for WEEK, the day of the week (0 is Monday).

    When a month does not have the day (31, 29 February, lunar 30), its last day is used. If a lunar month occurs twice,
    LUNAR_YEAR uses the first, LUNAR_MONTH both. `days` says when the bulletin goes out: -7 is a week before its date.
    """

    every: Every
    day: int
    month: int = 0
    at: time = AT
    days: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie to the day of an event.

    `key` says which event; for a meeting it is the day in ISO form. `days` as in Rule.
    """

    to: Event
    key: str
    days: tuple[int, ...] = (0,)
    at: time = AT


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of a schedule. `planned` may lie in the quiet hours; `start_of` gives the time at which it begins."""

    key: str
    planned: datetime


def start_of(planned: datetime, *, urgent: bool) -> datetime:
    """When the bulletin may begin: after the quiet hours, unless it was approved as urgent."""
    return planned if urgent else quiet_until(planned) or planned


def slots(rule: Rule, after: datetime) -> Iterator[Slot]:
    """The times of a rule after a moment, in order, at most one per day. Endless."""
    shifts = sorted(set(rule.days))
    first = in_vietnam(after).date()
    days = _dates(rule, first - timedelta(days=shifts[-1]) - _DAY)
    for day in _shifted(days, shifts):
        planned = datetime.combine(day, rule.at, VIETNAM)
        if planned > after:
            yield Slot(day.isoformat(), planned)


def next_after(rule: Rule, moment: datetime) -> datetime:
    """The first time of the rule after a moment."""
    return next(slots(rule, moment)).planned


def slots_of_event(tie: Tie, day: date) -> list[Slot]:
    """The times around an event.

    A key holds the distance in days, not the date: an event that moves is not announced twice.
    """
    return [
        Slot(f"{shift:+d}", datetime.combine(day + timedelta(days=shift), tie.at, VIETNAM))
        for shift in sorted(set(tie.days))
    ]


def _shifted(days: Iterator[date], shifts: list[int]) -> Iterator[date]:
    """Each day moved by each shift, in order, without repeats: a week before a Monday is a Monday too."""
    waiting: set[date] = set()
    for day in days:
        # all slots that are still to come lie on or after this day
        sure = day + timedelta(days=shifts[0])
        for each in sorted(one for one in waiting if one < sure):
            waiting.discard(each)
            yield each
        waiting.update(day + timedelta(days=shift) for shift in shifts)


def _dates(rule: Rule, first: date) -> Iterator[date]:
    """The rule's dates from a day on. Endless."""
    if rule.every is Every.WEEK:
        start = first + timedelta(days=(rule.day - first.weekday()) % 7)
        return (start + timedelta(weeks=ahead) for ahead in count())
    found: Iterator[date]
    if rule.every is Every.LUNAR_MONTH:
        found = (min(start + timedelta(days=rule.day - 1), last) for start, last in months_from(first))
    elif rule.every is Every.MONTH:
        months = (divmod(first.year * 12 + first.month - 1 + ahead, 12) for ahead in count())
        found = (_clipped(year, month + 1, rule.day) for year, month in months)
    else:
        on: Callable[[int], date] = (
            (lambda year: solar_of(rule.day, rule.month, year))
            if rule.every is Every.LUNAR_YEAR
            else (lambda year: _clipped(year, rule.month, rule.day))
        )
        found = (on(year) for year in count(first.year - 1))
    return (day for day in found if day >= first)


def _clipped(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day, (following - _DAY).day))


def first(found: Iterable[Slot], number: int, *, without: frozenset[str] = frozenset()) -> list[Slot]:
    """The first few slots, without those whose keys are left out."""
    return list(islice((each for each in found if each.key not in without), number))


def rule_to_json(rule: Rule) -> dict[str, Json]:
    """The rule as it is stored."""
    return {
        "every": rule.every.value, "day": rule.day, "month": rule.month, "at": f"{rule.at:%H:%M}",
        "days": list(rule.days),
    }  # fmt: skip


def rule_from_json(stored: dict[str, Json]) -> Rule:
    """The stored rule. Older rules have no `days`; their bulletins go out on their date."""
    return Rule(
        Every(str(stored["every"])), _whole(stored["day"]), _whole(stored["month"]), _clock(stored), _days(stored)
    )


def tie_to_json(tie: Tie) -> dict[str, Json]:
    """The tie as it is stored."""
    return {"to": tie.to.value, "key": tie.key, "days": list(tie.days), "at": f"{tie.at:%H:%M}"}


def tie_from_json(stored: dict[str, Json]) -> Tie:
    """The stored tie. Older ties have a single number instead of a list."""
    return Tie(Event(str(stored["to"])), str(stored["key"]), _days(stored), _clock(stored))


def _days(stored: dict[str, Json]) -> tuple[int, ...]:
    found = stored.get("days", 0)
    return tuple(_whole(each) for each in found) if isinstance(found, list) else (_whole(found),)


def _whole(value: Json) -> int:
    return int(str(value))


def _clock(stored: dict[str, Json]) -> time:
    return time.fromisoformat(str(stored.get("at") or "07:30"))
