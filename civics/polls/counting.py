"""Counts ballots: the last valid ballot of each voter, each household once over all channels and paper, integers only.

A majority is measured against all households of the frozen roll, never against those who replied (Luật 10/2022 Điều 21;
NĐ 61/2023 Điều 10). Opinions never have a majority.
"""

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from core.text import folded_words

FEWEST_SHOWN = 5  # the turnout of a unit with fewer ballots could point at a person


class Answer(StrEnum):
    """What a voter said about an article."""

    YES = "yes"
    NO = "no"
    OTHER = "other"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot. `voter` is the person or the household. `order` is its place in arrival, unique over all channels."""

    voter: str
    order: int
    answers: Mapping[str, Answer]  # by article id; a missing article is blank
    valid: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of one article. Their sum is the number of ballots that count."""

    yes: int = 0
    no: int = 0
    other: int = 0
    blank: int = 0


def standing(ballots: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """The ballots that count, one per voter: the last valid one by `order`, from whichever channel."""
    last: dict[str, Ballot] = {}
    for each in ballots:
        if each.valid and (each.voter not in last or last[each.voter].order < each.order):
            last[each.voter] = each
    return tuple(last.values())


def count(ballots: Iterable[Ballot], articles: Iterable[str]) -> dict[str, Tally]:
    """The figures of each article that was asked about. The caller leaves withdrawn articles out of `articles`."""
    counted = standing(ballots)
    result: dict[str, Tally] = {}
    for article in articles:
        sums = dict.fromkeys(Answer, 0)
        for each in counted:
            sums[each.answers.get(article, Answer.BLANK)] += 1
        result[article] = Tally(sums[Answer.YES], sums[Answer.NO], sums[Answer.OTHER], sums[Answer.BLANK])
    return result


@dataclass(frozen=True, slots=True)
class Threshold:
    """The ratio for a clause of Điều 15: at least `numerator/denominator` of all households; more than that when
    `strict`.
    """

    clause: str
    numerator: int
    denominator: int
    strict: bool
    online: bool
    article: str
    confidence: str


@lru_cache(maxsize=1)
def thresholds() -> tuple[Threshold, ...]:
    """The ratios of Điều 15, each with its article and how sure we are of it."""
    return tuple(
        Threshold(**each) for each in json.loads(files("civics").joinpath("thresholds.json").read_text("utf-8"))
    )


class Source(StrEnum):
    """Where the figures come from."""

    OPINIONS = "opinions"
    ONLINE_VOTE = "online_vote"
    MEETING = "meeting"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Majority:
    """Whether `yes` of `total` households reach the ratio of `article`."""

    yes: int
    total: int
    least: int  # the smallest number of yes votes that reaches the ratio
    reached: bool
    article: str


def majority(yes: int, total: int, *, clause: str, source: Source) -> Majority | None:
    """The majority on a clause of Điều 15 ("15.3"). None for opinions, and for online votes on any clause but 15.6.

    Raises ValueError on impossible figures and on an unknown clause.
    """
    if total < 1 or not 0 <= yes <= total:
        raise ValueError("yes votes are from 0 to the households of the roll, and the roll is not empty")
    law = next((each for each in thresholds() if each.clause == clause), None)
    if law is None:
        raise ValueError(f"no ratio is known for {clause}")
    if source is Source.OPINIONS or (source is Source.ONLINE_VOTE and not law.online):
        return None
    exact = law.numerator * total
    least = exact // law.denominator + 1 if law.strict else -(-exact // law.denominator)
    return Majority(yes, total, least, yes >= least, law.article)


@dataclass(frozen=True, slots=True)
class Leaning:
    """The opinions of the majority and the minority on an article, counting yes and no (Luật 10/2022 Điều 28.4)."""

    most: Answer | None  # None: as many for as against
    more: int
    fewer: int


def leaning(yes: int, no: int) -> Leaning:
    """The opinion of the majority and of the minority. It decides nothing: Điều 21 is about decisions."""
    most = None if yes == no else Answer.YES if yes > no else Answer.NO
    return Leaning(most, max(yes, no), min(yes, no))


def turnout(units: Mapping[str, int]) -> dict[str, int | None]:
    """How many took part in each unit while the poll is open; None hides a figure from 1 to 4."""
    return {unit: shown(n) for unit, n in units.items()}


def shown(number: int) -> int | None:
    """The figure; None when it is so small that it could identify a person."""
    return None if 0 < number < FEWEST_SHOWN else number


def sum_of_shown(figures: Iterable[int | None]) -> int:
    """The sum of the figures that are shown. With one figure hidden, the sum of all would reveal it."""
    return sum(each or 0 for each in figures)


def sum_when_all_shown(figures: Iterable[int | None]) -> int:
    """The sum of all figures; 0 while one of them is hidden."""
    known = list(figures)
    return 0 if None in known else sum_of_shown(known)


_NOT = frozenset({"khong", "ko", "k", "kg", "hong", "chua", "dung", "cam", "chang", "cha", "bo", "thoi"})


def alike(opinions: Iterable[tuple[int, str]], *, least: float = 0.8) -> tuple[tuple[int, ...], ...]:
    """The ids of nearly identical opinions, grouped and in order: word sets that overlap by `least`, without
    diacritics.

    Opinions that differ in a "not" or in a number are never grouped, even if all else is equal. Each opinion is
    compared with the first one of a group. Two sets that overlap this much share one of their rarest words, so only
    groups with such a word are compared. With thousands of opinions this takes long: run it outside the service's
    process.
    """
    texts = [(opinion, frozenset(folded_words(text))) for opinion, text in opinions]
    often = Counter(word for _, words in texts for word in words)
    groups: list[tuple[frozenset[str], list[int]]] = []
    under: dict[str, list[int]] = defaultdict(list)  # for each rare word, the groups whose first opinion has it
    for opinion, words in texts:
        rare = _rarest(words, often, least=least)
        for at in sorted({at for word in rare for at in under[word]}):
            if _near(words, groups[at][0], least=least):
                groups[at][1].append(opinion)
                break
        else:
            for word in rare:
                under[word].append(len(groups))
            groups.append((words, [opinion]))
    return tuple(tuple(ids) for _, ids in groups)


def _rarest(words: frozenset[str], often: Counter[str], *, least: float) -> list[str]:
    """As many of the rarest words as needed: two sets that share none of them overlap by less than `least`."""
    ordered = sorted(words, key=lambda word: (often[word], word)) or [""]  # an empty text counts as one word
    return ordered[: len(ordered) - math.ceil(least * len(ordered) - 1e-9) + 1]


def _near(one: frozenset[str], other: frozenset[str], *, least: float) -> bool:
    if one == other:
        return True
    if any(word in _NOT or word.isdecimal() for word in one ^ other):
        return False
    return len(one & other) >= least * len(one | other)
