"""The numbers of lists and headings in an OpenDocument text (OASIS ODF 1.3 part 3, 5.3 and 19.880)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from lxml import etree

from papers.reading.number_forms import drawn
from papers.reading.xml_tree import Node

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
SPACES = {
    "office": f"{_OASIS}:office:1.0", "text": f"{_OASIS}:text:1.0", "style": f"{_OASIS}:style:1.0",
    "table": f"{_OASIS}:table:1.0", "draw": f"{_OASIS}:drawing:1.0", "svg": f"{_OASIS}:svg-compatible:1.0",
    "fo": f"{_OASIS}:xsl-fo-compatible:1.0", "xml": "http://www.w3.org/XML/1998/namespace",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}  # fmt: skip
_FORMS: Mapping[str, str] = {
    "1": "decimal",
    "01": "decimalZero",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
}
_DASHES = frozenset("-–—+*")
_PLACE = re.compile(r"%(\d{1,2})%")
_LEVELS = 10


@cache
def name(short: str) -> str:
    """`text:p` as lxml writes it."""
    prefix, _, tag = short.partition(":")
    return f"{{{SPACES[prefix]}}}{tag}"


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list style. `pattern` holds %1% for the first level's number; empty: prefix, numbers, suffix."""

    form: str
    start: int = 1
    shown: int = 1  # how many levels, this one included
    prefix: str = ""
    suffix: str = ""
    pattern: str = ""
    bullet: str = ""


@dataclass(slots=True)
class List:
    """A list that is counted. `counts` holds the last number of each level."""

    style: str
    counts: dict[int, int] = field(default_factory=dict)


class Lists:
    """The list styles of a document, and the lists that were seen."""

    def __init__(self, roots: list[Node]) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._outline: dict[int, _Level] = {}
        for root in roots:
            for each in root.iter(name("text:list-style")):
                self._styles[str(each.get(name("style:name")))] = dict(_levels(each))
            for each in root.iter(name("text:outline-style")):
                self._outline = dict(_levels(each))
        self._headings = List("")
        self._by_id: dict[str, List] = {}
        self._last: dict[str, List] = {}

    def begin(self, node: Node, outer: List | None, style: str) -> List:
        """The list that a `text:list` begins or continues. `style`: the list style of its paragraphs."""
        own = str(node.get(name("text:style-name")) or "")
        found = self._continued(node, own or style) if outer is None else List(own or outer.style, outer.counts)
        key = str(node.get(name("xml:id")) or "")
        if key:
            self._by_id[key] = found
        self._last[found.style] = found
        return found

    def _continued(self, node: Node, style: str) -> List:
        before = self._by_id.get(str(node.get(name("text:continue-list")) or ""))
        if before is None and node.get(name("text:continue-numbering")) == "true":
            before = self._last.get(style)
        return List(style, before.counts if before is not None else {})

    def item(self, found: List, node: Node, level: int) -> str:
        """The number before the first paragraph of an item. The item may have a start value and a style of its own."""
        start, style = (str(node.get(name(f"text:{each}")) or "") for each in ("start-value", "style-override"))
        return _next(self._styles.get(style or found.style, {}), found.counts, level, start)

    def heading(self, level: int, start: str) -> str:
        """The number of a heading outside all lists."""
        this = self._outline.get(level)
        return _next(self._outline, self._headings.counts, level, start) if this is not None and this.form else ""


def _next(levels: Mapping[int, _Level], counts: dict[int, int], level: int, start: str) -> str:
    this = levels.get(level)
    first = this.start if this is not None else 1
    counts[level] = int(start) if start.isdecimal() else counts.get(level, first - 1) + 1
    for above in range(1, level):  # a level that was left out counts as used, as in Word
        counts.setdefault(above, levels[above].start if above in levels else 1)
    for deeper in [each for each in counts if each > level]:
        del counts[deeper]
    if this is None:
        return ""
    if this.bullet:
        return this.bullet if this.bullet in _DASHES else ""

    def number(at: int) -> str:
        known = levels.get(at)
        return drawn(counts.get(at, known.start), known.form) if known is not None and known.form else ""

    if this.pattern:
        return _PLACE.sub(lambda place: number(int(place[1])), this.pattern).strip()
    if not this.form:
        return f"{this.prefix}{this.suffix}".strip()
    numbers = ".".join(each for at in range(level - this.shown + 1, level + 1) if (each := number(at)))
    return f"{this.prefix}{numbers}{this.suffix}".strip()


def _levels(node: Node) -> "list[tuple[int, _Level]]":
    found = []
    for each in node:
        if not isinstance(each.tag, str):
            continue
        told = str(each.get(name("text:level")) or "")
        kind = etree.QName(each).localname
        if told.isdecimal() and 0 < int(told) <= _LEVELS:
            found.append((int(told), _bullet(each) if kind == "list-level-style-bullet" else _level(each)))
    return found


def _bullet(node: Node) -> _Level:
    return _Level("", bullet=str(node.get(name("text:bullet-char")) or "•"))


def _level(node: Node) -> _Level:
    start, shown = str(node.get(name("text:start-value")) or ""), str(node.get(name("text:display-levels")) or "")
    form = str(node.get(name("style:num-format")) or "").partition(",")[0]  # "01, 02, 03, ..." is a form of LibreOffice
    return _Level(
        _FORMS.get(form, "decimal" if form else ""), int(start) if start.isdecimal() else 1,
        int(shown) if shown.isdecimal() else 1, str(node.get(name("style:num-prefix")) or ""),
        str(node.get(name("style:num-suffix")) or ""),
        str(node.get(name("style:num-list-format")) or node.get(name("loext:num-list-format")) or ""),
    )  # fmt: skip
