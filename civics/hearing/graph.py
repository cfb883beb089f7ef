"""The graph of phrases, and the search for all of them in lines of words.

It is searched in two steps. The first one goes through the graph once for all lines and all places in them: the places
where a node can be reached are the bits of one number, so that a word that stands there a hundred times costs as much
as one. It keeps the places from which some phrase may come to its end. The second step walks there alone, word by word.
The cost grows with the phrases that are found, hardly with the words.

Words are looked up by a name: with their diacritics in a line whose writer uses them, else by their bare letters.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple

from civics.hearing.nodes import Edge, Edges, Node
from civics.hearing.reading import END, FIRST, LAST, MARKS, Word
from civics.hearing.spelling import Spelt, fits

_EDGES = frozenset({FIRST, LAST})
_NOTHING = Word(Spelt("·", "·", ""))  # in no phrase, and not typed, so it is no sign of diacritics
_START = attrgetter("start")
LONGEST_GAP = 7
_BITS = 503
_MOST_EDGES = 3  # within one sentence, and the word after a gap
_MOST_AHEAD = LONGEST_GAP + _MOST_EDGES  # as many places after a word decide whether it goes on
_WINDOW = 20  # words; most walks depend on no more


class Found(NamedTuple):
    """A phrase in a reading: its label, from `start` to before `end`, and which of these words are its own."""

    label: str
    start: int
    end: int
    own: tuple[int, ...]

    @property
    def words(self) -> int:
        """The number of words of the phrase itself, without edges and the words between."""
        return len(self.own)


_Known = dict[tuple[int, ...], Sequence[Found]]  # by the words on which they depend
_Walk = tuple[Node, int, tuple[int, ...]]  # where in the phrases, at which word, own words


def phrases_in(root: Node, lines: Sequence[Sequence[Word]]) -> list[tuple[Found, ...]]:
    """Every phrase in each line, in the order of their first words."""
    known: dict[bool, _Known] = {True: {}, False: {}}
    return [tuple(_in_line(root, line, known[well_marked(line)])) for line in lines]


def _in_line(root: Node, line: Sequence[Word], known: _Known) -> list[Found]:
    """The phrases of a line. What the same words held before, in this line or in another one, is known."""
    text = _text(line)
    objects = (*map(id, text.spelt), 0)  # a word that comes again is mostly the same object; 0 is the end of the line
    found: list[Found] = []
    for start, edges in enumerate(map(text.of(root).get, text.names)):
        if not edges or not text.goes_on(edges, start):
            continue
        begun: list[_Walk] = []
        _step(begun, edges, text, start, ())
        if not begun:
            continue
        window = objects[start : start + _WINDOW]
        if (held := known.get(window)) is not None:
            found += _moved(held, start)
            continue
        before = len(found)
        if _walk(begun, text, start, found) + _MOST_AHEAD < start + _WINDOW:
            known[window] = found[before:]
    return found


def phrases_without(
    root: Node, line: Sequence[Word], found: Sequence[Found], places: AbstractSet[int]
) -> Sequence[Found]:
    """What is left of the phrases found in a line when the words of some places are taken out."""
    left = [_NOTHING if at in places else word for at, word in enumerate(line)]
    if well_marked(left) != well_marked(line):
        return phrases_in(root, [left])[0]
    starts = {each.start for each in found if not places.isdisjoint(each.own)}
    text = _text(left)
    first = text.of(root)
    again: list[Found] = []
    for start in starts - places:
        begun: list[_Walk] = []
        _step(begun, first[text.names[start]], text, start, ())
        _walk(begun, text, start, again)
    return sorted([*(each for each in found if each.start not in starts), *again], key=_START)


def _moved(found: Sequence[Found], start: int) -> Sequence[Found]:
    """The same phrases from another place on."""
    if not found or found[0].start == start:
        return found
    by = start - found[0].start
    return [Found(each.label, start, each.end + by, tuple([at + by for at in each.own])) for each in found]


def _ahead(bares: Sequence[str]) -> list[int]:
    bits = [*map(bit_of, bares), *[1] * (_MOST_AHEAD)]
    reach = 1
    while reach < _MOST_AHEAD:
        step = min(reach, _MOST_AHEAD - reach)
        bits = [one | other for one, other in zip(bits, bits[step:], strict=False)]
        reach += step
    return bits


def settle(root: Node) -> None:
    """Note for each node of a finished graph what may come after it, and give back the room that it needs no more."""
    _settle(root, _Done())


@dataclass(slots=True)
class _Done:
    """The nodes that are settled, and what equal ones share from then on: most nodes have no gaps, labels or edges."""

    nodes: set[Node] = field(default_factory=set)
    bits: dict[int, int] = field(default_factory=dict)
    edges: dict[str, Edges] = field(default_factory=dict)
    gaps: dict[int, Node] = field(default_factory=dict)
    labels: dict[tuple[str, ...], Sequence[str]] = field(default_factory=dict)
    shared: dict[str, Node] = field(default_factory=dict)

    def bits_of(self, bits: int) -> int:
        return self.bits.setdefault(bits, bits)

    def labels_of(self, labels: Sequence[str]) -> Sequence[str]:
        each = tuple(labels)
        return self.labels.setdefault(each, each)


def _settle(node: Node, done: _Done) -> None:
    if node in done.nodes:
        return
    done.nodes.add(node)
    for edges in node.edges.values():
        for _, _, child in edges:
            _settle(child, done)
    for after in node.gaps.values():
        _settle(after, done)
        for bare in after.edges:
            node.beyond |= bit_of(bare)
    node.beyond = done.bits_of(-1 if node.labels else node.beyond)
    for edges in node.edges.values():
        edges.settle(exact=False)
        edges.beyond = done.bits_of(edges.beyond)
    node.shared, node.gaps, node.labels = done.shared, node.gaps or done.gaps, done.labels_of(node.labels)
    node.edges = node.edges or done.edges
    node.exact = _by_name(node.edges, done)


def _by_name(known: Mapping[str, Edges], done: _Done) -> Mapping[str, Edges]:
    """The edges of a node by the names of their words; the same object where all names are bare letters."""
    named: dict[str, list[Edge]] = {}
    for edges in known.values():
        for edge in edges:
            named.setdefault(edge[0].name, []).append(edge)
    found: dict[str, Edges] = {}
    for name, each in named.items():
        same = known[each[0][0].bare]
        found[name] = same if len(same) == 1 else Edges(each)
        if len(same) > 1:
            found[name].settle(exact=True)
            found[name].beyond = done.bits_of(found[name].beyond)
    return known if all(found.get(bare) is each for bare, each in known.items()) else found


@lru_cache(maxsize=4_096)
def bit_of(bare: str) -> int:
    """One of `_BITS` bits for a word. Two words may share one: bits only tell what need not be looked at."""
    return 1 << hash(bare) % _BITS


def well_marked(line: Sequence[Word]) -> bool:
    """Whether the writer uses diacritics, so that a word without them really has none: `con` is then not `còn`."""
    words = [each.spelt for each in line if each.spelt.bare not in MARKS]
    return sum(1 for each in words if not each.raw.isascii()) * 2 >= len(words)


class _Text(NamedTuple):
    """A line as the walks need it. `exactly`: its writer uses diacritics.

    `names`: by what each word is looked up, and the end of a sentence after the last one. `ahead`: for each place the
    bits of the words that stand there and after it, as far as a gap reaches.
    """

    spelt: Sequence[Spelt]
    names: Sequence[str]
    ahead: Sequence[int]
    exactly: bool

    def of(self, node: Node) -> Mapping[str, Edges]:
        """The edges of a node, by the names of this text."""
        return node.exact if self.exactly else node.edges

    def goes_on(self, edges: Edges, at: int) -> bool:
        """Whether a phrase may go on after one of the edges over a word; when in doubt, it may."""
        after = self.names[at + 1]
        if edges.beyond & self.ahead[at + 1] or after in _EDGES:
            return True
        return after in (edges.then if len(edges) > 1 else self.of(edges[0][2]))


def _text(line: Sequence[Word]) -> _Text:
    spelt = [each.spelt for each in line]
    exactly = well_marked(line)
    bares = [each.bare for each in spelt]
    names = [each.name for each in spelt] if exactly else [*bares]
    names.append(END)
    return _Text(spelt, names, _ahead(bares), exactly)


def _walk(begun: list[_Walk], text: _Text, start: int, found: list[Found]) -> int:
    """Add every phrase that goes on from where it has begun. Return the last word from which the walk looked ahead."""
    last = start
    exactly, names = text.exactly, text.names
    waiting = begun
    seen: set[tuple[Node, int]] = set()
    while waiting:
        node, at, own = waiting.pop()
        if (node, at) in seen:
            continue
        seen.add((node, at))
        for label in node.labels:
            found.append(Found(label, start, at, own))  # noqa: PERF401  # the inner loop: most nodes have no label
        last = max(last, at)
        if node.gaps:
            last = max(last, _over_gaps(waiting, node, text, at, own))
        name = names[at] if at < len(names) else END
        if (edges := (node.exact if exactly else node.edges).get(name)) is not None:
            _step(waiting, edges, text, at, own)
        if name in _EDGES:
            waiting.append((node, at + 1, own))
    return last


def _over_gaps(waiting: list[_Walk], node: Node, text: _Text, at: int, own: tuple[int, ...]) -> int:
    """Go on after each gap. Return the last word from which it was looked ahead."""
    last = at
    for size, after in node.gaps.items():
        if not text.of(after).keys().isdisjoint(text.names[at : at + size + _MOST_EDGES]):
            last = max(last, _over_a_gap(waiting, after, text, at=at, size=size, own=own))
    return last


def _step(waiting: list[_Walk], edges: Edges, text: _Text, at: int, own: tuple[int, ...]) -> None:
    """Go over one word, along the phrases that continue with it and with the words after it."""
    spelt, names, ahead, exactly = text
    after, near = names[at + 1], ahead[at + 1]
    ways: Sequence[Edge] = edges
    if after in _EDGES:
        near = -1  # the word after the edge decides: that is looked at when it is reached
    elif len(edges) > 1:
        ways = edges.then.get(after, edges.apart)
    word = spelt[at]
    taken = own if word.bare in _EDGES else (*own, at)
    for meant, strict, child in ways:
        if not (child.beyond & near or near == -1 or after in (child.exact if exactly else child.edges)):
            continue
        if not exactly:
            if strict:
                if word.tone != meant.tone or word.letters != meant.letters:
                    continue
            elif word.marked and not fits(word, meant):
                continue
        waiting.append((child, at + 1, taken))


def _over_a_gap(waiting: list[_Walk], node: Node, text: _Text, *, at: int, size: int, own: tuple[int, ...]) -> int:
    """Go on after a gap of up to `size` words. Edges do not count as words; the end of a sentence ends the gap.

    Return the last word from which it was looked ahead.
    """
    edges = text.of(node)
    last = at
    for place, name in enumerate(text.names[at : at + size + _MOST_EDGES], at):
        if name in edges:
            _step(waiting, edges[name], text, place, own)
            last = place
        if name in _EDGES:
            continue
        if not size or name == END:
            break
        size -= 1
    return last
