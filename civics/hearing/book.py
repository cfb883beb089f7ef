"""The phrases of `sayings`, as one graph of words that a message is compared with.

A file of sayings holds labels in brackets and phrases, separated by `;` or line ends. `a/b` is a choice of words
(`a_b/c`: two words or one), `…` up to three words between, `……` up to seven. `word?` may be missing; `word!` counts
only with its diacritics. `^` and `$` are the edges of a sentence without its polite words. `#` begins a remark. A
phrase of one word counts only with its diacritics, unless it is under `[clear]`. Chinese and Korean phrases are under
labels that end in `:letters`; they are looked for in the text without its spaces. `@name` in a choice stands for all
words of that name in `classes.txt`.

The text is read once. From each word at most the length of a phrase is walked: the cost grows as the words do.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import product
from operator import attrgetter

from civics.hearing.reading import END, FIRST, LAST, MARKS, Spellings, Word
from civics.hearing.spelling import Spelt, fits, spell
from core.sayings import labelled

_GAPS = {"…": 3, "……": 7}  # how many words may be between
_LETTERS = ":letters"
_EDGES = frozenset({FIRST, LAST})
_REACH = 40  # no phrase is longer than this in words and edges
_START = attrgetter("start")
_MOST_EDGES = 3  # within one sentence, and the word after a gap


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a reading: its label, from `start` to before `end`, and which of these words are its own."""

    label: str
    start: int
    end: int
    own: tuple[int, ...]

    @property
    def words(self) -> int:
        """The number of words of the phrase itself, without edges and the words between."""
        return len(self.own)


@dataclass(slots=True, eq=False)  # each is equal only to itself, and a key
class _Node:
    edges: "dict[str, list[_Edge]]" = field(default_factory=dict)
    shared: dict[str, "_Node"] = field(default_factory=dict)
    gaps: "dict[int, _Node]" = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)


_Edge = tuple[Spelt, bool, _Node]  # the word that is meant, whether it needs its diacritics, where it leads
_Walk = tuple[_Node, int, tuple[int, ...]]  # where in the phrases, at which word, own words


@dataclass(frozen=True, slots=True)
class _Text:
    """A line as the walks need it. `whole`: its writer uses diacritics."""

    spelt: Sequence[Spelt]
    bares: Sequence[str]
    whole: bool


@dataclass(frozen=True, slots=True)
class Book:
    """One set of phrases, compiled."""

    root: _Node
    pieces: dict[str, tuple[str, ...]]
    words: frozenset[str]

    def find(self, line: Sequence[Word]) -> list[Found]:
        """Every phrase in the line."""
        begins = self.root.edges
        bares = [each.spelt.bare for each in line]
        starts = [at for at, bare in enumerate(bares) if bare in begins]  # most words begin no phrase
        return self._from(line, starts, bares, whole=_well_marked(line)) if starts else []

    def find_in_all(self, lines: Sequence[Sequence[Word]]) -> tuple[tuple[Found, ...], ...]:
        """Every phrase in several readings of one text. What a reading shares with the first is not walked again."""
        if not lines:
            return ()
        first, begins = lines[0], self.root.edges
        whole = _well_marked(first)
        found = [tuple(self.find(first))]
        for line in lines[1:]:
            if len(line) != len(first) or _well_marked(line) != whole:
                found.append(tuple(self.find(line)))
                continue
            bares = [each.spelt.bare for each in line]
            changed = [at for at, (one, other) in enumerate(zip(line, first, strict=True)) if one.spelt != other.spelt]
            near = {place for at in changed for place in range(max(0, at - _REACH), at + 1)}
            starts = [at for at in sorted(near) if bares[at] in begins]
            again = self._from(line, starts, bares, whole=whole)
            found.append(tuple(sorted([*(each for each in found[0] if each.start not in near), *again], key=_START)))
        return tuple(found)

    def _from(self, line: Sequence[Word], starts: Sequence[int], bares: Sequence[str], *, whole: bool) -> list[Found]:
        found: list[Found] = []
        text = _Text([each.spelt for each in line], bares, whole)
        for start in starts:
            _walk(self.root, text, start, found)
        return found

    def pieces_in(self, text: str) -> list[str]:
        """The labels whose Chinese or Korean pieces are in the text, once for each piece. `text` has no spaces."""
        return [each for each, pieces in self.pieces.items() for piece in pieces if piece in text] if text else []


