"""What the search uses of a question: its words, pairs of words, and what they mean.

A sign begins with its kind: `u:` a bare word, `m:` a word with its diacritics, `b:` a pair of neighbours, `c:` a
concept (`sayings/concepts.txt`) or an age. Each has a weight, less for words that only say how somebody asks.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from civics.answers.ages import ages
from civics.hearing import book
from civics.hearing.reading import Word, readings
from civics.hearing.spelling import Spelt, spell
from core.sayings import labelled
from core.text import fold, folded_words, gist, normal

LONGEST = 600  # letters of a question that are read: its beginning and its end
_MOST_WORDS = 90
KINDS: Mapping[str, float] = {"u": 1.0, "m": 0.6, "b": 0.6, "c": 1.5}
_QUIET = 0.6  # the part of its weight that a word of `sayings/quiet.txt` keeps
_BARE_OF_MARKED = 0.35  # the part that a word without diacritics keeps where the writer uses them
_MARKED = 1.6


def words_of(text: str) -> tuple[Spelt, ...]:
    """The words of a typed text, with short forms written out, whatever the keyboard did to them."""
    return words_in(readings(gist(normal(text), LONGEST), book.spellings()))


def words_in(lines: Sequence[Sequence[Word]]) -> tuple[Spelt, ...]:
    """The same, if the caller has the ways to read the text: the words of the way with the most known ones."""
    known = book.spellings().known
    best = max(lines, key=lambda line: sum(1 for each in line if each.bare in known), default=())
    return tuple(each.spelt for each in best if not each.is_mark)[:_MOST_WORDS]


def plain_words(phrase: str) -> tuple[Spelt, ...]:
    """The words of one of our own phrases, which are written correctly."""
    cleaned = "".join(c if c.isalnum() else " " for c in phrase)
    return tuple(map(spell, cleaned.split()))


def signs(words: Sequence[Spelt]) -> frozenset[str]:
    """The signs of words."""
    bare = [each.bare for each in words]
    found = {f"u:{each}" for each in bare}
    found |= {f"m:{each.letters}{each.tone}" for each in words if each.marked}
    found |= {f"b:{one} {other}" for one, other in pairwise(bare)}
    found |= {f"c:age.{each}" for each in ages(bare)}
    return frozenset(found | {f"c:{each}" for each in _concepts_in(bare)})


def weighed(words: Sequence[Spelt]) -> dict[str, float]:
    """The signs of a question, each with the part of its weight that it keeps."""
    is_marked = len(words) > 1 and sum(1 for each in words if each.marked) * 2 >= len(words)
    loud = {f"m:{each.letters}{each.tone}": each.bare not in quiet() for each in words}
    return {each: _kept(each, loud, is_marked=is_marked) for each in signs(words)}


def content(words: Sequence[Spelt]) -> tuple[str, ...]:
    """The bare words that say what a question is about."""
    bare = [each.bare for each in words]
    phrases, longest = _quiet_phrases()
    left: list[str] = []
    at = 0
    while at < len(bare):
        size = next((n for n in range(longest, 1, -1) if " ".join(bare[at : at + n]) in phrases), 1)
        if size == 1 and bare[at] not in quiet():
            left.append(bare[at])
        at += size
    return tuple(left)


def _kept(sign: str, loud: Mapping[str, bool], *, is_marked: bool) -> float:
    kind, word = sign[0], sign[2:]
    if kind == "u":
        return (_BARE_OF_MARKED if is_marked else 1.0) * (_QUIET if word in quiet() else 1.0)
    if kind == "m":
        return (_MARKED if is_marked else 1.0) * (1.0 if loud.get(sign, True) else _QUIET)
    if kind == "b":
        return _QUIET if all(each in quiet() for each in word.split(" ")) else 1.0
    return 1.0


def _concepts_in(bare: Sequence[str]) -> set[str]:
    known, longest = _concepts()
    found: set[str] = set()
    for start in range(len(bare)):
        for end in range(start + 1, min(start + longest, len(bare)) + 1):
            found.update(known.get(" ".join(bare[start:end]), ()))
    return found


@lru_cache(maxsize=1)
def _concepts() -> tuple[Mapping[str, frozenset[str]], int]:
    found: dict[str, set[str]] = {}
    for label, phrase in sayings("concepts"):
        found.setdefault(" ".join(folded_words(phrase)), set()).add(label)
    longest = max(len(each.split()) for each in found)
    return {phrase: frozenset(labels) for phrase, labels in found.items()}, longest


@lru_cache(maxsize=1)
def quiet() -> frozenset[str]:
    """The bare words that only say how somebody asks."""
    return frozenset(folded[0] for _, each in sayings("quiet") if len(folded := folded_words(each)) == 1)


@lru_cache(maxsize=1)
def _quiet_phrases() -> tuple[frozenset[str], int]:
    found = frozenset(" ".join(words) for _, each in sayings("quiet") if len(words := folded_words(each)) > 1)
    return found, max(len(each.split()) for each in found)


def sayings(name: str) -> list[tuple[str, str]]:
    """The phrases of a file of `sayings`, with their labels."""
    return labelled(files("civics.answers").joinpath(f"sayings/{name}.txt").read_text("utf-8"))


def is_whole(name: str, words: Sequence[Spelt]) -> bool:
    """Whether somebody typed the whole name of a record and little else."""
    said = [each for each in fold(name).replace(",", " ").split() if each not in quiet()]
    return bool(said) and list(content(words)) == said
