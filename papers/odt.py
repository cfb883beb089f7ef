"""Reads an OpenDocument text (.odt) as a person sees it, without a library: OASIS ODF 1.3, part 3."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from civics.polls.draft import Paragraph, RefusedDraftError, Source, is_page_number
from core.legacy_text import Drawn, by_font, converted
from papers.odt_lists import List, Lists, name
from papers.reading import tables
from papers.reading.seen import Seen
from papers.reading.xml_tree import MOST_UNPACKED, Node, parsed

_P, _H, _LIST, _TABLE = name("text:p"), name("text:h"), name("text:list"), name("table:table")
_GONE = frozenset(
    name(each) for each in ("text:tracked-changes", "office:annotation", "office:forms", "text:ruby-text")
)
_INDEXES = frozenset(
    name(f"text:{each}")
    for each in (
        "table-of-content",
        "illustration-index",
        "table-index",
        "alphabetical-index",
        "user-index",
        "bibliography",
    )
)
_WIDEST = 200  # cells per row, spaces per run: a malicious file may claim a million
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class _Look:
    hidden: bool = False
    struck: bool = False
    drawn: Drawn | None = None


def read(content: bytes) -> Source:
    """The draft in an .odt. Raises RefusedDraftError: too_big, locked, empty, scan, broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise RefusedDraftError("too_big")
            names = set(packed.namelist())
            if "META-INF/manifest.xml" in names and b"encryption-data" in packed.read("META-INF/manifest.xml"):
                raise RefusedDraftError("locked")
            root = parsed(packed.read("content.xml"))
            styles = parsed(packed.read("styles.xml")) if "styles.xml" in names else None
        body = root.find(f"{name('office:body')}/{name('office:text')}")
        if body is None:
            raise RefusedDraftError("broken")
        story = _Story(root, styles)
        found = tuple(story.blocks(body))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, NotImplementedError, OSError) as error:
        raise RefusedDraftError("broken") from error
    if not any(each.text.strip() for each in found):
        raise RefusedDraftError("scan" if any(True for _ in body.iter(name("draw:image"))) else "empty")
    return Source(found, story.seen.notes())


@dataclass(slots=True)
class _Line:
    """A paragraph while it is read."""

    pieces: list[tuple[str, Drawn | None]] = field(default_factory=list)
    beside: list[Paragraph] = field(default_factory=list)  # text boxes and footnotes


class _Styles:
    """The styles of paragraphs and letters."""

    def __init__(self, roots: list[Node]) -> None:
        self._styles: dict[tuple[str, str], Node] = {}
        self._fonts: dict[str, str] = {}
        for root in roots:
            for each in root.iter(name("style:font-face")):
                self._fonts[str(each.get(name("style:name")))] = str(each.get(name("svg:font-family")) or "").strip(
                    "'\""
                )
            for each in root.iter(name("style:style")):
                self._styles[(str(each.get(name("style:family"))), str(each.get(name("style:name"))))] = each

    def look(self, family: str, style: str, outer: _Look) -> _Look:
        """How letters look in a style; what the style does not say comes from the surrounding text."""
        hidden = struck = font = None
        for each in self.chain(family, style):
            about = each.find(name("style:text-properties"))
            if about is None:
                continue
            hidden = hidden or about.get(name("text:display"))
            struck = struck or about.get(name("style:text-line-through-style"))
            font = font or self._fonts.get(str(about.get(name("style:font-name")))) or about.get(name("fo:font-family"))
        return _Look(
            outer.hidden if hidden is None else hidden == "none",
            outer.struck if struck is None else struck != "none",
            outer.drawn if font is None else by_font(str(font)),
        )

    def chain(self, family: str, style: str) -> Iterator[Node]:
        """A style and those on which it is based."""
        for _ in range(_DEEPEST):
            found = self._styles.get((family, style))
            if found is None:
                return
            yield found
            style = str(found.get(name("style:parent-style-name")) or "")

    def list_of(self, style: str) -> str:
        """The list style that a paragraph's style names."""
        told = (each.get(name("style:list-style-name")) for each in self.chain("paragraph", style))
        return str(next((each for each in told if each), ""))


