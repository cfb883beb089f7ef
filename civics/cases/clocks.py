"""The clocks of a case: the periods that the law sets, with the article, and the ward's promises, marked as promises.

No law sets a time for resolving a phản ánh or kiến nghị. A khiếu nại or tố cáo has a clock only from the date of a
valid đơn that staff enter; an anonymous one has none (Luật Tố cáo 2018 Điều 25). The table is `deadlines.json`. A legal
period ends with its last day (23:59:59 in Viet Nam), a promise of the ward ends with the office day (17:00), and the
clock of an urgent reply counts hours, day and night.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib.resources import files

from civics.days import calendar


@dataclass(frozen=True, slots=True)
class CaseClock:
    """A time limit on a case. `basis` is the article of law, or says that the ward promised it. `due_at` is in UTC."""

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
    extensions: dict[str, int]
    round: int  # of a khiếu nại: the first or the second complaint; 0 means any
    sets: tuple[str, ...]  # the sets of rules to which it belongs; empty: all
    other: tuple[int, str] | None  # a second length with its unit; the earlier of both counts

    def fits(self, kind: str, *, second: bool, rules: str = "") -> bool:
        return (
            kind in self.kinds and self.round in {0, 2 if second else 1} and (not self.sets or rules in self.sets)
        )  # fmt: skip

    def length(self, extended: str, promised: Mapping[str, int]) -> int:
        return self.extensions.get(extended, self.n) if self.legal else promised.get(self.name, self.n)


# The sets of rules, the newest last. A case keeps the set under which its đơn was entered, so that a change of the law
# does not move a date that a resident was told.
BEFORE_ND155 = ""
ND155 = "nd155"  # NĐ 155/2026, while nobody has read Điều 27 of the law as Luật 136/2025 left it
ND155_READ = "nd155_read"  # the ward has read it: the decree's period alone
RULES = (BEFORE_ND155, ND155, ND155_READ)


def rules_now(*, complaint_law_read: bool) -> str:
    """The set of rules for a đơn that is entered now. `complaint_law_read`: the ward has read Điều 27 (a setting)."""
    return ND155_READ if complaint_law_read else ND155


def _other(raw: Mapping[str, object] | None) -> tuple[int, str] | None:
    return (int(str(raw["n"])), str(raw["unit"])) if raw else None


@dataclass(frozen=True, slots=True)
class Extension:
    """How long a period may become in total, in days from its start, and the cause for which the law allows it."""

    cause: str  # complex, very_complex, remote, remote_complex, many_places
    n: int
    unit: str  # day, working_day
    basis: str


@lru_cache(maxsize=1)
def _rules() -> tuple[_Rule, ...]:
    raw = json.loads(files("civics").joinpath("deadlines.json").read_text("utf-8"))
    return tuple(
        _Rule(
            tuple(each["kinds"]), each["name"], each["n"], each["unit"], each["from"], each["legal"], each["basis"],
            each["confidence"], each.get("only") == "urgent", each.get("extensions", {}),
            each.get("round", 0), tuple(each.get("rules", ())), _other(each.get("or")),
        )
        for each in raw
    )  # fmt: skip


def clocks_for(
    kind: str,
    filed_at: datetime,
    *,
    urgent: bool = False,
    form_date: date | None = None,
    accepted_on: date | None = None,
    anonymous: bool = False,
    second: bool = False,
    extended: str = "",
    promised: Mapping[str, int] | None = None,
    rules: str = ND155,
    paused: bool = False,
    paused_days: int = 0,
    days: calendar.Days = calendar.SHIPPED,
) -> tuple[CaseClock, ...]:
    """All clocks that run on a case of that kind, the nearest first.

    `second`: a khiếu nại lần 2 (Luật Khiếu nại 2011 Điều 36, 37). `extended`: the cause for which a period was
    lengthened, one of those that `extensions` gives; a period to which the cause does not apply stays as it is.
    `promised`: the lengths of the ward's own promises, by clock (`civics.cases.promises`). They never change a legal
    period.

    `rules`: the set under which its đơn was entered. `paused`: an order stops it (NĐ 124/2020 Điều 28b), so no legal
    period runs. `paused_days`: the days of earlier pauses, which the period for resolving does not count. `days`: the
    days off that the ward had set when the period began.

    Moments carry their zone; `form_date` and `accepted_on` may be moments or dates in Viet Nam. After acceptance, the
    period for deciding on acceptance is over and only the period for resolving runs. An anonymous case has no clock.
    """
    if anonymous:
        return ()
    starts = {"filed": filed_at, "form": None if accepted_on else form_date, "accepted": accepted_on}
    found = []
    for rule in _rules():
        start = starts[rule.start]
        runs = start is not None and (urgent or not rule.urgent_only) and not (paused and rule.legal)
        if rule.fits(kind, second=second, rules=rules) and start is not None and runs:
            stood = paused_days if rule.start == "accepted" else 0
            due_at = _due_at(rule, start, rule.length(extended, promised or {}) + stood, days)
            counted_by = calendar.version(days)
            found.append(CaseClock(rule.name, due_at, rule.basis, rule.legal, rule.confidence, counted_by))
    return tuple(sorted(found, key=lambda clock: (clock.due_at, not clock.legal)))


def promised_at(
    kind: str, start: datetime, promised: Mapping[str, int] | None, days: calendar.Days = calendar.SHIPPED
) -> datetime | None:
    """When the ward has promised a result (of a question: its answer): the only date that the resident is told.

    None for a khiếu nại or tố cáo, for which only the law's periods count.
    """
    clocks = clocks_for(kind, start, promised=promised, days=days)
    own = {clock.name: clock.due_at for clock in clocks if not clock.legal}
    return own.get("result") or own.get("first_reply")


def standard_promises(kind: str) -> dict[str, int]:
    """The promises for that kind that apply until the ward sets others, by clock."""
    return {rule.name: rule.n for rule in _rules() if kind in rule.kinds and not rule.legal}


def extensions(kind: str, name: str, *, second: bool = False) -> tuple[Extension, ...]:
    """How far the law allows a period of that kind to be extended, the shortest extension first."""
    found = [
        Extension(cause, n, rule.unit, rule.basis)
        for rule in _rules()
        if rule.fits(kind, second=second) and rule.name == name
        for cause, n in rule.extensions.items()
    ]
    return tuple(sorted(found, key=lambda each: each.n))


def _due_at(rule: _Rule, start: date, n: int, days: calendar.Days) -> datetime:
    if rule.unit == "hour":
        if not isinstance(start, datetime):
            raise TypeError("hours are counted from a moment, not from a date")
        return start.astimezone(UTC) + timedelta(hours=n)
    day = calendar.day_of(start) if isinstance(start, datetime) else start
    last = _count(day, n, rule.unit, days)
    if rule.other is not None:
        last = min(last, _count(day, *rule.other, days))
    return calendar.ends(last, office=not rule.legal)


def _count(day: date, n: int, unit: str, days: calendar.Days) -> date:
    return (calendar.add_working_days if unit == "working_day" else calendar.add_days)(day, n, days)


_FIRST = frozenset({"urgent_reply", "first_reply"})
# No clock runs after the case was answered. Forwarding a case does not end the ward's duty to answer it.
_RUNNING = frozenset({"new", "taken", "forwarded", "reopened"})
_PAUSED = "waiting"  # the resident has to answer: the ward's own promises pause, a period of the law does not


def due(clocks: tuple[CaseClock, ...], state: str) -> CaseClock | None:
    """The nearest clock that matters in a state. On the same day, a legal clock goes before a promise.

    Once somebody has taken the case, a first reply matters only if no other clock runs. While the ward waits for the
    resident, only a legal period runs. None when no clock runs: the case is answered, done or dropped.
    """
    if state == _PAUSED:
        clocks = tuple(clock for clock in clocks if clock.legal)
    elif state not in _RUNNING:
        return None
    ordered = sorted(clocks, key=lambda clock: (calendar.day_of(clock.due_at), not clock.legal, clock.due_at))
    later = [clock for clock in ordered if state == "new" or clock.name not in _FIRST]
    return next(iter(later or ordered), None)
