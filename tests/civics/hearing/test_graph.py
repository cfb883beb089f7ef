"""Every phrase that a plain walk from each word finds is found, and no other, whatever words come together."""

import json
from collections.abc import Sequence
from functools import lru_cache

from hypothesis import given, settings
from hypothesis import strategies as st

from civics.hearing import book
from civics.hearing.book import Book
from civics.hearing.graph import Found
from civics.hearing.nodes import Node
from civics.hearing.reading import END, FIRST, LAST, MARKS, Word
from civics.hearing.signs import lines_of
from civics.hearing.spelling import Spelt, fits
from core.text import fold
from tests.civics.hearing.test_first_words import FOLDER

_EDGES = (FIRST, LAST)


def _plainly(root: Node, line: Sequence[Word]) -> list[Found]:
    """The same as `Book.find`, without looking ahead and without remembering."""
    words = [each.spelt for each in line if each.bare not in MARKS]
    whole = sum(not each.raw.isascii() for each in words) * 2 >= len(words)
    found: list[Found] = []
    seen: set[tuple[Node, int]] = set()

    def walk(node: Node, at: int, own: tuple[int, ...], start: int) -> None:
        if (node, at) in seen:
            return
        seen.add((node, at))
        found.extend(Found(label, start, at, own) for label in node.labels)
        if at < len(line) and line[at].bare in _EDGES and node is not root:
            walk(node, at + 1, own, start)
        for child, place in _steps(node, line, at, whole=whole):
            walk(child, place + 1, own if line[place].bare in _EDGES else (*own, place), start)

    for start in range(len(line)):
        seen.clear()
        walk(root, start, (), start)
    return found


def _steps(node: Node, line: Sequence[Word], at: int, *, whole: bool) -> list[tuple[Node, int]]:
    """Where the phrases go on from a node, over which word: over the next one, or one after a gap."""
    ways = [(after, _ends(line, at, size)) for size, after in node.gaps.items()]
    ways.append((node, [at] if at < len(line) else []))
    found = []
    for before, places in ways:
        for place in places:
            word = line[place].spelt
            for meant, strict, child in before.edges.get(word.bare, ()):
                if word == meant if strict or whole else fits(word, meant):
                    found.append((child, place))
    return found[::-1]


def _ends(line: Sequence[Word], at: int, size: int) -> list[int]:
    """Where the word after a gap of up to `size` words may be."""
    found = []
    for place in range(at, len(line)):
        found.append(place)
        if line[place].bare not in _EDGES:
            if not size or line[place].bare == END:
                break
            size -= 1
    return found


@lru_cache(maxsize=1)
def _sentences() -> list[str]:
    return [json.loads(row)["text"] for each in sorted(FOLDER.glob("*.jsonl")) for row in each.read_text().splitlines()]


@lru_cache(maxsize=1)
def _pieces() -> list[str]:
    """Sentences of residents and bare phrases of danger."""
    phrases = [phrase for _, phrase in book._read("danger") if "@" not in phrase]
    said = [" ".join(each.split("/")[0].strip("?!…^$").replace("_", " ") for each in one.split()) for one in phrases]
    return [*said, *(fold(each) for each in said[::3]), *_sentences()]


def _books() -> tuple[Book, ...]:
    return book.gates(), book.danger(), book.sayings()


def test_every_sentence_of_the_tables_holds_the_same_phrases_as_in_a_plain_walk() -> None:
    for text in _sentences()[::9]:
        for line in lines_of(text):
            assert [list(each.find(line)) for each in _books()] == [_plainly(each.root, line) for each in _books()]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=14), st.sampled_from([" ", ". ", "? "]))
def test_joined_phrases_are_found_together_as_each_alone(numbers: list[int], between: str) -> None:
    pieces = _pieces()
    lines = [*lines_of(between.join(pieces[number % len(pieces)] for number in numbers))]
    lines += [line[len(line) // 3 :] for line in lines]  # the same words at another place
    for each in _books():
        assert [list(found) for found in each.find_in_all(lines)] == [_plainly(each.root, line) for line in lines]


@settings(max_examples=25)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=8), st.sets(st.integers(0, 60), max_size=6))
def test_words_that_are_taken_out_take_their_phrases_with_them(numbers: list[int], gone: set[int]) -> None:
    pieces = _pieces()
    line = lines_of(" ".join(pieces[number % len(pieces)] for number in numbers))[0]
    places = {at for at in gone if at < len(line) and line[at].bare not in MARKS}
    left = [Word(Spelt("·", "·", "")) if at in places else word for at, word in enumerate(line)]
    danger = book.danger()
    assert list(danger.find_without(line, danger.find(line), places)) == _plainly(danger.root, left)


def test_no_phrase_begins_or_ends_with_a_gap() -> None:
    """Such a gap says nothing, and a phrase that ends with one is never found."""
    names = ("danger", "soon", "gates", "wishes", "rights", "kinds", "frames", "trouble", "topics", "foreign")
    phrases = [phrase for name in names for _, phrase in book._read(name)]
    assert [each for each in phrases if each.startswith("…") or each.endswith("…")] == []


def test_what_equal_nodes_hold_is_one_object() -> None:
    """There are 26,000 nodes in the memory of each process: most have no edges, no gaps and no label."""
    for each in (book.gates(), book.danger(), book.sayings()):
        nodes: set[Node] = set()
        waiting = [each.root]
        while waiting:
            node = waiting.pop()
            if node not in nodes:
                nodes.add(node)
                waiting += [child for edges in node.edges.values() for _, _, child in edges]
                waiting += node.gaps.values()
        assert len(nodes) > 100
        for held in ("edges", "exact", "shared", "gaps", "labels"):
            assert len({id(getattr(node, held)) for node in nodes if not getattr(node, held)}) <= 1, held
        assert len({id(node.labels) for node in nodes}) == len({tuple(node.labels) for node in nodes})
        same = [each for each in nodes if all(each.exact.get(name) is edges for name, edges in each.edges.items())]
        assert all(each.edges is each.exact for each in same)
