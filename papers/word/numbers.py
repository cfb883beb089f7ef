"""The numbers that Word draws before a paragraph, such as "Điều 3." or "a)". The file's text does not contain them.

ISO/IEC 29500-1, 17.9. Lists (w:num) of one definition (w:abstractNum) count together. A list may begin anew at its
first paragraph (startOverride), change a level (lvlOverride), or take its levels from a style
(numStyleLink).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from papers.reading.number_forms import drawn
from papers.reading.xml_tree import Node
from papers.word.package import is_on, name, value
from papers.word.styles import Styles

_PLACE = re.compile(r"%([1-9])")
_DASHES = frozenset("-–—+*")  # list signs that stand for levels in Vietnamese papers; other bullets are ignored
_LEVELS = 9
_PPR, _NUM, _LEVEL = name("w:pPr"), name("w:numPr"), name("w:ilvl")


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered. `text` contains %1 for the number of the first level, and so on."""

    form: str
    text: str
    start: int
    restart: int  # the level after whose paragraphs the count begins again; 0: never
    pattern: str = ""  # of a custom form
    legal: bool = False  # all numbers in digits
    joined: bool = False  # nothing is between number and text
    hidden: bool = False
    style: str = ""  # the paragraph style that this level belongs to


@dataclass(frozen=True, slots=True)
class _List:
    """A w:num. `name` is its definition's: lists of one definition count together."""

    name: str
    levels: Mapping[int, _Level]
    anew: Mapping[int, int] = field(default_factory=dict)  # startOverride of its levels


class Number(NamedTuple):
    """The number before a paragraph. `joined`: nothing is between it and the text."""

    text: str
    joined: bool = False


_NONE = Number("")


class Numbers:
    """The lists of one document. They count from paragraph to paragraph, in order."""

    def __init__(self, root: Node | None, styles: Styles) -> None:
        self._styles = styles
        self._lists = {} if root is None else dict(_lists(root, styles))
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def before(self, paragraph: Node) -> Number:
        """The number before this paragraph; empty for plain paragraphs. Call it once per paragraph, in order."""
        key, level = self._place(paragraph)
        found = self._lists.get(key)
        if found is None or level not in found.levels:
            return _NONE
        counts = self._count(found, key, level)
        this = found.levels[level]
        if this.hidden:
            return _NONE
        if this.form == "bullet":
            sign = this.text.strip()
            return Number(sign, this.joined) if sign in _DASHES else _NONE

        def put(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            known = found.levels.get(at)
            if known is None:
                return ""
            number = counts.get(at, found.anew.get(at, known.start))
            return drawn(number, "decimal" if this.legal else known.form, known.pattern)

        return Number(_PLACE.sub(put, this.text).strip(), this.joined)

    def _count(self, found: _List, key: str, level: int) -> dict[int, int]:
        counts = self._counts.setdefault(found.name, {})
        start = found.anew.get(level, found.levels[level].start)
        anew = level in found.anew and (key, level) not in self._begun
        self._begun.add((key, level))
        counts[level] = start if anew or level not in counts else counts[level] + 1
        for above in range(level):  # a level that was left out counts as used: 2 follows 1.1 (Microsoft, Q110380)
            if above in found.levels and above not in counts:
                counts[above] = found.anew.get(above, found.levels[above].start)
        for deeper in [each for each in counts if each > level]:
            if level < (found.levels[deeper].restart if deeper in found.levels else deeper):
                del counts[deeper]
        return counts

    def _place(self, paragraph: Node) -> tuple[str, int]:
        """The list and the level of a paragraph, from itself or its style. The list is empty when there is none."""
        about = paragraph.find(f"{_PPR}/{_NUM}")
        own = "" if about is None else value(about, "w:numId")
        level = "" if about is None else value(about, "w:ilvl")
        if own:
            return own, _whole(level)
        style = self._styles.of(paragraph)
        key, styled = self._of_style(style)
        return key, _whole(level) if level else styled

    def _of_style(self, style: str) -> tuple[str, int]:
        """The list and level of a style: the level that names the style (pStyle), else the level in the style."""
        key, level = "", ""
        chain = list(self._styles.chain(style))
        for _, each in chain:
            about = each.find(f"{_PPR}/{_NUM}")
            if about is not None:
                level = level or value(about, "w:ilvl")
                key = value(about, "w:numId")
                if key:
                    break
        found = self._lists.get(key)
        if found is not None:
            for called, _ in chain:
                for at, known in found.levels.items():
                    if known.style == called:
                        return key, at
        return key, _whole(level)


def _lists(root: Node, styles: Styles) -> Iterator[tuple[str, _List]]:
    kinds = {str(each.get(name("w:abstractNumId"))): each for each in root.findall(name("w:abstractNum"))}
    nums = {str(each.get(name("w:numId"))): each for each in root.findall(name("w:num"))}
    for key, each in nums.items():
        called = value(each, "w:abstractNumId")
        if called in kinds:
            levels = _levels(_linked(kinds[called], kinds, nums, styles))
            anew: dict[int, int] = {}
            for over in each.findall(name("w:lvlOverride")):
                at = _whole(str(over.get(_LEVEL) or ""))
                whole = over.find(name("w:lvl"))
                if whole is not None:
                    levels[at] = _level(whole, at)
                begin = value(over, "w:startOverride")
                if begin.lstrip("-").isdecimal():
                    anew[at] = int(begin)
            yield key, _List(called, levels, anew)


def _linked(kind: Node, kinds: Mapping[str, Node], nums: Mapping[str, Node], styles: Styles) -> Node:
    """The definition with the levels: this one, or that of the list style to which it refers (numStyleLink)."""
    for _ in range(_LEVELS):
        style = value(kind, "w:numStyleLink")
        if not style:
            return kind
        held = next((each for each in kinds.values() if value(each, "w:styleLink") == style), None)
        if held is None:
            num = nums.get(styles.list_of(style))
            held = None if num is None else kinds.get(value(num, "w:abstractNumId"))
        if held is None or held is kind:
            return kind
        kind = held
    return kind


def _levels(kind: Node) -> dict[int, _Level]:
    found = {}
    for each in kind.findall(name("w:lvl")):
        at = _whole(str(each.get(_LEVEL) or ""))
        found[at] = _level(each, at)
    return found


def _level(node: Node, at: int) -> _Level:
    about, legal = node.find(name("w:rPr")), node.find(name("w:isLgl"))
    vanish = None if about is None else about.find(name("w:vanish"))
    start, restart = value(node, "w:start"), value(node, "w:lvlRestart")
    form, pattern = _form(node)
    found = _Level(
        form, value(node, "w:lvlText"), int(start) if start.isdecimal() else 1, at, pattern,
        legal is not None and is_on(legal), value(node, "w:suff") == "nothing",
        vanish is not None and is_on(vanish), value(node, "w:pStyle"),
    )  # fmt: skip
    # a level can only begin again after a level above it (17.9.10)
    return replace(found, restart=int(restart)) if restart.isdecimal() and int(restart) <= at else found


def _form(node: Node) -> tuple[str, str]:
    """The form of a level. A custom form is stored in an alternative that only newer programs read."""
    found = next(node.iter(name("w:numFmt")), None)
    if found is None:
        return "decimal", ""
    return str(found.get(name("w:val")) or "decimal"), str(found.get(name("w:format")) or "")


def _whole(text: str) -> int:
    return min(int(text), _LEVELS) if text.isdecimal() else 0
