"""The topic of sayings that are similar to a message: a second opinion beside its phrases.

Sayings are compared by their words and pairs of words without diacritics; rare ones count more. The nearest few vote,
each with its similarity. The cost is the words of a message times the sayings that share one.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import pairwise

from civics.hearing import book
from civics.hearing.reading import plain_words

_NEAREST = 5
_MANY = 12  # sayings with the same feature
_TINY = 1e-6
_MOST_WORDS = 80  # the beginning of a long story says what it is about


@dataclass(frozen=True, slots=True)
class _Index:
    """For each feature: how rare it is, and in which sayings it is. For each saying: its topic and length."""

    rare: Mapping[str, float]
    sayings: Mapping[str, tuple[int, ...]]
    members: Mapping[str, frozenset[int]]  # the same, of the features of many
    topics: tuple[str, ...]
    lengths: tuple[float, ...]


def votes(words: Sequence[str]) -> dict[str, float]:
    """How similar each topic's sayings are to bare words: the sum for the nearest ones, each 0 to 1."""
    index = _index()
    found = {each for each in _features(words[:_MOST_WORDS]) if each in index.rare}
    length = math.sqrt(sum(index.rare[each] ** 2 for each in found))
    near = _nearest(index, sorted(found, key=lambda each: -index.rare[each]), length)
    said: dict[str, float] = {}
    for likeness, saying in near:
        said[index.topics[saying]] = said.get(index.topics[saying], 0.0) + likeness
    return said


def _nearest(index: _Index, features: Sequence[str], length: float) -> list[tuple[float, int]]:
    """The nearest sayings with their likeness, by features from the rarest on.

    What the features left could give to a saying with no rarer one is at most the root of their sum of squares, by
    `length`. Once enough sayings are nearer than that, the usual words are looked up for known ones alone.
    """
    squares = [index.rare[each] ** 2 for each in features]
    left = sum(squares)
    shared: defaultdict[int, float] = defaultdict(float)
    settled = False
    for feature, square in zip(features, squares, strict=True):
        sayings = index.sayings[feature]
        settled = settled or (len(sayings) > _MANY and _is_settled(index, shared, left))  # it stays so
        if settled and len(sayings) > _MANY:
            for saying in shared.keys() & index.members[feature]:
                shared[saying] += square
        else:
            for saying in sayings:
                shared[saying] += square
        left -= square
    near = [(weight / (length * index.lengths[saying]), saying) for saying, weight in shared.items()]
    return nlargest(_NEAREST, near)


def _is_settled(index: _Index, shared: Mapping[int, float], left: float) -> bool:
    """Whether enough sayings are nearer by now than any new one can be."""
    if len(shared) < _NEAREST:
        return False
    least = math.sqrt(max(0.0, left)) + _TINY
    return sum(1 for saying, weight in shared.items() if weight > least * index.lengths[saying]) >= _NEAREST


def _features(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


@lru_cache(maxsize=1)
def _index() -> _Index:
    known = [(topic, set(_features(plain_words(text)))) for topic, text in book.neighbours()]
    times = Counter(feature for _, features in known for feature in features)
    rare = {feature: math.log(len(known) / seen) for feature, seen in times.items()}
    sayings: dict[str, list[int]] = {}
    for at, (_, features) in enumerate(known):
        for feature in features:
            sayings.setdefault(feature, []).append(at)
    lengths = tuple(math.sqrt(sum(rare[each] ** 2 for each in features)) or 1.0 for _, features in known)
    return _Index(
        rare,
        {each: tuple(found) for each, found in sayings.items()},
        {each: frozenset(found) for each, found in sayings.items() if len(found) > _MANY},
        tuple(topic for topic, _ in known),
        lengths,
    )
