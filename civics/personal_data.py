"""Requests about personal data and breaches: Luật 91/2025/QH15; NĐ 356/2025/NĐ-CP Điều 5, 28, 29.

Confidence: source-2. Terms are in calendar days, except the acknowledgement, which is due within two working days. A
term may be extended once, if the person is told before the first term ends.
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
    """What a person requests."""

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

    `with_processor`: the term if a processor holds the data. `more`: the length of the one extension.
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
    """Why an extension is refused."""

    TOLD_LATE = "told_late"  # told after the first term ended
    BEFORE = "before"  # told before it was received


class DataWhy(StrEnum):
    """Why a line of the register is refused."""

    WHO = "who"  # no person is named
    WHAT = "what"  # a breach without a description
    AHEAD = "ahead"
    BEFORE = "before"
    TOLD_LATE = "told_late"  # the person was told of the extension after the first term


def term(kind: Kind) -> Term:
    """The term of a kind."""
    return next(each for each in TERMS if kind in each.kinds)


def acknowledge_by(asked: Asked, days: Days) -> date:
    """The day by which the request must be acknowledged."""
    return add_working_days(asked.received_on, ACKNOWLEDGE, days)


def first_due(asked: Asked) -> date:
    """The end of the first term."""
    law = term(asked.kind)
    return asked.received_on + timedelta(days=law.with_processor if asked.processor else law.days)


def due(asked: Asked) -> date:
    """The day by which it must be done: the first term, plus the extension if the person was told in time."""
    more = term(asked.kind).more if asked.extended_told_on and problem(asked) is None else 0
    return first_due(asked) + timedelta(days=more)


def problem(asked: Asked) -> WrongRequest | None:
    """Why the extension does not count; None when it counts or there is none."""
    told = asked.extended_told_on
    if told is None:
        return None
    if told < asked.received_on:
        return WrongRequest.BEFORE
    return WrongRequest.TOLD_LATE if told > first_due(asked) else None


def breach_due(found_at: datetime) -> datetime:
    """When a breach must be notified at the latest (Điều 28): 72 hours later, day and night."""
    return found_at + timedelta(hours=BREACH_HOURS)
