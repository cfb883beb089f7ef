"""The paragraphs of a .docx in the order in which they are read, with their numbers, and what was left out."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from civics.polls.draft import Paragraph, Part, RefusedDraftError, Source, is_page_number
from papers.reading import tables
from papers.reading.seen import Seen
from papers.reading.xml_tree import Node
from papers.word import foreign
from papers.word.numbers import Numbers
from papers.word.package import Package, is_on, name
from papers.word.styles import Styles
from papers.word.words import Read, Words, chosen, mark_is_gone

_P, _TBL, _SDT, _ALT = name("w:p"), name("w:tbl"), name("w:sdt"), name("w:altChunk")
_PICTURES = tuple(name(each) for each in ("a:blip", "v:imagedata", "w:object"))
_WRAPPINGS = frozenset(name(f"w:{each}") for each in ("customXml", "ins", "moveTo", "smartTag", "sdt", "sdtContent"))
_DEEPEST = 3  # documents inside documents


def read(content: bytes, *, depth: int = 0) -> Source:
    """The draft in a .docx. Raises RefusedDraftError: too_big, locked, empty, scan, broken."""
    try:
        package = Package(content)
        document = package.main()
        body = document.find(name("w:body"))
        if body is None:
            raise RefusedDraftError("broken")
        story = _Story(package, depth=depth)
        found = tuple(story.blocks(body))
        pictures = any(True for _ in document.iter(name("w:drawing"), name("w:pict"), name("w:object")))
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, NotImplementedError, OSError) as error:
        raise RefusedDraftError("broken") from error
    if not any(each.text.strip() for each in found):
        raise RefusedDraftError("scan" if pictures else "empty")
    story.margins()
    return Source(found, story.seen.notes())


@dataclass(slots=True)
class _Held:
    """An unfinished line: its paragraph mark is deleted or hidden, or it is a drop cap."""

    text: str = ""
    was: str = ""
    auto: str = ""

    def grow(self, read: Read) -> None:
        """Add the next paragraph to the same line."""
        if self.was or read.was:
            self.was = (self.was or self.text) + (read.was or read.text)
        self.text += read.text


class _Story:
    """Reads the body of one document."""

    def __init__(self, package: Package, *, depth: int) -> None:
        self.seen = Seen()
        self._package = package
        self._depth = depth
        self._styles = Styles(next(package.of("styles"), None))
        self._numbers = Numbers(next(package.of("numbering"), None), self._styles)
        self._words = Words(self._styles, self.seen)
        self._notes = {kind: self._noted(kind) for kind in ("footnotes", "endnotes")}
        comments = next(package.of("comments"), None)
        self.seen.count("comments", 0 if comments is None else len(comments.findall(name("w:comment"))))

    def blocks(self, node: Node, *, cell: bool = False) -> Iterator[Paragraph]:
        """The paragraphs of the body, of a text box or of a cell. In a cell a number may be a paragraph on its own."""
        held: _Held | None = None
        for block in self._flat(node):
            if block.tag == _P:
                held, made = self._line(block, held, cell=cell)
                yield from made
                continue
            if held is not None:
                yield from _lines(held, Part.BODY)
                held = None
            yield from self._table(block) if block.tag == _TBL else self._chunk(block)
        if held is not None:
            yield from _lines(held, Part.BODY)

    def margins(self) -> None:
        """Note the text in headers and footers, which is left out. Page numbers alone are not noted."""
        told: list[str] = []
        for kind in ("header", "footer"):
            for root in self._package.of(kind):
                words = Words(self._styles, Seen())
                lines = (words.of(each).text.strip() for each in root.iter(_P))
                told += [each for each in lines if each and not is_page_number(each) and each not in told]
        self.seen.words("margins", " · ".join(told))

    def _line(self, block: Node, held: _Held | None, *, cell: bool) -> tuple[_Held | None, list[Paragraph]]:
        read = self._words.of(block)
        goes_on = mark_is_gone(block, self._styles, self.seen) or _is_drop_cap(block)
        line = held or _Held()
        if not (goes_on and not read.text) and not line.text:  # a completely deleted paragraph gets no number
            number = self._numbers.before(block)
            if number.joined and read.text and not read.text[0].isalnum():  # such as "Điều 1" and ". Phạm vi"
                line.text = number.text
            else:
                line.auto = number.text
        line.grow(read)
        made = self._beside(read)
        if cell and not line.text:
            line.text, line.auto = line.auto, ""
        if goes_on:
            return line, made  # text boxes of an unfinished line come before it
        contents = read.contents or self._styles.called(self._styles.of(block)).startswith("toc ")
        self.seen.count("contents", int(contents and bool(line.text.strip())))
        part = Part.MARGIN if contents else Part.BODY
        return None, [*_lines(line, part), *made]

    def _beside(self, read: Read) -> list[Paragraph]:
        """Text boxes and footnotes of a paragraph. They are never part of a heading."""
        made: list[Paragraph] = []
        for shape in read.shapes:
            boxes = list(_boxes(shape))
            inside = [each for box in boxes for each in self.blocks(box) if each.text.strip()]
            made += inside
            self.seen.count("boxes", int(bool(inside)))
            if not inside:
                self.seen.count(
                    "pictures", int(any(True for _ in shape.iter(*_PICTURES)) or shape.tag == name("w:object"))
                )
        for kind, key in read.notes:
            if text := self._notes[kind].get(key, ""):
                self.seen.count("footnotes")
                made.append(Paragraph(f"({text})"))
        return made

    def _noted(self, kind: str) -> dict[str, str]:
        """The text of each footnote, by its id. It follows the paragraph and is never a heading."""
        root = next(self._package.of(kind), None)
        if root is None:
            return {}
        words = Words(self._styles, self.seen)
        return {
            str(each.get(name("w:id"))): " ".join(" ".join(words.of(line).text for line in each.iter(_P)).split())
            for each in root.findall(name(f"w:{kind[:-1]}"))
        }

    def _flat(self, node: Node) -> Iterator[Node]:
        """Paragraphs, tables and embedded documents in order, also in content controls, without tables of contents."""
        for child in node:
            tag = child.tag
            if tag in (_P, _TBL, _ALT):
                yield child
            elif tag == _SDT:
                inside = child.find(name("w:sdtContent"))
                if inside is not None and not _is_contents(child):
                    yield from self._flat(inside)
                elif inside is not None:
                    self.seen.count("contents", sum(1 for _ in inside.iter(_P)))
            elif tag == name("mc:AlternateContent"):
                form = chosen(child)
                if form is not None:
                    yield from self._flat(form)
            elif tag in (name("w:del"), name("w:moveFrom")):
                self.seen.count("changes")
            elif tag in _WRAPPINGS:
                self.seen.count("changes", int(tag in (name("w:ins"), name("w:moveTo"))))
                yield from self._flat(child)

    def _table(self, table: Node) -> Iterator[Paragraph]:
        rows = _inside(table, name("w:tr"))
        yield from tables.lines(self._cells(row) for row in rows if not self._row_is_gone(row))

    def _cells(self, row: Node) -> list[list[Paragraph]]:
        cells = _inside(row, name("w:tc"))
        return [list(self.blocks(cell, cell=True)) for cell in cells if not _is_gone(cell, "w:tcPr", "w:cellDel")]

    def _row_is_gone(self, row: Node) -> bool:
        if _is_gone(row, "w:trPr", "w:del"):
            self.seen.count("changes")
            return True
        about = row.find(f"{name('w:trPr')}/{name('w:hidden')}")
        if about is not None and is_on(about):
            self.seen.words("hidden", " ".join(row.xpath(".//w:t/text()", namespaces=_W)))
            return True
        return False

    def _chunk(self, node: Node) -> Iterator[Paragraph]:
        """An embedded document (altChunk), if we can read its format."""
        part = self._package.target(str(node.get(name("r:id")) or ""))
        found: Sequence[Paragraph] = ()
        if part and self._depth < _DEEPEST:
            content = self._package.bytes_of(part)
            if content.startswith(b"PK\x03\x04"):
                inner = read(content, depth=self._depth + 1)
                found = inner.paragraphs
                for what, about in inner.notes:
                    self.seen.again(what, about)
            else:
                found = foreign.paragraphs(part, content)
        self.seen.count("chunks" if found else "chunks_unread")
        yield from found


_W = {"w": name("w:p")[1:].partition("}")[0]}


def _lines(line: _Held, part: Part) -> Iterator[Paragraph]:
    first, *others = line.text.split("\n")
    olds = line.was.split("\n") if line.was else []
    same = len(olds) == len(others) + 1
    yield Paragraph(first, part, line.auto if first.strip() else "", olds[0] if same else line.was)
    yield from (Paragraph(text, part, was=olds[at] if same else "") for at, text in enumerate(others, start=1))


def _is_drop_cap(paragraph: Node) -> bool:
    found = paragraph.find(f"{name('w:pPr')}/{name('w:framePr')}")
    return found is not None and found.get(name("w:dropCap")) in ("drop", "margin")


def _is_contents(control: Node) -> bool:
    about = control.find(name("w:sdtPr"))
    gallery = None if about is None else next(about.iter(name("w:docPartGallery")), None)
    return gallery is not None and gallery.get(name("w:val")) == "Table of Contents"


def _is_gone(node: Node, about: str, mark: str) -> bool:
    return node.find(f"{name(about)}/{name(mark)}") is not None


def _inside(node: Node, tag: str) -> Iterator[Node]:
    """The rows of a table or the cells of a row, also inside content controls and other wrappers."""
    for child in node:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPINGS:
            yield from _inside(child, tag)


def _boxes(shape: Node) -> Iterator[Node]:
    """The outermost text boxes of a drawing. If a box is stored in two forms, the first one."""
    for child in shape:
        if child.tag == name("w:txbxContent"):
            yield child
        elif child.tag == name("mc:AlternateContent"):
            form = chosen(child)
            if form is not None:
                yield from _boxes(form)
        elif isinstance(child.tag, str):
            yield from _boxes(child)
