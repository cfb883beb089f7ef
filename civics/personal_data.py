"""Requests about personal data and breaches: Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP Điều 5, 28, 29.

Confidence: source-2.
Periods are calendar days, but for the acknowledgement, which is two working days. A period is extended once, and the
person is told before the first term ends.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from civics.days.calendar import Days, add_working_days

ACKNOWLEDGE = 2  # working days
BREACH_HOURS = 72  # from the moment it was found, to the competent authority
BASIS = "NĐ 356/2025/NĐ-CP Điều 5"
CONFIDENCE = "source-2"


class Kind(StrEnum):
    """What a person asks for."""

    WITHDRAW = "withdraw"
    RESTRICT = "restrict"
    OBJECT = "object"
    ACCESS = "access"
    CORRECT = "correct"
    SUPPLY = "supply"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Term:
    """The term of a kind, in calendar days.

    `with_processor`: where a processor holds the data. `more`: the one extension.
    """

    kinds: tuple[Kind, ...]
    days: int
    with_processor: int
    more: int


TERMS: tuple[Term, ...] = (
    Term((Kind.WITHDRAW, Kind.RESTRICT, Kind.OBJECT), 15, 20, 15),
    Term((Kind.ACCESS, Kind.CORRECT, Kind.SUPPLY), 10, 15, 10),
    Term((Kind.DELETE,), 20, 30, 20),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `extended_told_on`: the day on which the person was told of the one extension."""

    kind: Kind
    received_on: date
    processor: bool = False
    extended_told_on: date | None = None


class WrongRequest(StrEnum):
    """Why an extension is not recorded."""

    TOLD_LATE = "told_late"  # told after the first term ended
    BEFORE = "before"  # told before it was received


class DataWhy(StrEnum):
    """Why a line of the register is refused."""

    WHO = "who"  # nobody named
    WHAT = "what"  # a breach without words
    AHEAD = "ahead"
    BEFORE = "before"
    TOLD_LATE = "told_late"  # the extension was told after the first term


def term(kind: Kind) -> Term:
    """The term of a kind."""
    return next(each for each in TERMS if kind in each.kinds)


def acknowledge_by(asked: Asked, days: Days) -> date:
    """By when the person hears that the request came."""
    return add_working_days(asked.received_on, ACKNOWLEDGE, days)


def first_due(asked: Asked) -> date:
    """The end of the first term."""
    law = term(asked.kind)
    return asked.received_on + timedelta(days=law.with_processor if asked.processor else law.days)


def due(asked: Asked) -> date:
    """By when it is done: the first term, and the extension where the person was told in time."""
    more = term(asked.kind).more if asked.extended_told_on and problem(asked) is None else 0
    return first_due(asked) + timedelta(days=more)


def problem(asked: Asked) -> WrongRequest | None:
    """Why an extension does not count."""
    told = asked.extended_told_on
    if told is None:
        return None
    if told < asked.received_on:
        return WrongRequest.BEFORE
    return WrongRequest.TOLD_LATE if told > first_due(asked) else None


def breach_due(found_at: datetime) -> datetime:
    """By when a breach is notified (Điều 28): 72 hours, day and night."""
    return found_at + timedelta(hours=BREACH_HOURS)
