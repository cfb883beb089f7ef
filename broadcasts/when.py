"""When a bulletin goes out, as its form says it: now, at a time, repeated, or around an event."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from civics.bulletins import schedules
from civics.bulletins.schedules import MOST_DAYS, Event, Every, Rule, Tie
from core.clock import VIETNAM, in_vietnam
from core.errors import NotFoundError
from storage.bulletins import series as bulletin_series
from storage.bulletins.bulletins import Bulletin
from storage.database.unit import UnitOfWork

WHENS = ("now", "at", "again", "event")
EVERIES = tuple(each.value for each in Every)
TIES = tuple(each.value for each in Event)
_MOST_SHIFTS = 5
_NO_MONTH = frozenset({Every.MONTH, Every.LUNAR_MONTH})
_LUNAR = frozenset({Every.LUNAR_YEAR, Every.LUNAR_MONTH})

Fields = tuple[datetime | None, dict[str, Any] | None, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class When:
    """The fields stay as they were typed, so that the form shows a wrong one again."""

    how: str = WHENS[0]
    at: str = ""
    every: str = Every.YEAR.value
    day: str = ""
    month: str = ""
    weekday: str = "0"
    clock: str = "07:30"
    tie: str = TIES[0]
    poll: str = ""
    meeting: str = ""
    days: str = "0"

    @classmethod
    def of(cls, said: Callable[..., str]) -> "When":
        """The input of a form. `said` gives a field, cut to a number of letters."""

        def chosen(name: str, known: tuple[str, ...]) -> str:
            return said(name) if said(name) in known else known[0]

        return cls(
            chosen("when", WHENS), said("at"), chosen("every", EVERIES), said("day", 2), said("month", 2),
            said("weekday", 1), said("clock", 5) or "07:30", chosen("tie", TIES), said("poll", 64), said("meeting"),
            said("days", 40),
        )  # fmt: skip

    @classmethod
    def stored(cls, found: Bulletin) -> "When":
        """The form of a stored draft."""
        if found.tied is not None:
            tie = schedules.tie_from_json(found.tied)
            meeting = tie.to is Event.MEETING
            return cls(
                "event", clock=f"{tie.at:%H:%M}", tie=tie.to.value, poll="" if meeting else tie.key,
                meeting=tie.key if meeting else "", days=_listed(tie.days),
            )  # fmt: skip
        if found.rule is not None:
            rule = schedules.rule_from_json(found.rule)
            return cls(
                "again", every=rule.every.value, day=str(rule.day), month=str(rule.month or ""),
                weekday=str(rule.day % 7), clock=f"{rule.at:%H:%M}", days=_listed(rule.days),
            )  # fmt: skip
        if found.planned_at is not None:
            return cls("at", at=f"{in_vietnam(found.planned_at):%Y-%m-%dT%H:%M}")
        return cls()

    def fields(self, work: UnitOfWork) -> Fields:
        """The planned time, rule and tie in stored form. Raises ValueError with the name of the wrong field."""
        if self.how == "now":
            return None, None, None
        if self.how == "at":
            return _ahead(_moment(self.at), work.now, "at"), None, None
        if self.how == "again":
            rule = self._rule()
            return schedules.next_after(rule, work.now), schedules.rule_to_json(rule), None
        tie = Tie(Event(self.tie), self._event(), _shifts(self.days), _clock(self.clock))
        try:
            day = bulletin_series.day_of(work, tie)
        except NotFoundError:
            raise ValueError("poll") from None
        if day is None:  # a consultation without dates: the bulletin is planned when they are set
            return None, None, schedules.tie_to_json(tie)
        ahead = [each.planned for each in schedules.slots_of_event(tie, day) if each.planned > work.now]
        if not ahead:
            raise ValueError("days_past")
        return ahead[0], None, schedules.tie_to_json(tie)

    def _rule(self) -> Rule:
        every = Every(self.every)
        at, days = _clock(self.clock), _shifts(self.days)
        if every is Every.WEEK:
            return Rule(every, _number(self.weekday, "weekday", 0, 6), at=at, days=days)
        most = 30 if every in _LUNAR else 31
        month = 0 if every in _NO_MONTH else _number(self.month, "month", 1, 12)
        return Rule(every, _number(self.day, "day", 1, most), month, at, days)

    def _event(self) -> str:
        if self.tie != Event.MEETING.value:
            return self.poll
        with suppress(ValueError):
            return date.fromisoformat(self.meeting).isoformat()
        raise ValueError("meeting")


def _listed(days: tuple[int, ...]) -> str:
    return ", ".join(str(each) for each in days)


def _shifts(text: str) -> tuple[int, ...]:
    """`-7, -1, 0`: days before or after, at most five."""
    parts = re.split(r"[,;\s]+", text.replace("−", "-").strip()) if text.strip() else ["0"]
    found = {_number(each, "days", -MOST_DAYS, MOST_DAYS) for each in parts if each}
    if not 0 < len(found) <= _MOST_SHIFTS:
        raise ValueError("days")
    return tuple(sorted(found))


def _moment(text: str) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    raise ValueError("at")


def _clock(text: str) -> time:
    with suppress(ValueError):
        return time.fromisoformat(text).replace(tzinfo=None)
    raise ValueError("clock")


def _number(text: str, name: str, least: int, most: int) -> int:
    with suppress(ValueError):
        if least <= int(text) <= most:
            return int(text)
    raise ValueError(name)


def _ahead(moment: datetime, now: datetime, name: str) -> datetime:
    if moment <= now:
        raise ValueError(f"{name}_past")
    return moment
