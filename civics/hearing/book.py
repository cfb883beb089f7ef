"""The phrases of `sayings`, as one graph of words that a message is held against.

A file of sayings holds labels in brackets and phrases, parted by `;` or line ends. `a/b` is a choice of words (`a_b/c`:
two words or one), `…` up to three words between and `……` up to seven, `word?` may be missing, `word!` counts only with
its marks, `^` and `$` are the edges of a sentence with its polite words left out; `#` begins a remark. A phrase of one
word counts only with its marks, unless it stands under `[clear]`. Chinese and Korean phrases stand under labels that
end in `:letters` and are looked for as pieces of the text without its spaces. `@name` in a choice stands for all words
of that name in `classes.txt`, so that one frame says what many hands would write out.

Nothing goes back over the text: from each word on at most a phrase's length is walked: the cost grows as the words do.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from itertools import product

from civics.hearing.reading import END, FIRST, LAST, Spellings, Word
from civics.hearing.spelling import Spelt, fits, is_exactly, spell

_GAPS = {"…": 3, "……": 7}  # how many words may stand between
_LETTERS = ":letters"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase in a reading: its label, from `start` to before `end`, and which words there are its own."""

    label: str
    start: int
    end: int
    own: tuple[int, ...]

    @property
    def words(self) -> int:
        """How many words the phrase itself has, edges and what stands between left out."""
        return len(self.own)


@dataclass(slots=True)
class _Node:
    edges: dict[str, list[tuple[Spelt, bool, "_Node"]]] = field(default_factory=dict)
    shared: dict[str, "_Node"] = field(default_factory=dict)
    gaps: "dict[int, _Node]" = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    is_root: bool = False


_Walk = tuple[
    _Node, int, int, tuple[int, ...]
]  # where in the phrases, at which word, what a gap may still skip, own words


@dataclass(frozen=True, slots=True)
class Book:
    """One set of phrases, compiled."""

    root: _Node
    pieces: dict[str, tuple[str, ...]]
    words: frozenset[str]

    def find(self, line: Sequence[Word]) -> list[Found]:
        """Every phrase that the line holds."""
        whole, begins = _well_marked(line), self.root.edges
        return [
            found
            for start, word in enumerate(line)
            if word.spelt.bare in begins or self.root.gaps  # most words begin no phrase
            for found in self._from(line, start, whole)
        ]

    def pieces_in(self, text: str) -> list[str]:
        """The labels whose Chinese or Korean pieces the text holds, once for each piece; `text` has no spaces."""
        return [label for label, pieces in self.pieces.items() for piece in pieces if piece in text]

    def _from(self, line: Sequence[Word], start: int, whole: bool) -> Iterator[Found]:  # noqa: FBT001  # inner loop
        waiting: list[_Walk] = [(self.root, start, 0, ())]
        seen: set[tuple[int, int, int]] = set()
        while waiting:
            node, at, gap, own = waiting.pop()
            if (id(node), at, gap) in seen:
                continue
            seen.add((id(node), at, gap))
            if not gap:
                if at > start and node.labels:
                    yield from (Found(label, start, at, own) for label in node.labels)
                for size, after in node.gaps.items():
                    waiting.append((after, at, size + 1, own))
            if at < len(line):
                _step(waiting, node, line[at], at=at, gap=gap, own=own, whole=whole)


def _step(
    waiting: list[_Walk], node: _Node, word: Word, *, at: int, gap: int, own: tuple[int, ...], whole: bool
) -> None:
    """Go over one word: along the phrases that go on with it, and past it where it is an edge or may stand between."""
    spelt, bare = word.spelt, word.spelt.bare
    if edges := node.edges.get(bare):
        taken = own if word.is_mark else (*own, at)
        for meant, strict, child in edges:
            if is_exactly(spelt, meant) if strict or whole else fits(spelt, meant):
                waiting.append((child, at + 1, 0, taken))
    if bare in (FIRST, LAST) and not node.is_root:
        waiting.append((node, at + 1, gap, own))
    elif gap > 1 and bare != END:
        waiting.append((node, at + 1, gap - 1, own))


def _well_marked(line: Sequence[Word]) -> bool:
    """Whether the writer puts marks, so that a word without them is one without them: `con` is then no `còn`."""
    words = [each.spelt for each in line if not each.is_mark]
    return sum(1 for each in words if each.marked) * 2 >= len(words)


@lru_cache(maxsize=1)
def gates() -> Book:
    """The phrases that only look like something, and are taken out before looking."""
    return _book(_read("gates"))


@lru_cache(maxsize=1)
def danger() -> Book:
    """What may be a danger, to be looked for after the gates."""
    return _book([*_read("danger"), *_read("soon")])


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
    """A word of the data, spelt once however many phrases hold it."""
    return spell(word)


def neighbours() -> list[tuple[str, str]]:
    """Whole sayings with their topics, see `civics.hearing.neighbours`."""
    return _read("neighbours")


def _read(name: str) -> list[tuple[str, str]]:
    """The phrases of a file with their labels."""
    found: list[tuple[str, str]] = []
    label = ""
    for line in files("civics.hearing").joinpath(f"sayings/{name}.txt").read_text("utf-8").splitlines():
        words = line.split("#")[0].strip()
        if words.startswith("["):
            label = words.strip("[]")
        else:
            found.extend((label, each.strip()) for each in words.split(";") if each.strip())
    return found


def _book(phrases: Iterable[tuple[str, str]]) -> Book:
    root = _Node(is_root=True)
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
    """The phrase with each word that may be missing, and without it; its own short forms are written out."""
    words = [short.get(each, each) for each in phrase.split()]
    ways = [(each.rstrip("?"), "") if each.endswith("?") else (each,) for each in " ".join(words).split()]
    return [[each for each in way if each] for way in product(*ways)]


def _add(root: _Node, label: str, elements: Sequence[str], clear: frozenset[Spelt]) -> None:
    """Write a phrase into the graph. A phrase of one word counts without its marks only when it is clear so."""
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
    """An edge from a node to another; a chain of them for a choice that has several words."""
    for place, word in enumerate(words, 1):
        meant = _meant(word.rstrip("!"))
        child = end if place == len(words) else _Node()
        node.edges.setdefault(meant.bare, []).append((meant, word.endswith("!"), child))
        node = child