class _Story:
    def __init__(self, root: Node, styles: Node | None) -> None:
        roots = [each for each in (styles, root) if each is not None]
        self.seen = Seen()
        self._styles = _Styles(roots)
        self._lists = Lists(roots)
        changes = root.find(f".//{name('text:tracked-changes')}")
        self.seen.count("changes", 0 if changes is None else len(changes.findall(name("text:changed-region"))))
        self.seen.count("comments", sum(1 for _ in root.iter(name("office:annotation"))))
        if styles is not None:
            self._margins(styles)

    def blocks(self, node: Node) -> Iterator[Paragraph]:
        """The paragraphs of the body, of a section, a cell or a box."""
        for child in node:
            tag = child.tag
            if tag in (_P, _H):
                yield from self._line(child, self._heading(child) if tag == _H else "")
            elif tag == _LIST:
                yield from self._list(child, None, 1)
            elif tag == _TABLE:
                yield from self._table(child)
            elif tag in _INDEXES:
                self.seen.count("contents", sum(1 for _ in child.iter(_P)))
            elif tag == name("text:section") and child.get(name("text:display")) == "none":
                self.seen.words("hidden", " ".join("".join(each.itertext()) for each in child.iter(_P, _H)))
            elif isinstance(tag, str) and tag not in _GONE:
                yield from self.blocks(child)

    def _heading(self, node: Node) -> str:
        told = str(node.get(name("text:outline-level")) or "1")
        start = (
            str(node.get(name("text:start-value")) or "") if node.get(name("text:restart-numbering")) == "true" else ""
        )
        level = int(told) if told.isdecimal() else 1
        return "" if node.get(name("text:is-list-header")) == "true" else self._lists.heading(level, start)

    def _list(self, node: Node, outer: List | None, level: int) -> Iterator[Paragraph]:
        if level > _DEEPEST:
            return
        first = next(node.iter(_P, _H), None)
        style = "" if first is None else self._styles.list_of(str(first.get(name("text:style-name")) or ""))
        found = self._lists.begin(node, outer, style)
        for item in node:
            numbered = item.tag == name("text:list-item")
            for child in item:
                if child.tag in (_P, _H):
                    yield from self._line(child, self._lists.item(found, item, level) if numbered else "")
                    numbered = False
                elif child.tag == _LIST:
                    yield from self._list(child, found, level + 1)

    def _line(self, node: Node, auto: str) -> Iterator[Paragraph]:
        style = str(node.get(name("text:style-name")) or "")
        look = self._styles.look("paragraph", style, self._styles.look("paragraph", "Standard", _Look()))
        line = _Line()
        self._walk(node, look, line)
        text = was = ""
        legacies = set()
        for typed, drawn in _merged(line.pieces):
            new = typed if drawn is None else converted(typed, drawn)
            legacies |= {drawn.legacy} if drawn is not None and new != typed else set()
            text, was = text + new, was + typed
        text, was = text.strip(" "), was.strip(" ")
        for each in legacies:
            self.seen.count(each.value)
        first, *others = text.split("\n")
        olds = was.split("\n") if legacies else [""] * (len(others) + 1)
        yield Paragraph(first, auto=auto if first.strip() else "", was=olds[0])
        yield from (Paragraph(each, was=old) for each, old in zip(others, olds[1:], strict=False))
        yield from line.beside

    def _walk(self, node: Node, look: _Look, line: _Line) -> None:
        self._put(node.text, look, line)
        for child in node:
            if isinstance(child.tag, str) and child.tag not in _GONE:
                self._child(child, look, line)
            self._put(child.tail, look, line)

    def _child(self, child: Node, look: _Look, line: _Line) -> None:
        tag = child.tag
        if tag in _SIGNS:
            times = str(child.get(name("text:c")) or "1") if tag == name("text:s") else "1"
            self._put(_SIGNS[tag] * (min(int(times), _WIDEST) if times.isdecimal() else 1), look, line, exact=True)
        elif tag == name("text:note"):
            self._note(child, line)
        elif tag in (name("draw:frame"), name("draw:custom-shape"), name("draw:g")):
            self._shape(child, line)
        elif tag in (name("text:hidden-text"), name("text:hidden-paragraph")):
            self.seen.words("hidden", "".join(child.itertext()))
        else:
            style = str(child.get(name("text:style-name")) or "")
            self._walk(child, self._styles.look("text", style, look) if style else look, line)

    def _put(self, text: str | None, look: _Look, line: _Line, *, exact: bool = False) -> None:
        if not text:
            return
        shown = text if exact else _single(text)
        if look.hidden:
            self.seen.words("hidden", shown)
            return
        if look.struck:
            self.seen.words("struck", f"{shown} ")
        line.pieces.append((shown, look.drawn))

    def _note(self, node: Node, line: _Line) -> None:
        body = node.find(name("text:note-body"))
        words = "" if body is None else " ".join(each.text for each in self.blocks(body))
        if words.strip():
            self.seen.count("footnotes")
            line.beside.append(Paragraph(f"({' '.join(words.split())})"))

    def _shape(self, node: Node, line: _Line) -> None:
        boxes = list(node.iter(name("draw:text-box"))) or [node]
        inside = [each for each in self.blocks(boxes[0]) if each.text.strip()]
        line.beside += inside
        if any(True for _ in node.iter(name("draw:object"))):
            self.seen.count("equations_unread")
        elif any(True for _ in node.iter(name("draw:image"))):
            self.seen.count("pictures")
        self.seen.count("boxes", int(bool(inside)))

    def _table(self, table: Node) -> Iterator[Paragraph]:
        yield from tables.lines(self._cells(row) for row in _rows(table))

    def _cells(self, row: Node) -> list[list[Paragraph]]:
        return [list(self.blocks(cell)) for cell in row.findall(name("table:table-cell"))[:_WIDEST]]

    def _margins(self, styles: Node) -> None:
        told: list[str] = []
        for each in styles.iter(name("style:header"), name("style:footer")):
            for line in each.iter(_P, _H):
                text = " ".join("".join(line.itertext()).split())
                told += [text] if text and not is_page_number(text) and text not in told else []
        self.seen.words("margins", " · ".join(told))


_SIGNS = {name("text:tab"): "\t", name("text:line-break"): "\n", name("text:s"): " "}


def _single(text: str) -> str:
    """The text with each run of white space as one space, as ODF requires (6.1.2)."""
    words = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{words}{' ' if words and text[-1:].isspace() else ''}"


def _merged(pieces: list[tuple[str, Drawn | None]]) -> Iterator[tuple[str, Drawn | None]]:
    held, kind = "", None
    for text, drawn in pieces:
        if drawn != kind and held:
            yield held, kind
            held = ""
        held, kind = held + text, drawn
    if held:
        yield held, kind


def _rows(table: Node) -> Iterator[Node]:
    """The rows, including those of the head and of groups. A row that is marked as repeated is read once."""
    for child in table:
        if child.tag == name("table:table-row"):
            yield child
        elif child.tag in (name("table:table-header-rows"), name("table:table-rows"), name("table:table-row-group")):
            yield from _rows(child)
