"""The search: which records are similar to a question, and which of the things that no record answers.

Each record is a class of phrases: its name, its everyday words, what its siblings say of it, and the phrases that ship
with the service. What is no question for a record is a class too, with its reason. A question is compared with single
phrases (cosine of the signs; rare ones count more) and with whole classes (Okapi BM25); both are combined.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from civics.answers.records import Record
from civics.answers.signs import KINDS, plain_words, sayings, signs, weighed
from civics.answers.wanted import wanted
from civics.hearing import book
from civics.hearing.spelling import Spelt

ELSEWHERE = "!"  # begins the class of what no record answers: `!ngoai_kho`
NOT_IN_BASE, REPORT = "!ngoai_kho", "!phan_anh"
_PAPERS = frozenset({"ho_tich", "dat_dai", "xay_dung", "chinh_sach_xa_hoi", "giao_duc", "dich_vu_cong", "y_te"})
_NEAREST = 3  # phrases of a class that count
_ONE, _SOME, _WHOLE = 0.5, 0.5, 1.0  # the nearest phrase, the nearest three, the class
_SATURATES, _LENGTH, _USUAL = 1.2, 0.7, 12  # of BM25; `_USUAL`: phrases of a usual class


@dataclass(frozen=True, slots=True)
class Hit:
    """A class and how similar the question is to it: 0 to about 2."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The records that are similar to a question, and the things that no record answers, best first.

    `asked`: the signs of the question with their weights (`civics.answers.signs.weighed`).
    """

    records: tuple[Hit, ...]
    elsewhere: tuple[Hit, ...]
    asked: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Index:
    """Phrases by their signs. `odds`: how much more often a sign is used for records than for other things."""

    classes: tuple[str, ...]
    phrase_class: tuple[int, ...]
    lengths: tuple[float, ...]
    phrases_of: Mapping[str, tuple[int, ...]]
    rare: Mapping[str, float]
    held: Mapping[str, Mapping[int, int]]
    class_rare: Mapping[str, float]
    sizes: tuple[int, ...]
    odds: Mapping[str, float]
    held_signs: Mapping[int, frozenset[str]]

    def search(self, words: Sequence[Spelt]) -> Ranking:
        """The classes that are similar to the words. The cost is the words times the phrases that share one."""
        asked = weighed(words)
        one, some = self._phrases(asked)
        whole = self._classes(asked)
        hits = [
            Hit(self.classes[at], _ONE * one.get(at, 0.0) + _SOME * some.get(at, 0.0) + _WHOLE * whole.get(at, 0.0))
            for at in one.keys() | whole.keys()
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.key))
        return Ranking(
            tuple(each for each in hits if not each.key.startswith(ELSEWHERE)),
            tuple(each for each in hits if each.key.startswith(ELSEWHERE)),
            asked,
        )

    def _phrases(self, asked: Mapping[str, float]) -> tuple[dict[int, float], dict[int, float]]:
        """For each class: the similarity of its nearest phrase, and the average of its nearest three."""
        length = math.sqrt(sum((kept * self.rare.get(each, 0.0)) ** 2 for each, kept in asked.items())) or 1.0
        shared = [0.0] * len(self.lengths)  # one list costs less than a dictionary that grows
        for each, kept in asked.items():
            if weight := self.rare.get(each):
                add = kept * weight**2
                for phrase in self.phrases_of[each]:
                    shared[phrase] += add
        near: dict[int, list[float]] = {}
        for phrase, weight in enumerate(shared):
            if weight:
                near.setdefault(self.phrase_class[phrase], []).append(weight / (length * self.lengths[phrase]))
        one = {at: max(found) for at, found in near.items()}
        return one, {at: sum(sorted(found, reverse=True)[:_NEAREST]) / _NEAREST for at, found in near.items()}

    def _classes(self, asked: Mapping[str, float]) -> dict[int, float]:
        """BM25 of each class, as a part of the most that a class could have."""
        found: dict[int, float] = {}
        most = 0.0
        for each, kept in asked.items():
            if each in self.held:
                rare = kept * KINDS[each[0]] * self.class_rare[each]
                most += rare * (_SATURATES + 1)
                for at, times in self.held[each].items():
                    count = times / (1 - _LENGTH + _LENGTH * self.sizes[at] / _USUAL)
                    found[at] = found.get(at, 0.0) + rare * count * (_SATURATES + 1) / (count + _SATURATES)
        return {at: score / (most or 1.0) for at, score in found.items()}


def build(records: Iterable[Record]) -> Index:
    """The index of records. What ships with the service for a code that is not among them counts as not in the base.

    It takes a third of a second, so wards of one process that have the same records (most often none) share it.
    """
    return _built(tuple(records))


@lru_cache(maxsize=4)
def _built(records: tuple[Record, ...]) -> Index:
    return index_of(_phrases_of(records))


def index_of(phrases: Sequence[tuple[str, frozenset[str]]]) -> Index:
    """The index of phrases, each the signs of one with its class."""
    classes = tuple(dict.fromkeys(key for key, _ in phrases))
    number = {key: at for at, key in enumerate(classes)}
    of = tuple(number[key] for key, _ in phrases)
    holders = _holders(phrases)
    rare = {each: KINDS[each[0]] * _rarity(len(found), len(phrases)) for each, found in holders.items()}
    held = {each: dict(Counter(of[at] for at in found)) for each, found in holders.items()}
    sizes = Counter(of)
    return Index(
        classes=classes, phrase_class=of, lengths=tuple(_length(found, rare) for _, found in phrases),
        phrases_of=holders, rare=rare, held=held,
        class_rare={each: _rarity(len(found), len(classes)) for each, found in held.items()},
        sizes=tuple(sizes[at] for at in range(len(classes))),
        odds=_odds([key for key, _ in phrases], holders), held_signs=_held_signs(held),
    )  # fmt: skip


def _holders(phrases: Sequence[tuple[str, frozenset[str]]]) -> dict[str, tuple[int, ...]]:
    """For each sign, the phrases that hold it."""
    found: dict[str, list[int]] = {}
    for at, (_, held) in enumerate(phrases):
        for each in held:
            found.setdefault(each, []).append(at)
    return {each: tuple(at) for each, at in found.items()}


def _rarity(holders: int, all_of_them: int) -> float:
    return math.log((all_of_them + 1) / (holders + 0.5))


def _length(held: Iterable[str], rare: Mapping[str, float]) -> float:
    return math.sqrt(sum(rare[each] ** 2 for each in held)) or 1.0


def _held_signs(held: Mapping[str, Mapping[int, int]]) -> Mapping[int, frozenset[str]]:
    found: dict[int, set[str]] = {}
    for each, holders in held.items():
        if each[0] in "ucm":
            for at in holders:
                found.setdefault(at, set()).add(each)
    return {at: frozenset(each) for at, each in found.items()}


def _odds(keys: Sequence[str], holders: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """The logarithm of how much more likely a sign is in a phrase of a record than in one of other things."""
    ours = sum(1 for each in keys if not each.startswith(ELSEWHERE)) + 1
    others = len(keys) - ours + 2
    found = {}
    for each, phrases in holders.items():
        of_ours = sum(1 for at in phrases if not keys[at].startswith(ELSEWHERE))
        found[each] = math.log((of_ours + 0.3) / ours) - math.log((len(phrases) - of_ours + 0.3) / others)
    return found


def _phrases_of(records: tuple[Record, ...]) -> list[tuple[str, frozenset[str]]]:
    known = {each.key for each in records}
    found = [(each.key, _signs(text)) for each in records for text in (each.name, *each.words)]
    found += [(each.code, _signs(each.part)) for record in records for each in record.variants if each.code in known]
    return found + [(key if key in known or key[0] == ELSEWHERE else NOT_IN_BASE, held) for key, held in shipped()]


@lru_cache(maxsize=1)
def shipped() -> tuple[tuple[str, frozenset[str]], ...]:
    """The phrases that ship with the service, with their classes."""
    own = [(key, _signs(text)) for key, text in sayings("procedures")]
    others = [(f"{ELSEWHERE}{reason}", _signs(text)) for reason, text in sayings("elsewhere")]
    return (*own, *others, *((REPORT, _signs(text)) for text in reports()))


@lru_cache(maxsize=1)
def reports() -> tuple[str, ...]:
    """The sayings by which the hearing knows topics, without those that ask for a paper."""
    return tuple(text for topic, text in book.neighbours() if not _asks_for_a_paper(topic, text))


def _asks_for_a_paper(topic: str, text: str) -> bool:
    return topic in _PAPERS and (topic == "ho_tich" or wanted(plain_words(text)) is not None)


@lru_cache(maxsize=8_000)
def _signs(text: str) -> frozenset[str]:
    return signs(plain_words(text))
