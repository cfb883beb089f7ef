"""The phrases of `sayings`, as one graph of words that a message is compared with.

A file of sayings holds labels in brackets and phrases, separated by `;` or line ends. `a/b` is a choice of words
(`a_b/c`: two words or one), `…` up to three words between, `……` up to seven. `word?` may be missing; `word!` counts
only with its diacritics. `^` and `$` are the edges of a sentence without its polite words. `#` begins a remark. A
phrase of one word counts only with its diacritics, unless it is under `[clear]`. Chinese and Korean phrases are under
labels that end in `:letters`; they are looked for in the text without its spaces. `@name` in a choice stands for all
words of that name in `classes.txt`.

How a message is compared with them, see `civics.hearing.graph`.
"""

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import product

from civics.hearing.graph import Found, phrases_in, phrases_without, settle
from civics.hearing.nodes import Node
from civics.hearing.reading import FIRST, LAST, Spellings, Word
from civics.hearing.spelling import Spelt, spell
from core.sayings import labelled

_GAPS = {"…": 3, "……": 7}  # how many words may be between
_LETTERS = ":letters"
_MOST_WAYS = 100  # of a phrase with many choices


@dataclass(frozen=True, slots=True)
class Book:
    """One set of phrases, compiled."""

    root: Node
    pieces: dict[str, tuple[str, ...]]
    words: frozenset[str]

    def find(self, line: Sequence[Word]) -> tuple[Found, ...]:
        """Every phrase in the line."""
        return phrases_in(self.root, [line])[0]

    def find_in_all(self, lines: Sequence[Sequence[Word]]) -> list[tuple[Found, ...]]:
        """Every phrase in each of the lines. It costs less than to look in each alone."""
        return phrases_in(self.root, lines)

    def find_without(self, line: Sequence[Word], found: Sequence[Found], places: AbstractSet[int]) -> Sequence[Found]:
        """What is left of the phrases found in a line when the words of some places are taken out."""
        return phrases_without(self.root, line, found, places)

    def pieces_in(self, text: str) -> list[str]:
        """The labels whose Chinese or Korean pieces are in the text, once for each piece. `text` has no spaces."""
        return [each for each, pieces in self.pieces.items() for piece in pieces if piece in text] if text else []


@lru_cache(maxsize=1)
def gates() -> Book:
    """The phrases that only look like something. They are taken out before the search."""
    return _book(_read("gates"))


@lru_cache(maxsize=1)
def danger() -> Book:
    """Phrases of possible danger or urgency. A text without any of them needs no further look."""
    soon = [each for each in _read("frames") if each[0] == "soon"]
    return _book([*_read("danger"), *_read("soon"), *soon])


def said_together() -> list[list[str]]:
    """The phrases of danger to life of two words or more that stand together, with every choice written out."""
    short, classes = _short(), _classes()
    found: list[list[str]] = []
    for label, phrase in _read("danger"):
        if not label.startswith("life.") or label.endswith(_LETTERS) or any(each in phrase for each in _GAPS):
            continue
        for elements in _without_options(_with_classes(phrase, classes), short):
            ways = [each.split("/") for each in elements if each not in (FIRST, LAST)]
            if math.prod(map(len, ways)) <= _MOST_WAYS:
                found += [" ".join(way).replace("_", " ").split() for way in product(*ways)]
    return [each for each in found if len(each) > 1]


@lru_cache(maxsize=1)
def sayings() -> Book:
    """All other phrases, and the pieces of Chinese and Korean."""
    names = ("wishes", "rights", "kinds", "frames", "trouble", "topics", "foreign", "letters")
    return _book([each for name in names for each in _read(name)])


@lru_cache(maxsize=1)
def spellings() -> Spellings:
    """Short forms, polite words and all words that the phrases know."""
    short: dict[str, tuple[Spelt, ...]] = {}
    polite: set[str] = set()
    for label, phrase in _read("spelling"):
        if label == "short":
            typed, meant = phrase.split("=")
            typed = typed.strip()
            short[typed] = tuple(replace(spell(word), raw=typed) for word in meant.split())
        elif label == "polite":
            polite.add(spell(phrase).bare)
    return Spellings(short, frozenset(polite), sayings().words | danger().words | gates().words)


