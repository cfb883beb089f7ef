"""The nodes and edges of the graph of phrases (`civics.hearing.graph`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from civics.hearing.spelling import Spelt

_NO_WORDS: "Mapping[str, Sequence[Edge]]" = MappingProxyType({})
_NO_EDGES: "Mapping[str, Edges]" = MappingProxyType({})  # these stand in most nodes, and take no room in each
_NO_CHOICES: "Mapping[str, Node]" = MappingProxyType({})
_NO_GAPS: "Mapping[int, Node]" = MappingProxyType({})


@dataclass(slots=True, eq=False)  # each is equal only to itself, and a key
class Node:
    """A place in the phrases: the words and gaps that go on from it, and the phrases that end at it."""

    edges: "Mapping[str, Edges]" = field(default_factory=lambda: _NO_EDGES)  # by the bare letters of the word
    exact: "Mapping[str, Edges]" = field(
        default_factory=lambda: _NO_EDGES
    )  # by the word with its diacritics, see `Spelt.name`
    shared: "Mapping[str, Node]" = field(
        default_factory=lambda: _NO_CHOICES
    )  # by the words of a choice, while the graph is built
    gaps: "Mapping[int, Node]" = field(default_factory=lambda: _NO_GAPS)  # by the number of words that may be between
    labels: Sequence[str] = ()

    beyond: int = 0  # the bits (`bit_of`) of the words after its gaps; all bits where a phrase ends

    def lead(self, edge: "Edge") -> None:
        """Add an edge from this node, while the graph is built."""
        known: dict[str, Edges] = self.edges if isinstance(self.edges, dict) else {}
        self.edges = known
        bare = edge[0].bare
        if (same := known.get(bare)) is None:
            known[bare] = Edges((edge,))
        else:
            same.append(edge)

    def share(self, choice: str, child: "Node") -> None:
        """Note where a choice of words leads, while the graph is built."""
        known: dict[str, Node] = self.shared if isinstance(self.shared, dict) else {}
        self.shared = known
        known[choice] = child

    def after_gap(self, size: int) -> "Node":
        """The node after a gap, made where there is none yet."""
        known: dict[int, Node] = self.gaps if isinstance(self.gaps, dict) else {}
        self.gaps = known
        return known.setdefault(size, Node())


Edge = tuple[Spelt, bool, Node]  # the word that is meant, whether it needs its diacritics, where it leads


class Edges(list[Edge]):
    """The edges over one word, and what may come after it.

    `then`: by the word that is next, the edges that may go on with it. `apart`: those that may go on after a gap or end
    there, whatever is next; they are in each of `then` too. Where there is one edge, both are empty, as most are.
    `beyond`: the bits of all edges, see `Node.beyond`.
    """

    __slots__ = ("apart", "beyond", "then")

    def __init__(self, edges: Sequence[Edge] = ()) -> None:
        """The edges, which may be added to until the graph is finished."""
        super().__init__(edges)
        self.beyond = 0
        self.apart: Sequence[Edge] = ()
        self.then: Mapping[str, Sequence[Edge]] = _NO_WORDS

    def settle(self, *, exact: bool) -> None:
        """Sort the edges by what may come next. Each list keeps their order."""
        for _, _, child in self:
            self.beyond |= child.beyond
        if len(self) == 1:
            return
        self.apart = tuple([each for each in self if each[2].beyond])
        nexts = [child.exact if exact else child.edges for _, _, child in self]
        found: dict[str, list[Edge]] = {name: [] for each in nexts for name in each}
        for edge, after in zip(self, nexts, strict=True):
            for name in found if edge[2].beyond else after:
                found[name].append(edge)
        self.then = {name: tuple(each) for name, each in found.items()}
