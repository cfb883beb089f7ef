"""The report of a bulletin: who got it, who did not and why, by channel and by residential group."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.text import in_order
from storage.bulletins import again as bulletin_again
from storage.bulletins import kits as bulletin_kits
from storage.bulletins import progress as bulletin_progress
from storage.bulletins import talk as bulletin_talk
from storage.bulletins.bulletins import Bulletin
from storage.bulletins.kits import Taken
from storage.bulletins.progress import Cell
from storage.bulletins.talk import Answered
from storage.database.unit import UnitOfWork

# The order in a bar: sent, in flight, then the reasons. Each state of the outbox belongs to one of them.
OUTCOMES = ("sent", "coming", "held", "gone", "failed", "doubtful", "back")
_COMING = {"waiting", "sending", "paused"}
_SAME = {"expired": "held"}  # the chat's window never opened again


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a bar, in percent of the bar."""

    outcome: str
    chats: int
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """One channel or group: how many chats have which outcome. `name` is empty when no group is known."""

    name: str
    counts: dict[str, int]

    @property
    def all(self) -> int:
        """Chats in all."""
        return sum(self.counts.values())

    @property
    def slices(self) -> list[Slice]:
        """The parts of its bar."""
        start, found = 0.0, []
        for outcome in OUTCOMES:
            if number := self.counts.get(outcome, 0):
                width = 100 * number / self.all
                found.append(Slice(outcome, number, round(start, 3), round(width, 3)))
                start += width
        return found


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report.

    `answers`: (choice, chats) of its question. `elsewhere`: people whom another chat can reach now.
    """

    cells: list[Cell]
    whole: Line
    channels: list[Line]
    units: list[Line]
    outcomes: list[str]
    answers: list[tuple[str, int]]
    cases: tuple[int, list[Answered]]
    elsewhere: int
    kits: list[Taken]

    @property
    def answered(self) -> int:
        """How many chats answered the question."""
        return sum(number for _, number in self.answers)


def outcome_of(state: str) -> str:
    """What a state of the outbox means for the reader of the report."""
    return "coming" if state in _COMING else _SAME.get(state, state)


def read(work: UnitOfWork, found: Bulletin) -> Report:
    """The report of a bulletin that has begun."""
    cells = bulletin_progress.table(work, found.id)
    (whole,) = _lines(cells, lambda _: "") or [Line("", {})]
    tally = bulletin_talk.tally(work, found.id, found.choices)
    return Report(
        cells, whole, _lines(cells, lambda each: each.channel),
        _lines(cells, lambda each: "groups" if each.group else each.unit),
        [each for each in OUTCOMES if whole.counts.get(each)], list(zip(found.choices, tally, strict=True)),
        bulletin_talk.cases_of(work, found.id), bulletin_again.count_by_another_channel(work, found.id),
        bulletin_kits.taken(work, found.id),
    )  # fmt: skip


def _lines(cells: Iterable[Cell], key: Callable[[Cell], str]) -> list[Line]:
    found: dict[str, dict[str, int]] = {}
    for each in cells:
        counts = found.setdefault(key(each), {})
        outcome = outcome_of(each.state)
        counts[outcome] = counts.get(outcome, 0) + each.chats
    return [
        Line(name, counts) for name, counts in sorted(found.items(), key=lambda pair: (not pair[0], in_order(pair[0])))
    ]
