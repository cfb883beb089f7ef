"""When a bulletin goes out: on its dates by the sun or the moon, each week or month, or by the day of an event.

Everything is Vietnam's wall clock. A slot is one time of a schedule; its key stays the same whatever else moves, so
that nobody can be sent it twice.
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

MOST_DAYS = 60  # before or after its date or event
AT = time(7, 30)
_DAY = timedelta(days=1)


class Every(StrEnum):
    """How often a bulletin comes again."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    LUNAR_YEAR = "lunar_year"
    LUNAR_MONTH = "lunar_month"


class Event(StrEnum):
    """What a bulletin can be tied to."""

    POLL_OPEN = "poll_open"
    POLL_CLOSE = "poll_close"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a bulletin comes again. `day`: of the month; of the week (0 is Monday) for WEEK.

    A day that a month does not have (31, 29 February, 30 by the moon) is its last one. LUNAR_YEAR keeps the first of
    two months with one number, LUNAR_MONTH comes in both. `days`: when it goes: -7 is a week before its date.
    """

    every: Every
    day: int
    month: int = 0
    at: time = AT
    days: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Tie:
    """To the day of an event. `key`: which one; of a meeting its day as ISO writes it. `days` as in a Rule."""

    to: Event
    key: str
    days: tuple[int, ...] = (0,)
    at: time = AT


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of a schedule. `planned` may lie in quiet hours; when it really begins `start_of` says."""

    key: str
    planned: datetime


def start_of(planned: datetime, *, urgent: bool) -> datetime:
    """When it may begin: at the end of the quiet hours, unless it is urgent and was approved so."""
    return planned if urgent else quiet_until(planned) or planned


def slots(rule: Rule, after: datetime) -> Iterator[Slot]:
    """The times of a rule that lie after a moment, in order, at most one a day. Endless."""
    shifts = sorted(set(rule.days))
    first = in_vietnam(after).date()
    days = _dates(rule, first - timedelta(days=shifts[-1]) - _DAY)
    for day in _shifted(days, shifts):
        planned = datetime.combine(day, rule.at, VIETNAM)
        if planned > after:
            yield Slot(day.isoformat(), planned)


def next_after(rule: Rule, moment: datetime) -> datetime:
    """The first time of the rule that lies after a moment."""
    return next(slots(rule, moment)).planned


def slots_of_event(tie: Tie, day: date) -> list[Slot]:
    """The times around an event. A key names the distance and not the day: one that moves is not told twice."""
    return [
        Slot(f"{shift:+d}", datetime.combine(day + timedelta(days=shift), tie.at, VIETNAM))
        for shift in sorted(set(tie.days))
    ]


def _shifted(days: Iterator[date], shifts: list[int]) -> Iterator[date]:
    """Each day moved by each shift, in order and once: a week before a Monday is a Monday too."""
    waiting: set[date] = set()
    for day in days:
        # whatever is still to come lies on or after this
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
    """The first few slots, those left out by their key not counted."""
    return list(islice((each for each in found if each.key not in without), number))


def rule_to_json(rule: Rule) -> dict[str, Json]:
    """As it is stored."""
    return {
        "every": rule.every.value, "day": rule.day, "month": rule.month, "at": f"{rule.at:%H:%M}",
        "days": list(rule.days),
    }  # fmt: skip


def rule_from_json(stored: dict[str, Json]) -> Rule:
    """What was stored; a rule of before offsets goes on its date."""
    return Rule(
        Every(str(stored["every"])), _whole(stored["day"]), _whole(stored["month"]), _clock(stored), _days(stored)
    )


def tie_to_json(tie: Tie) -> dict[str, Json]:
    """As it is stored."""
    return {"to": tie.to.value, "key": tie.key, "days": list(tie.days), "at": f"{tie.at:%H:%M}"}


def tie_from_json(stored: dict[str, Json]) -> Tie:
    """What was stored; the one number of before is a list of one."""
    return Tie(Event(str(stored["to"])), str(stored["key"]), _days(stored), _clock(stored))


def _days(stored: dict[str, Json]) -> tuple[int, ...]:
    found = stored.get("days", 0)
    return tuple(_whole(each) for each in found) if isinstance(found, list) else (_whole(found),)


def _whole(value: Json) -> int:
    return int(str(value))


def _clock(stored: dict[str, Json]) -> time:
    return time.fromisoformat(str(stored.get("at") or "07:30"))
