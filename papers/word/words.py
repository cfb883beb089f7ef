"""Reads the text of a Word paragraph as a person sees it when every tracked change is accepted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType

from core.legacy_text import Drawn, Legacy, by_font, converted
from papers.reading.seen import Seen
from papers.reading.xml_tree import Node
from papers.word import maths, symbols
from papers.word.package import is_on, name
from papers.word.styles import Look, Styles

_RUN, _TEXT, _ALTERNATIVES = name("w:r"), name("w:t"), name("mc:AlternateContent")
_GONE = frozenset({name("w:del"), name("w:moveFrom")})
_CHANGED = frozenset({name("w:ins"), name("w:moveTo"), *_GONE})
_NO_WORDS = frozenset(name(f"w:{tag}") for tag in ("pPr", "rPr", "sdtPr", "sdtEndPr", "rt", "delText", "delInstrText"))
_MARKS: Mapping[str, str] = MappingProxyType(
    {
        name("w:tab"): "\t", name("w:ptab"): "\t", name("w:br"): "\n", name("w:cr"): "\n",
        name("w:noBreakHyphen"): "-", name("w:softHyphen"): "",
    }
)  # fmt: skip
_EQUATIONS = frozenset({name("m:oMath"), name("m:oMathPara")})
_SHAPES = frozenset({name("w:drawing"), name("w:pict"), name("w:object")})
_NOTES = MappingProxyType({name("w:footnoteReference"): "footnotes", name("w:endnoteReference"): "endnotes"})
_CONTENTS = frozenset({"TOC", "INDEX", "TOA"})
_DRAWING = frozenset({"LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "EQ", "SYMBOL", "FORMDROPDOWN"})


@dataclass(slots=True)
class _Field:
    """An open field: its instruction, and whether its result has begun."""

    told: list[str] = field(default_factory=list)
    result: bool = False

    @property
    def kind(self) -> str:
        """The first word of the instruction."""
        return next(iter("".join(self.told).split()), "").upper()


@dataclass(slots=True)
class Read:
    """The content of one paragraph. `was`: the original letters, if an old font shows them as others."""

    text: str
    was: str = ""
    shapes: list[Node] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  # footnotes or endnotes, and the id
    contents: bool = False  # it belongs to a table of contents


class Words:
    """Reads the paragraphs of one story (body, footnotes, header) in order, because fields may span paragraphs."""

    def __init__(self, styles: Styles, seen: Seen) -> None:
        self._styles = styles
        self._seen = seen
        self._fields: list[_Field] = []

    def of(self, paragraph: Node) -> Read:
        """The words of a paragraph."""
        reading = _Reading(self._styles, self._seen, self._fields, self._styles.of(paragraph))
        reading.walk(paragraph)
        contents = bool(reading.contents) and not any(text.strip() for text, _ in reading.pieces)
        text, was = self._joined(reading.contents if contents else reading.pieces)
        return Read(text, was, reading.shapes, reading.notes, contents)

    def _joined(self, pieces: list[tuple[str, Drawn | None]]) -> tuple[str, str]:
        """The text, and the original letters if they differ.

        A VNI letter may be split between two runs, so runs of one font are joined before they are converted.
        """
        text = was = ""
        read: set[Legacy] = set()
        for drawn, group in groupby(pieces, key=itemgetter(1)):
            old = "".join(each for each, _ in group)
            new = old if drawn is None else converted(old, drawn)
            if drawn is not None and new != old:
                read.add(drawn.legacy)
            text, was = text + new, was + old
        for each in read:
            self._seen.count(each.value)
        return text, was if read else ""


def chosen(alternatives: Node) -> Node | None:
    """The alternative that is shown: the first one that is not empty (ISO/IEC 29500-3)."""
    forms = [each for each in alternatives if isinstance(each.tag, str) and len(each)]
    return forms[0] if forms else None


def mark_is_gone(paragraph: Node, styles: Styles, seen: Seen) -> bool:
    """Whether the paragraph mark is deleted or hidden, so that the next paragraph continues in the same line."""
    about = paragraph.find(f"{name('w:pPr')}/{name('w:rPr')}")
    if about is None:
        return styles.look(None, styles.of(paragraph)).hidden
    if any(about.find(each) is not None for each in _GONE):
        seen.count("changes")
        return True
    vanish = about.find(name("w:vanish"))
    return is_on(vanish) if vanish is not None else styles.look(about, styles.of(paragraph)).hidden


class _Reading:
    """One paragraph while it is read."""

    def __init__(self, styles: Styles, seen: Seen, fields: list[_Field], style: str) -> None:
        self._styles = styles
        self._seen = seen
        self._fields = fields
        self._style = style
        self.pieces: list[tuple[str, Drawn | None]] = []
        self.contents: list[tuple[str, Drawn | None]] = []  # the words of a table of contents
        self.shapes: list[Node] = []
        self.notes: list[tuple[str, str]] = []

    def walk(self, node: Node) -> None:
        """Read the children of a paragraph: runs and what is between them."""
        for child in node:
            tag = child.tag
            if not isinstance(tag, str) or tag in _NO_WORDS:
                continue
            if tag in _CHANGED:
                self._seen.count("changes")
            if tag in _GONE:
                continue
            if tag == _RUN:
                self._run(child)
            elif tag in _EQUATIONS:
                self._equation(child)
            elif tag == _ALTERNATIVES:
                form = chosen(child)
                if form is not None:
                    self.walk(form)
            else:
                self.walk(child)

    def _run(self, run: Node) -> None:
        about = run.find(name("w:rPr"))
        look = self._styles.look(about, self._style)
        for child in _shown(run):
            self._child(child, look)

    def _child(self, child: Node, look: Look) -> None:
        tag = child.tag
        if tag == _TEXT:
            self._put(_as_symbols(child.text or "", look), look)
        elif tag in _MARKS:
            self._put(_MARKS[tag], look)
        elif tag in _NOTES and not look.hidden:
            self.notes.append((_NOTES[tag], str(child.get(name("w:id")))))
        elif tag in _SHAPES and not look.hidden:
            self.shapes.append(child)
        elif tag in _OTHERS:
            _OTHERS[tag](self, child, look)

    def _put(self, text: str, look: Look) -> None:
        if not text or any(not each.result for each in self._fields):
            return
        if look.hidden:
            self._seen.words("hidden", text)
            return
        if look.struck:
            self._seen.words("struck", f"{text} ")
        contents = any(each.kind in _CONTENTS for each in self._fields)
        (self.contents if contents else self.pieces).append((text, look.drawn))

    def _equation(self, node: Node) -> None:
        self._seen.count("equations")
        self._put(maths.line(node), Look())

    def symbol(self, node: Node, look: Look) -> None:
        """A sign of a symbol font (w:sym)."""
        font, code = str(node.get(name("w:font")) or ""), str(node.get(name("w:char")) or "")
        number = (
            int(code, 16)
            if len(code) <= 6 and code.isalnum() and all(c in "0123456789abcdefABCDEF" for c in code)
            else 0
        )
        sign = symbols.drawn(font, number)
        old = by_font(font)
        if old is not None:
            self._put(chr(number), Look(look.hidden, look.struck, old))
        elif sign:
            self._put(sign, look)
        else:
            self._seen.count("symbols")

    def field(self, node: Node, look: Look) -> None:
        """A field begins, its result begins, or it ends."""
        del look
        kind = node.get(name("w:fldCharType"))
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].result = True
        elif kind == "end" and self._fields:
            closed = self._fields.pop()
            if not closed.result and closed.kind in _DRAWING:
                self._seen.count("fields")

    def instruction(self, node: Node, look: Look) -> None:
        """The instruction of a field, which nobody sees."""
        del look
        if self._fields:
            self._fields[-1].told.append(node.text or "")

    def ruby(self, node: Node, look: Look) -> None:
        """Text with ruby (small text above it), which is left out."""
        del look
        base = node.find(name("w:rubyBase"))
        if base is not None:
            self.walk(base)

    def inner(self, node: Node, look: Look) -> None:
        """A run inside a run."""
        for child in _shown(node):
            self._child(child, look)


_OTHERS: Mapping[str, Callable[[_Reading, Node, Look], None]] = MappingProxyType(
    {
        name("w:sym"): _Reading.symbol, name("w:fldChar"): _Reading.field, name("w:instrText"): _Reading.instruction,
        name("w:ruby"): _Reading.ruby, name("w:r"): _Reading.inner,
    }
)  # fmt: skip


def _shown(node: Node) -> Iterator[Node]:
    for child in node:
        if not isinstance(child.tag, str) or child.tag in _NO_WORDS:
            continue
        if child.tag == _ALTERNATIVES:
            form = chosen(child)
            if form is not None:
                yield from _shown(form)
        else:
            yield child


def _as_symbols(text: str, look: Look) -> str:
    """The signs of a symbol font that were typed as letters. A letter without a sign in the font stays."""
    if not look.symbol or look.drawn is not None:
        return text
    return "".join(symbols.drawn(look.symbol, ord(c)) or c for c in text)
