"""The figures of a closed consultation as pages show them: parts of a bar, who took part, majorities of a vote."""

from dataclasses import dataclass

from civics.polls import counting
from civics.polls.counting import FEWEST_SHOWN, Majority
from civics.polls.rules import CountedBy
from papers.gathering import voted
from storage.database.unit import UnitOfWork
from storage.polls import results as poll_results
from storage.polls.polls import Article, Poll
from storage.polls.results import CHOICES, Result
from storage.ward import ward


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a bar: where it begins and how long it is, in percent of the whole axis."""

    choice: str
    number: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One article."""

    article: Article
    shares: tuple[Share, ...]
    majority: Majority | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A group. `took_part`, `apart` are None when they are so small that the figure could reveal a person."""

    name: str
    took_part: int | None
    households: int | None
    width: float
    apart: int | None = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """The ballots of people who have not shown who they are. `ballots` is None from 1 to 4; then there are no rows."""

    ballots: int | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A result. `whole`: the axis of every bar. It is the number of all households in a vote, else of the ballots.

    `apart` is None where households are counted, and where it closed before ballots were separated (`told_apart`).
    """

    result: Result
    whole: int
    rows: tuple[Row, ...]
    units: tuple[UnitRow, ...]
    apart: Apart | None
    told_apart: bool
    few: int = FEWEST_SHOWN


def shown(work: UnitOfWork, poll: Poll, *, public: bool) -> Shown | None:
    """The result of a poll; None before its close. `public`: small turnouts of a group are hidden."""
    result = poll_results.of(work, poll)
    if result is None:
        return None
    whole = (result.households if poll.counted_by is CountedBy.HOUSEHOLD else None) or result.ballots
    rows = tuple(
        Row(line.article, _shares([getattr(line, name) for name in CHOICES], whole), voted(poll, result, line))
        for line in result.lines
    )
    told_apart = result.apart is not None or poll.counted_by is CountedBy.HOUSEHOLD
    return Shown(result, whole, rows, _units(work, result, public=public), _apart(result), told_apart)


def _units(work: UnitOfWork, result: Result, *, public: bool) -> tuple[UnitRow, ...]:
    names = {each.id: each.name for each in ward.units_now(work)}
    longest = max((each.households or each.took_part for each in result.turnout), default=0)
    found = []
    for each in result.turnout:
        took_part, apart = (counting.shown(n) if public else n for n in (each.took_part, each.apart))
        width = 0.0 if took_part is None else _percent(took_part, longest)
        found.append(UnitRow(names.get(each.unit_id or 0, ""), took_part, each.households, width, apart))
    return tuple(found)


def _apart(result: Result) -> Apart | None:
    found = result.apart
    if found is None or found.hidden:
        return None if found is None else Apart(None, ())
    rows = (_shares([getattr(line, name) for name in CHOICES], found.ballots) for line in found.lines)
    return Apart(
        found.ballots, tuple(Row(line.article, each, None) for line, each in zip(found.lines, rows, strict=True))
    )


def _shares(numbers: list[int], whole: int) -> tuple[Share, ...]:
    start, found = 0, []
    for choice, number in zip(CHOICES, numbers, strict=True):
        found.append(Share(choice, number, _percent(start, whole), _percent(number, whole)))
        start += number
    return tuple(found)


def _percent(number: int, whole: int) -> float:
    return round(100 * number / whole, 3) if whole else 0.0
