"""A paper in the layout of NĐ 30/2020/NĐ-CP (A4, Times New Roman, quốc hiệu, page numbers), marked as a draft."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from core.text import sound

FONT = "Times New Roman"
BODY, SMALL = 14, 12  # points; NĐ 30/2020 Phụ lục I: 13 to 14 for the text
LEFT, RIGHT, TOP, BOTTOM = 30, 20, 20, 20  # mm
WIDTH = 210 - LEFT - RIGHT
CENTRE, JUSTIFIED, RIGHTWARD = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.RIGHT


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the paper: who issues it, its number, place and date."""

    above: str  # the superior office, in capitals; may be empty
    office: str
    number: str
    place_and_day: str
    state: str  # quốc hiệu
    motto: str


class Paper:
    """A document that is written from top to bottom. Text is data: no markup is read in it."""

    def __init__(self, *, title: str, author: str, banner: str, made: datetime) -> None:
        self._document: Document = docx.Document()
        _page(self._document)
        _font(self._document)
        about = self._document.core_properties
        about.title, about.author, about.language = _about(title), _about(author), "vi-VN"
        about.created = about.modified = made
        about.comments = _about(banner)
        self._banner(banner)

    def _banner(self, text: str) -> None:
        section = self._document.sections[0]
        number = section.header.paragraphs[0]
        number.alignment = CENTRE
        _field(number, "PAGE")
        section.different_first_page_header_footer = True
        for footer in (section.footer, section.first_page_footer):
            line = footer.paragraphs[0]
            line.alignment = CENTRE
            run = _run(line, text)
            run.italic, run.font.size = True, Pt(10)

    def form(self, text: str) -> None:
        """The form of a decree that it follows, at the top right."""
        line = self._line(text, align=RIGHTWARD, size=SMALL)
        line.runs[0].italic = True

    def head(self, head: Head) -> None:
        """The two columns at the top."""
        table = self._document.add_table(rows=1, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        left, right = table.rows[0].cells
        _widths(table, (62, WIDTH - 62))
        lines = [(head.above, False), (head.office, True)] if head.above else [(head.office, True)]
        _fill(left, [*lines, (_rule(head.office), False), (head.number, False)], size=12)
        _fill(right, [(head.state, True), (head.motto, True), (_rule(head.motto), False)], size=12)
        day = right.add_paragraph()
        day.alignment = CENTRE
        run = _run(day, head.place_and_day)
        run.italic, run.font.size = True, Pt(13)

    def title(self, *lines: str) -> None:
        """The kind of paper in capitals, and below it the subject."""
        for at, text in enumerate(lines):
            line = self._line(text, align=CENTRE)
            line.runs[0].bold = True
            line.paragraph_format.space_before = Pt(12 if at == 0 else 0)
            line.paragraph_format.keep_with_next = True

    def heading(self, text: str) -> None:
        """The heading of a section."""
        line = self._line(text)
        line.runs[0].bold = True
        line.paragraph_format.keep_with_next = True

    def text(self, text: str, *, bold: bool = False, italic: bool = False, indent: bool = True) -> None:
        """A paragraph.

        A line break begins a new one. Without `indent`, it stays on one page with the next paragraph.
        """
        for each in text.split("\n"):
            line = self._line(each, align=JUSTIFIED)
            line.paragraph_format.keep_with_next = not indent
            line.runs[0].bold, line.runs[0].italic = bold, italic
            if indent:
                line.paragraph_format.first_line_indent = Mm(10)

    def figure(self, label: str, value: str) -> None:
        """A line of the form "label: value"."""
        line = self._line(f"{label}: ")
        _run(line, value).bold = True
        line.paragraph_format.first_line_indent = Mm(10)

    def legend(self, parts: Sequence[tuple[str, str]], *, before: str) -> None:
        """The legend of a chart: a square in each colour, with its word."""
        line = self._line(before, align=CENTRE, size=SMALL)
        for colour, word in parts:
            square = line.add_run("■ ")
            square.font.color.rgb = RGBColor.from_string(colour)
            square.font.size = Pt(SMALL)
            _run(line, f"{word}   ").font.size = Pt(SMALL)

    def picture(self, png: bytes, *, about: str) -> None:
        """A picture as wide as the text. A screen reader reads `about` aloud."""
        line = self._document.add_paragraph()
        line.alignment = CENTRE
        shape = line.add_run().add_picture(io.BytesIO(png), width=Mm(WIDTH))
        shape._inline.docPr.set("descr", sound(about))  # noqa: SLF001  # python-docx has no name for it

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[float]) -> None:
        """A table with lines.

        Its head is repeated on every page. Widths are in mm; figures are aligned to the right.
        """
        table = self._document.add_table(rows=1, cols=len(head))
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            _fill(cell, [(text, True)], size=SMALL)
        _repeat(table)
        for row in rows:
            added = table.add_row()
            _whole(added)
            for cell, text in zip(added.cells, row, strict=True):
                plain = text.replace(".", "").isdigit()
                _fill(
                    cell, [(each, False) for each in text.split("\n")], size=SMALL, align=RIGHTWARD if plain else None
                )
        _widths(table, widths)
        self._document.add_paragraph().paragraph_format.space_after = Pt(4)

    def signatures(self, blocks: Sequence[tuple[str, str]], *, how: str, receivers: Sequence[str] = ()) -> None:
        """The signatures, two in a row: title, then name. At the upper left, who receives a copy."""
        columns = [*([None] if receivers else []), *blocks]
        for at in range(0, len(columns), 2):
            pair = columns[at : at + 2]
            added = self._document.add_table(rows=1, cols=2).rows[0]
            _whole(added)
            cells = added.cells
            for cell, block in zip(cells[2 - len(pair) :], pair, strict=True):
                if block is None:
                    _receivers(cell, receivers)
                    continue
                _fill(cell, [(block[0], True)], size=13)
                hint = cell.add_paragraph()
                hint.alignment = CENTRE
                _run(hint, how).italic = True
                name = cell.add_paragraph()
                name.alignment = CENTRE
                name.paragraph_format.space_before = Pt(56)
                _run(name, block[1]).bold = True

    def made(self) -> bytes:
        """The .docx."""
        kept = io.BytesIO()
        self._document.save(kept)
        return kept.getvalue()

    def _line(self, text: str, *, align: Any = None, size: int = BODY) -> Paragraph:
        line = self._document.add_paragraph()
        if align is not None:
            line.alignment = align
        _run(line, text).font.size = Pt(size)
        return line


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance = section.footer_distance = Mm(10)


