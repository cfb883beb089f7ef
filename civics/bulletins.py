"""The life of a bulletin: its moves, its quiet hours, and when it comes again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from civics.lunar import solar_of
from core.clock import VIETNAM, in_vietnam
from core.errors import ConflictError

QUIET_FROM, QUIET_TO = time(22, 0), time(6, 30)  # Vietnam time
LATE = timedelta(hours=1)  # a start missed by more asks before it sends


class BulletinState(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"
    ASKED = "asked"  # for approval
    APPROVED = "approved"  # waits for its hour
    MISSED = "missed"  # its hour passed while nobody could send: asks
    SPREADING = "spreading"  # gives each chat its row, and sends already
    SENDING = "sending"  # each chat has its row
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    RECALLED = "recalled"


_TABLE = (
    ("draft", "asked"),
    ("asked", "draft approved"),
    ("approved", "draft spreading missed stopped"),
    ("missed", "spreading stopped"),
    ("spreading", "sending paused stopped recalled"),
    ("sending", "done paused stopped recalled"),
    ("paused", "spreading sending stopped recalled"),
    ("stopped", "recalled"),
    ("done", "sending recalled"),  # doubtful ones repeated by choice
)
MOVES = frozenset((BulletinState(start), BulletinState(to)) for start, tos in _TABLE for to in tos.split())
LEAVES = frozenset({BulletinState.SPREADING, BulletinState.SENDING})  # its rows may go out


def move(state: BulletinState, to: BulletinState) -> BulletinState:
    """The new state. Raises ConflictError when the table does not allow it."""
    if (state, to) not in MOVES:
        raise ConflictError(f"A bulletin that is {state.value} cannot become {to.value}.")
    return to


def quiet_until(moment: datetime) -> datetime | None:
    """When the quiet hours around a moment end; none when it lies outside them. Only an urgent one may break them."""
    here = in_vietnam(moment)
    if QUIET_TO <= here.time() < QUIET_FROM:
        return None
    day = here.date() + timedelta(days=1) if here.time() >= QUIET_FROM else here.date()
    return datetime.combine(day, QUIET_TO, VIETNAM)


def missed(planned_at: datetime, now: datetime) -> bool:
    """Whether the start lies so far back that somebody must say whether it is still wanted."""
    return now - planned_at > LATE


class Every(StrEnum):
    """How often a bulletin comes again."""

    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    LUNAR_YEAR = "lunar_year"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a bulletin comes again, in Vietnam time. `day`: of the month; of the week (0 is Monday) for WEEK.

    A day that a month does not have (31, 29 February) is its last one. Lunar dates are those of Vietnam's calendar.
    """

    every: Every
    day: int
    month: int = 0
    at: time = time(7, 30)


def next_after(rule: Rule, moment: datetime) -> datetime:
    """The first time of the rule that lies after a moment. Raises ValueError for a rule that never comes."""
    day = in_vietnam(moment).date()
    for found in _days(rule, day):
        start = datetime.combine(found, rule.at, VIETNAM)
        if start > moment:
            return start
    raise ValueError("this rule never comes")


def _days(rule: Rule, start: date) -> list[date]:
    """A few of the rule's days around `start`, in order."""
    if rule.every is Every.WEEK:
        first = start + timedelta(days=(rule.day - start.weekday()) % 7)
        return [first, first + timedelta(days=7)]
    if rule.every is Every.MONTH:
        months = [divmod(start.year * 12 + start.month - 1 + ahead, 12) for ahead in range(3)]
        return [_clipped(year, month + 1, rule.day) for year, month in months]
    on: Callable[[int], date] = (
        (lambda year: solar_of(rule.day, rule.month, year))
        if rule.every is Every.LUNAR_YEAR
        else (lambda year: _clipped(year, rule.month, rule.day))
    )
    return [on(start.year + ahead) for ahead in (-1, 0, 1, 2)]


def _clipped(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day, (following - timedelta(days=1)).day))
