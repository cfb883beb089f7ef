"""The clocks of a case: what the law sets, with its article, and what the ward promises, marked as such.

There is no statutory resolving time for phản ánh and kiến nghị. A khiếu nại or tố cáo has a clock only from the date
of a valid đơn that staff enter; nặc danh has none (Luật Tố cáo 2018 Điều 25). The table is `deadlines.json`.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from civics import calendar


class Standing(StrEnum):
    """How near a date is."""

    NONE = "none"
    FINE = "fine"
    SOON = "soon"  # fewer than two working days
    LATE = "late"


@dataclass(frozen=True, slots=True)
class CaseClock:
    """Something that is due. `basis` is the article of law, or says that the ward promised it. `due_at` is UTC."""

    name: str  # ack, first_reply, urgent_reply, result, accept, resolve
    due_at: datetime
    basis: str
    legal: bool
    confidence: str
    calendar_version: str


@dataclass(frozen=True, slots=True)
class _Rule:
    kinds: tuple[str, ...]
    name: str
    n: int
    unit: str
    start: str
    legal: bool
    basis: str
    confidence: str
    urgent_only: bool


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    raw = json.loads(files("civics").joinpath("deadlines.json").read_text("utf-8"))
    return tuple(
        _Rule(
            tuple(each["kinds"]), each["name"], each["n"], each["unit"], each["from"], each["legal"], each["basis"],
            each["confidence"], each.get("only") == "urgent",
        )
        for each in raw
    )  # fmt: skip


def clocks_for(
    kind: str,
    filed_at: datetime,
    *,
    urgent: bool = False,
    form_date: datetime | None = None,
    accepted_on: datetime | None = None,
    anonymous: bool = False,
) -> tuple[CaseClock, ...]:
    """All clocks that run on a case of that kind, the nearest first. Moments are UTC."""
    if anonymous:
        return ()
    starts = {"filed": filed_at, "form": form_date, "accepted": accepted_on}
    found = []
    for rule in _rules():
        start = starts[rule.start]
        if kind in rule.kinds and start is not None and (urgent or not rule.urgent_only):
            due_at = _due_at(rule, start)
            found.append(CaseClock(rule.name, due_at, rule.basis, rule.legal, rule.confidence, calendar.version()))
    return tuple(sorted(found, key=lambda clock: (clock.due_at, not clock.legal)))


def _due_at(rule: _Rule, start: datetime) -> datetime:
    if rule.unit == "hour":
        return start + timedelta(hours=rule.n)
    day: date = calendar.day_of(start)
    count = calendar.add_working_days if rule.unit == "working_day" else calendar.add_days
    return calendar.ends(count(day, rule.n), office=not rule.legal)


_FIRST = ("urgent_reply", "first_reply")
_RUNNING = frozenset({"new", "taken", "reopened"})


def due(clocks: tuple[CaseClock, ...], state: str) -> CaseClock | None:
    """The clock that matters in a state: before anybody took it the first reply, then the law's or the result."""
    if state not in _RUNNING:
        return None
    if state == "new":
        return clocks[0] if clocks else None
    later = [clock for clock in clocks if clock.name not in _FIRST]
    return later[0] if later else (clocks[0] if clocks else None)


def standing(due_at: datetime | None, now: datetime) -> Standing:
    """How near a date is."""
    if due_at is None:
        return Standing.NONE
    if now > due_at:
        return Standing.LATE
    left = calendar.working_days_between(calendar.day_of(now), calendar.day_of(due_at))
    return Standing.SOON if left < 2 else Standing.FINE