@lru_cache(maxsize=20_000)
def _meant(word: str) -> Spelt:
    """A word of the data. It is spelt only once, however many phrases hold it."""
    return spell(word)


def neighbours() -> list[tuple[str, str]]:
    """Whole sayings with their topics, see `civics.hearing.neighbours`."""
    return _read("neighbours")


def _read(name: str) -> list[tuple[str, str]]:
    """The phrases of a file with their labels."""
    return labelled(files("civics.hearing").joinpath(f"sayings/{name}.txt").read_text("utf-8"))


def _book(phrases: Iterable[tuple[str, str]]) -> Book:
    root = Node()
    short = _short()
    clear = frozenset(_meant(each) for label, each in _read("spelling") if label == "clear")
    pieces: dict[str, list[str]] = {}
    words: set[str] = set()
    classes = _classes()
    for label, phrase in phrases:
        if label.endswith(_LETTERS):
            pieces.setdefault(label.removesuffix(_LETTERS), []).extend(phrase.split())
            continue
        for each in _without_options(_with_classes(phrase, classes), short):
            _add(root, label, each, clear)
            words.update(
                _meant(word.rstrip("!")).bare for element in each for word in element.replace("_", "/").split("/")
            )
    settle(root)
    return Book(root, {label: tuple(each) for label, each in pieces.items()}, frozenset(words))


def _short() -> dict[str, str]:
    """The short forms with what they stand for."""
    return {typed: meant for label, each in _read("spelling") if label == "short" for typed, meant in [each.split("=")]}


def _classes() -> dict[str, str]:
    """The words of each class, as a choice."""
    found: dict[str, list[str]] = {}
    for label, each in _read("classes"):
        found.setdefault(label, []).append(each.replace(" ", "_"))
    return {f"@{name}": "/".join(each) for name, each in found.items()}


def _with_classes(phrase: str, classes: dict[str, str]) -> str:
    """The phrase with each class written out."""
    if "@" not in phrase:
        return phrase
    return " ".join(
        "/".join(classes[each] if each.startswith("@") else each for each in word.split("/")) for word in phrase.split()
    )


def _without_options(phrase: str, short: dict[str, str]) -> list[list[str]]:
    """The phrase with and without each word that may be missing, with its own short forms written out."""
    words = [short.get(each, each) for each in phrase.split()]
    ways = [(each.rstrip("?"), "") if each.endswith("?") else (each,) for each in " ".join(words).split()]
    return [[each for each in way if each] for way in product(*ways)]


def _add(root: Node, label: str, elements: Sequence[str], clear: frozenset[Spelt]) -> None:
    """Add a phrase to the graph. A phrase of one word counts without its diacritics only if it is marked as clear."""
    node = root
    counted = sum(1 for each in elements if each not in _GAPS and each not in (FIRST, LAST))
    for element in elements:
        if element in _GAPS:
            node = node.after_gap(_GAPS[element])
            continue
        key = element if counted > 1 else f"{element}!"
        child = node.shared.get(key)
        if child is None:
            child = Node()
            node.share(key, child)
            for way in element.split("/"):
                _join(
                    node,
                    [way if counted > 1 or _meant(way) in clear else f"{way}!"] if "_" not in way else way.split("_"),
                    child,
                )
        node = child
    if label not in node.labels:
        node.labels = (*node.labels, label)


def _join(node: Node, words: Sequence[str], end: Node) -> None:
    """An edge from a node to another; a chain of edges for a choice that has several words."""
    for place, word in enumerate(words, 1):
        meant = _meant(word.rstrip("!"))
        child = end if place == len(words) else Node()
        node.lead((meant, word.endswith("!"), child))
        node = child