def _walk(root: _Node, text: "_Text", start: int, found: list[Found]) -> None:
    """Every phrase that begins at one word."""
    bares = text.bares
    waiting: list[_Walk] = [(root, start, ())]
    seen: set[tuple[_Node, int]] = set()
    while waiting:
        node, at, own = waiting.pop()
        if (node, at) in seen:
            continue
        seen.add((node, at))
        for label in node.labels:
            found.append(Found(label, start, at, own))  # noqa: PERF401  # the inner loop: most nodes have no label
        if node.gaps:
            for size, after in node.gaps.items():
                _over_a_gap(waiting, after, text, at=at, size=size, own=own)
        if at < len(bares):
            bare = bares[at]
            if bare in node.edges:
                _step(waiting, node.edges[bare], text, at, own)
            if bare in _EDGES and node is not root:
                waiting.append((node, at + 1, own))


def _step(waiting: list[_Walk], edges: list[_Edge], text: "_Text", at: int, own: tuple[int, ...]) -> None:
    """Go over one word, along the phrases that continue with it."""
    spelt = text.spelt[at]
    taken = own if spelt.bare in _EDGES else (*own, at)
    for meant, strict, child in edges:
        if strict or text.whole:
            if spelt.tone != meant.tone or spelt.letters != meant.letters:
                continue
        elif spelt.marked and not fits(spelt, meant):
            continue
        waiting.append((child, at + 1, taken))


def _over_a_gap(waiting: list[_Walk], node: _Node, text: "_Text", *, at: int, size: int, own: tuple[int, ...]) -> None:
    """Go on after a gap of up to `size` words. Edges do not count as words; the end of a sentence ends the gap."""
    edges = node.edges
    for place, bare in enumerate(text.bares[at : at + size + _MOST_EDGES], at):
        if bare in edges:
            _step(waiting, edges[bare], text, place, own)
        if bare in _EDGES:
            continue
        if not size or bare == END:
            return
        size -= 1


def _well_marked(line: Sequence[Word]) -> bool:
    """Whether the writer uses diacritics, so that a word without them really has none: `con` is then not `còn`."""
    words = [each.spelt for each in line if each.spelt.bare not in MARKS]
    return sum(1 for each in words if each.marked) * 2 >= len(words)


@lru_cache(maxsize=1)
def gates() -> Book:
    """The phrases that only look like something. They are taken out before the search."""
    return _book(_read("gates"))


@lru_cache(maxsize=1)
def danger() -> Book:
    """Phrases of possible danger or urgency. A text without any of them needs no further look."""
    soon = [each for each in _read("frames") if each[0] == "soon"]
    return _book([*_read("danger"), *_read("soon"), *soon])


@lru_cache(maxsize=1)
def sayings() -> Book:
    """All other phrases, and the pieces of Chinese and Korean."""
    names = ("wishes", "rights", "kinds", "frames", "trouble", "topics", "foreign", "letters")
    return _book([each for name in names for each in _read(name)])


@lru_cache(maxsize=1)
def spellings() -> Spellings:
    """Short forms, polite words and all words that the phrases know."""
    short: dict[str, tuple[str, ...]] = {}
    polite: set[str] = set()
    for label, phrase in _read("spelling"):
        if label == "short":
            typed, meant = phrase.split("=")
            short[typed.strip()] = tuple(meant.split())
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
    root = _Node()
    short = {
        typed: meant for label, each in _read("spelling") if label == "short" for typed, meant in [each.split("=")]
    }
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
    return Book(root, {label: tuple(each) for label, each in pieces.items()}, frozenset(words))


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


def _add(root: _Node, label: str, elements: Sequence[str], clear: frozenset[Spelt]) -> None:
    """Add a phrase to the graph. A phrase of one word counts without its diacritics only if it is marked as clear."""
    node = root
    counted = sum(1 for each in elements if each not in _GAPS and each not in (FIRST, LAST))
    for element in elements:
        if element in _GAPS:
            node = node.gaps.setdefault(_GAPS[element], _Node())
            continue
        key = element if counted > 1 else f"{element}!"
        child = node.shared.get(key)
        if child is None:
            child = node.shared[key] = _Node()
            for way in element.split("/"):
                _join(
                    node,
                    [way if counted > 1 or _meant(way) in clear else f"{way}!"] if "_" not in way else way.split("_"),
                    child,
                )
        node = child
    if label not in node.labels:
        node.labels.append(label)


def _join(node: _Node, words: Sequence[str], end: _Node) -> None:
    """An edge from a node to another; a chain of edges for a choice that has several words."""
    for place, word in enumerate(words, 1):
        meant = _meant(word.rstrip("!"))
        child = end if place == len(words) else _Node()
        node.edges.setdefault(meant.bare, []).append((meant, word.endswith("!"), child))
        node = child
