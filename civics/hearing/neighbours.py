"""The topic of sayings that are similar to a message: a second opinion beside its phrases.

Sayings are compared by their words and pairs of words without diacritics; rare ones count more. The nearest few vote,
each with its similarity. The cost is the words of a message times the sayings that share one.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from civics.hearing import book
from civics.hearing.reading import plain_words

_NEAREST = 5
_MOST_WORDS = 80  # the beginning of a long story says what it is about


@dataclass(frozen=True, slots=True)
class _Index:
    """For each feature: how rare it is, and in which sayings it is. For each saying: its topic and length."""

    rare: Mapping[str, float]
    sayings: Mapping[str, tuple[int, ...]]
    topics: tuple[str, ...]
    lengths: tuple[float, ...]


def votes(words: Sequence[str]) -> dict[str, float]:
    """How similar each topic's sayings are to bare words: the sum for the nearest ones, each 0 to 1."""
    index = _index()
    found = {each for each in _features(words[:_MOST_WORDS]) if each in index.rare}
    length = math.sqrt(sum(index.rare[each] ** 2 for each in found))
    shared: dict[int, float] = {}
    for each in found:
        for saying in index.sayings[each]:
            shared[saying] = shared.get(saying, 0.0) + index.rare[each] ** 2
    near = [(weight / (length * index.lengths[saying]), saying) for saying, weight in shared.items()]
    said: dict[str, float] = {}
    for likeness, saying in sorted(near, reverse=True)[:_NEAREST]:
        said[index.topics[saying]] = said.get(index.topics[saying], 0.0) + likeness
    return said


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
        rare, {each: tuple(found) for each, found in sayings.items()}, tuple(topic for topic, _ in known), lengths
    )
