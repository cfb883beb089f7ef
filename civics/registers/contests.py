"""A law contest: which questions somebody is asked in which order, how players are ranked, what looks like cheating.

Among equals the closer guess of how many answer everything right wins, then the shorter time: the usual rule of law
contests (confidence: recalled); a ward's own rules say it to the players before they begin.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files

from core.text import fold

LETTERS = ("a", "b", "c", "d")
GRACE = timedelta(seconds=5)  # for the way of a message, in addition to the seconds of a question
FASTEST = 40  # letters per second: nobody reads faster (a fast reader takes 25)
FEWEST = 5  # players of a group that is named in public
_HALF = 2


VERSION = "Bộ Pháp điển, Luật 10/2022/QH15"  # the copy in which the articles of the shipped questions were read


@lru_cache(maxsize=1)
def shipped() -> tuple[Mapping[str, str], ...]:
    """Questions on Luật 10/2022/QH15 to begin with, as a form would send them. Staff review each before it is asked."""
    text = files("civics.registers").joinpath("bank.jsonl").read_text("utf-8")
    return tuple({**json.loads(line), "version": VERSION} for line in text.splitlines())


@dataclass(frozen=True, slots=True)
class Item:
    """One question of an attempt. `order`: the bank's letters in the order in which they are shown, such as "cadb"."""

    question_id: int
    order: str

    def meant(self, shown: str) -> str:
        """The bank's letter behind the letter that was shown; "" for one that was not."""
        at = LETTERS.index(shown) if shown in LETTERS else len(self.order)
        return self.order[at] if at < len(self.order) else ""


def draw(bank: Mapping[int, Sequence[str]], count: int, chance: random.Random) -> tuple[Item, ...]:
    """`count` questions of the bank (fewer if it has no more), in any order, each with its options in any order.

    `bank`: the letters of each question's options.
    """
    chosen = chance.sample(sorted(bank), min(count, len(bank)))
    return tuple(Item(each, "".join(chance.sample(list(bank[each]), len(bank[each])))) for each in chosen)


def in_time(asked: datetime, answered: datetime, seconds: int) -> bool:
    """Whether an answer came in the time of its question, by the server's clock."""
    return answered <= asked + timedelta(seconds=seconds) + GRACE


def too_fast(letters: int, taken: timedelta) -> bool:
    """Whether an answer came before one can have read the question with its options."""
    return taken.total_seconds() * FASTEST < letters


@dataclass(frozen=True, slots=True)
class Score:
    """One attempt. `right`: points; `fast`: answers that came faster than one can read."""

    player_id: int
    round_id: int
    asked: int
    right: int
    seconds: float
    fast: int = 0


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody who takes part. `named`: agreed that the ward publishes the name."""

    id: int
    name: str
    named: bool
    unit_id: int | None
    guess: int | None
    household_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A player's place, with the best attempt of each round added up."""

    place: int
    player: Player
    right: int
    asked: int
    seconds: float
    flags: tuple[str, ...] = ()

    @property
    def full(self) -> bool:
        """Whether every answer was right."""
        return 0 < self.asked == self.right


def ranked(players: Iterable[Player], scores: Iterable[Score]) -> list[Ranked]:
    """The players by points, by guess, by time. Equal players share a place."""
    known = {each.id: each for each in players}
    best = _best(scores)
    flags = _flags(list(known.values()), best)
    sums = [
        Ranked(0, known[key], sum(each.right for each in mine), sum(each.asked for each in mine),
               sum(each.seconds for each in mine), flags[key])
        for key, mine in best.items() if key in known
    ]  # fmt: skip
    full = sum(each.full for each in sums)

    def order(each: Ranked) -> tuple[int, int, float]:
        off = abs(each.player.guess - full) if each.player.guess is not None else 10**9
        return -each.right, off, each.seconds

    found: list[Ranked] = []
    for at, each in enumerate(sorted(sums, key=lambda each: (*order(each), each.player.id)), 1):
        shares = found and order(found[-1]) == order(each)
        place = found[-1].place if shares else at
        found.append(Ranked(place, each.player, each.right, each.asked, each.seconds, each.flags))
    return found


def _best(scores: Iterable[Score]) -> dict[int, list[Score]]:
    """The best attempt of each round, by player."""
    best: dict[tuple[int, int], Score] = {}
    for each in scores:
        key = (each.player_id, each.round_id)
        there = best.get(key)
        if there is None or (each.right, -each.seconds) > (there.right, -there.seconds):
            best[key] = each
    found: dict[int, list[Score]] = {}
    for (player_id, _), each in sorted(best.items()):
        found.setdefault(player_id, []).append(each)
    return found


def _flags(players: Sequence[Player], best: Mapping[int, Sequence[Score]]) -> dict[int, tuple[str, ...]]:
    """What the organisers should look at. No flag takes a point."""
    names: dict[tuple[str, int | None], int] = {}
    houses: dict[int, int] = {}
    for each in players:
        if each.name:
            key = (fold(each.name), each.unit_id)
            names[key] = names.get(key, 0) + 1
        if each.household_id is not None:
            houses[each.household_id] = houses.get(each.household_id, 0) + 1
    found = {}
    for each in players:
        mine = best.get(each.id, ())
        fast = sum(one.fast for one in mine) * _HALF >= max(1, sum(one.asked for one in mine))
        twin = bool(each.name) and names[fold(each.name), each.unit_id] > 1
        house = each.household_id is not None and houses[each.household_id] > 1
        marks = (("fast", fast), ("twin", twin), ("house", house))
        found[each.id] = tuple(name for name, is_so in marks if is_so)
    return found


@dataclass(frozen=True, slots=True)
class Group:
    """A group's players together."""

    place: int
    unit_id: int
    players: int
    right: int

    @property
    def mean(self) -> float:
        """Points of a player on average."""
        return self.right / self.players


def groups(found: Iterable[Ranked]) -> list[Group]:
    """The groups by the points of all their players, then by the mean."""
    sums: dict[int, list[int]] = {}
    for each in found:
        if each.player.unit_id is not None:
            sums.setdefault(each.player.unit_id, []).append(each.right)
    made = [Group(0, unit, len(points), sum(points)) for unit, points in sums.items()]
    made.sort(key=lambda each: (-each.right, -each.mean, each.unit_id))
    return [Group(at, each.unit_id, each.players, each.right) for at, each in enumerate(made, 1)]
