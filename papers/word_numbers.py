"""The numbers that Word computes for a paragraph, such as "Điều 3." or "a)". The file's text does not contain them."""

import re
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

_PLACE = re.compile(r"%([1-9])")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST = 3000  # a higher number cannot be the number of an article


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered. `text` contains %1 for the number of the first level, and so on."""

    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbers:
    """The lists of one document. They count from paragraph to paragraph, in order."""

    _lists: dict[str, tuple[str, dict[int, _Level]]]  # numId -> its list, and the levels
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Document) -> "Numbers":
        """The lists of the document; none when it has no numbering."""
        try:
            root: Any = document.part.numbering_part.element  # a tree of XML, without types
        except (KeyError, NotImplementedError):
            return cls({})
        kinds = {each.get(qn("w:abstractNumId")): _levels(each) for each in root.findall(qn("w:abstractNum"))}
        lists = {}
        for each in root.findall(qn("w:num")):
            kind = _value(each, "w:abstractNumId")
            if kind in kinds:
                lists[str(each.get(qn("w:numId")))] = (kind, kinds[kind])
        return cls(lists)

    def before(self, paragraph: Paragraph) -> str:
        """The number before this paragraph; empty for bullets and plain paragraphs.

        Call it once per paragraph, in order.
        """
        number, level = _numbered(paragraph)
        if number not in self._lists:
            return ""
        name, levels = self._lists[number]
        if level not in levels:
            return ""
        counts = self._counts.setdefault(name, {})
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]
        if levels[level].form in ("bullet", "none"):
            return ""

        def drawn(place: re.Match[str]) -> str:
            at = int(place[1]) - 1
            known = levels.get(at)
            return _drawn(counts.get(at, known.start), known.form) if known else ""

        return _PLACE.sub(drawn, levels[level].text).strip()


def _levels(kind: Any) -> dict[int, _Level]:
    found = {}
    for each in kind.findall(qn("w:lvl")):
        start = _value(each, "w:start")
        found[int(each.get(qn("w:ilvl")))] = _Level(
            _value(each, "w:numFmt") or "decimal", _value(each, "w:lvlText"), int(start) if start.isdecimal() else 1
        )
    return found


def _numbered(paragraph: Paragraph) -> tuple[str, int]:
    """The list and level of a paragraph, from itself or its style. The list is empty when there is none."""
    elements: list[Any] = [paragraph._p]  # noqa: SLF001  # python-docx gives no other access
    style: Any = paragraph.style
    while style is not None and len(elements) < 12:
        elements.append(style.element)
        style = style.base_style
    for each in elements:
        about = each.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if about is not None and _value(about, "w:numId"):
            level = _value(about, "w:ilvl")
            return _value(about, "w:numId"), int(level) if level.isdecimal() else 0
    return "", 0


def _value(element: Any, tag: str) -> str:
    found = element.find(qn(tag))
    return "" if found is None else str(found.get(qn("w:val")) or "")


def _drawn(number: int, form: str) -> str:
    if not 0 < number < _MOST:
        return str(number)
    if form in ("lowerLetter", "upperLetter"):
        times, at = divmod(number - 1, len(_LETTERS))
        letters = _LETTERS[at] * (times + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        return _roman(number).upper() if form == "upperRoman" else _roman(number)
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> str:
    found = ""
    for value, letters in _ROMAN:
        while number >= value:
            found += letters
            number -= value
    return found
