"""What somebody typed into a register's form, read and checked; and by when an entry is due."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

from civics.days.calendar import Days, add_working_days, unsure_term
from civics.registers.definition import Clock, Field, Register, Type
from core.text import normal

Value = str | int | bool
Values = Mapping[str, Value]
_EARLIEST, _LATEST = date(1990, 1, 1), date(2100, 1, 1)
# An identity number (12 digits), an old one (9), or a telephone number, however it is grouped.
_NUMBER = re.compile(r"(?<![\d/.-])\+?\d(?:[ .]?\d){8,12}(?![\d/-])")


class RegisterWhy(StrEnum):
    """Why an entry or an act is refused."""

    REQUIRED = "required"
    DAY = "day"
    NUMBER = "number"
    CHOICE = "choice"
    TIME = "time"
    LONG = "long"
    OWNER = "owner"  # nobody answers for it
    STATE = "state"  # somebody was faster, or the state does not allow it
    ORDER = "order"  # a last day before the first
    PEOPLE = "people"  # a list of persons that nobody has checked
    PERSONAL = "personal"  # a number of a person in what everybody would read
    SECRET = "secret"  # noqa: S105  # a mark of a state secret
    OWN_LAW = "own_law"  # a day of its own without the law that sets it
    BEFORE = "before"  # made public before there was a document
    FULL = "full"  # nobody else can be received then
    PAST = "past"
    NOT_HELD = "not_held"
    IDENTITY = "identity"  # a number that only the desk may take
    NOTICE = "notice"  # fewer days before it than the law asks for
    EARLIER = "earlier"  # a plan that was sent too late
    BULLETIN = "bulletin"  # it has one already
    REVIEWER = "reviewer"  # who wrote it may not review it
    QUESTIONS = "questions"  # fewer questions than a round asks
    NO_ROUND = "no_round"  # a contest without a round
    SHARE = "share"  # too few households agree
    QUORUM = "quorum"  # too few people came
    MAJORITY = "majority"  # not more than half agreed
    MORE = "more"  # more than there are
    WITHOUT = "without"  # a dialogue without those who must be there
    HOUSEHOLD = "household"  # no such household in the group, or it is there already
    TOO_LATE = "too_late"  # invitations that were sent too late
    OUTAGE = "outage"  # announced too late
    SEALED = "sealed"  # only readers of denunciations may write it
    CASE = "case"  # no such case that may be linked
    WEIGHTS = "weights"  # of a rating, that are not 100 together
    GRADES = "grades"  # of a rating, whose least points do not go down
    TERM = "term"  # a board at work whose term is over
    BOARD = "board"  # an inspector's entry without the own board
    RULE = "rule"  # a rating without a rule that was decided
    DOUBLE = "double"  # two options that say the same, or no option behind the right answer


@dataclass(frozen=True, slots=True)
class Wrong:
    """A field that is wrong, and why."""

    field: str
    why: RegisterWhy


def read(fields: Sequence[Field], typed: Mapping[str, str]) -> tuple[dict[str, Value], tuple[Wrong, ...]]:
    """The values of these fields, and what is wrong with them. An empty field is left out."""
    found: dict[str, Value] = {}
    wrong = []
    for each in fields:
        said = normal(typed.get(each.name, "")).strip()
        if not said:
            if each.required:
                wrong.append(Wrong(each.name, RegisterWhy.REQUIRED))
            continue
        value = _READERS[each.type](each, said)
        if isinstance(value, RegisterWhy):
            wrong.append(Wrong(each.name, value))
        else:
            found[each.name] = value
    return found, tuple(wrong)


def _words(field: Field, said: str) -> Value | RegisterWhy:
    text = said if field.type is Type.TEXT else " ".join(said.split())
    return text if len(text) <= field.most else RegisterWhy.LONG


def _day(field: Field, said: str) -> Value | RegisterWhy:
    del field
    found = day_of(said)
    return found.isoformat() if found else RegisterWhy.DAY


def _number(field: Field, said: str) -> Value | RegisterWhy:
    sound = said.isascii() and said.isdigit() and len(said) < 10 and int(said) <= max(field.most, 1)
    return int(said) if sound else RegisterWhy.NUMBER


def _choice(field: Field, said: str) -> Value | RegisterWhy:
    return said if said in field.choices else RegisterWhy.CHOICE


def _yes(field: Field, said: str) -> Value | RegisterWhy:
    del field
    return said == "yes"


def _unit(field: Field, said: str) -> Value | RegisterWhy:
    del field
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else RegisterWhy.CHOICE


def _time(field: Field, said: str) -> Value | RegisterWhy:
    del field
    try:
        return time.fromisoformat(said[:5]).isoformat("minutes")
    except ValueError:
        return RegisterWhy.TIME


_READERS = {
    Type.LINE: _words, Type.TEXT: _words, Type.DAY: _day, Type.NUMBER: _number, Type.CHOICE: _choice, Type.YES: _yes,
    Type.UNIT: _unit, Type.TIME: _time,
}  # fmt: skip


def day_of(value: object) -> date | None:
    """A day as it is stored and as browsers send it; None for anything else, and for a year that nobody means."""
    try:
        found = date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
    return found if _EARLIEST <= found < _LATEST else None


@dataclass(frozen=True, slots=True)
class Due:
    """By when something is to be done, and the clock that says so."""

    clock: Clock
    on: date


def due(register: Register, state: str, values: Values, *, days: Days) -> Due | None:
    """The first term that runs for an entry in that state; None when none does."""
    running = [each for each in register.clocks if state in each.states]
    found = [(end, each) for each in running if (end := _end(each, values, days)) is not None]
    return min((Due(each, end) for end, each in found), key=lambda each: each.on, default=None)


def unsure(register: Register, clock: str, values: Values, end: date, *, days: Days) -> tuple[str, ...]:
    """Why the end of a running term may still change: working days in it that nobody has announced yet."""
    start = next((day_of(values.get(each.start)) for each in register.clocks if each.name == clock), None)
    return () if start is None else unsure_term(start, end, days)


def _end(clock: Clock, values: Values, days: Days) -> date | None:
    if clock.skips and str(values.get(clock.skips, "")) in clock.skipped:
        return None
    if clock.own and values.get(clock.own_law) and (own := day_of(values.get(clock.own))):
        return own
    start = day_of(values.get(clock.start))
    if start is None:
        return None
    match clock.unit:
        case "working":
            return add_working_days(start, clock.n, days)
        case "months":
            return months_after(start, clock.n)
        case _:
            return start + timedelta(days=clock.n)


def months_after(start: date, count: int) -> date:
    """The same day so many months later; the last day of a month that has no such day (BLDS 2015 Điều 148)."""
    year, month = divmod(start.month - 1 + count, 12)
    first = date(start.year + year, month + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(start.day, last.day))


def numbers_of_people(text: str) -> tuple[str, ...]:
    """What looks like the number of a person: an identity or telephone number. Money and dates do not."""
    return tuple(each.group() for each in _NUMBER.finditer(text) if _is_number(each.group()))


def _is_number(text: str) -> bool:
    digits = "".join(filter(str.isdigit, text))
    grouped = re.fullmatch(r"\d{1,3}(\.\d{3})+", text) is not None  # 1.250.000.000 is money
    return not grouped and (len(digits) == 12 or (len(digits) in {9, 10, 11} and digits[0] in "0138"))