def _font(document: Document) -> None:
    style: Any = document.styles["Normal"]  # the stubs know no font of a style
    style.font.name, style.font.size = FONT, Pt(BODY)
    fonts = style.element.rPr.rFonts
    for each in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(each), FONT)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.line_spacing = 1.15


def _field(paragraph: Paragraph, code: str) -> None:
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()
        if kind is None:
            made = OxmlElement("w:instrText")
            made.text = code
        else:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        run._r.append(made)  # noqa: SLF001  # python-docx has no fields


def _run(paragraph: Paragraph, text: str) -> Run:
    """Add words to a paragraph.

    All words of a paper go through here, because a character that XML forbids would break it.
    """
    return paragraph.add_run(sound(text))


def _about(text: str) -> str:
    """A text for the document's properties: at most 255 letters."""
    return sound(text)[:255]


def _rule(text: str) -> str:
    """The short line below an office and the motto, about half as long as they are."""
    return "_" * max(6, len(text) // 2)


def _fill(cell: _Cell, lines: Sequence[tuple[str, bool]], *, size: int, align: Any = CENTRE) -> None:
    for at, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        if align is not None:
            paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.line_spacing = 1.0
        run = _run(paragraph, text)
        run.bold, run.font.size = bold, Pt(size)


def _receivers(cell: _Cell, receivers: Sequence[str]) -> None:
    for at, text in enumerate(receivers):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        run = _run(paragraph, text)
        run.font.size = Pt(12 if at == 0 else 11)
        run.bold = run.italic = at == 0


def _widths(table: Table, widths: Sequence[float]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _whole(row: _Row) -> None:
    """Allow no page break inside a row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # python-docx has no name for it


def _repeat(table: Table) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001  # python-docx has no name for it
