"""A paper in the layout of NĐ 30/2020/NĐ-CP: A4, one font (Times New Roman), quốc hiệu, page numbers."""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from core.text import sound
from papers.layout_cells import CENTRE, EDGE, fill, length, list_receivers, repeat, rule, run, set_widths, whole
from papers.page import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Head

BODY, LESS, SMALL = 14, 13, 12  # points; NĐ 30/2020 Phụ lục I: 13 to 14 for the text
JUSTIFIED, RIGHTWARD = WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.RIGHT
HEAD = (62, WIDTH - 62)  # mm: the office, the name of the state
ROWS_TOGETHER = 4  # of signatures: 5 would leave no room for the text before them
PART = 0.4  # the line below an office or a subject is a third to a half as long as the text


class Paper:
    """A document that is written from top to bottom. Text is data: markup in it has no effect."""

    def __init__(self, *, title: str, author: str, banner: str, made: datetime, font: str) -> None:
        self._document: Document = docx.Document()
        _page(self._document)
        _font(self._document, font)
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
        for footer in (section.footer, section.first_page_footer) if text else ():
            line = footer.paragraphs[0]
            line.alignment = CENTRE
            words = run(line, text)
            words.italic, words.font.size = True, Pt(10)

    def form(self, text: str) -> None:
        """The form of the decree that the paper follows, at the top right."""
        line = self._line(text, align=RIGHTWARD, size=SMALL)
        line.runs[0].italic = True
        line.paragraph_format.space_before = Pt(6)

    def head(self, head: Head) -> None:
        """The letterhead in two columns. The number and the date are in one row."""
        table = self._document.add_table(rows=2, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        set_widths(table, HEAD)
        left, right = table.rows[0].cells
        fill(left, [*([(head.above, False)] if head.above else []), (head.office, True)], size=SMALL)
        rule(left.add_paragraph(), length(_last(head.office), SMALL) * PART, within=HEAD[0] - 2 * EDGE)
        fill(right, [(head.state, True)], size=SMALL)
        motto = right.add_paragraph()
        motto.alignment, motto.paragraph_format.space_after = CENTRE, Pt(0)
        motto.paragraph_format.line_spacing = 1.0
        words = run(motto, head.motto)
        words.bold, words.font.size = True, Pt(LESS)
        rule(right.add_paragraph(), length(head.motto, LESS), within=HEAD[1] - 2 * EDGE)
        number, day = table.rows[1].cells
        fill(number, [(head.number, False)], size=LESS)
        fill(day, [(head.place_and_day, False)], size=LESS)
        day.paragraphs[0].runs[0].italic = True

    def title(self, *lines: str) -> None:
        """The kind of paper in capitals, the subject below it, and a line under the subject."""
        for at, text in enumerate(lines):
            line = self._line(text, align=CENTRE)
            line.runs[0].bold = True
            line.paragraph_format.space_before = Pt(12 if at == 0 else 0)
            line.paragraph_format.space_after = Pt(2)
            line.paragraph_format.keep_with_next = True
        under = self._document.add_paragraph()
        rule(under, min(length(lines[-1], BODY), WIDTH * 0.8) * PART, within=WIDTH)
        under.paragraph_format.space_after = Pt(10)
        under.paragraph_format.keep_with_next = True

    def centred(self, text: str, *, bold: bool = False) -> None:
        """A centred line: the addressee of a paper, or the words before the articles of a decision."""
        line = self._line(text, align=CENTRE)
        line.runs[0].bold = bold
        line.paragraph_format.space_before = Pt(6)
        line.paragraph_format.keep_with_next = True

    def article(self, label: str, text: str) -> None:
        """A paragraph that begins with the bold number of an article."""
        line = self._line(label, align=JUSTIFIED)
        line.runs[0].bold = True
        run(line, f" {text}").font.size = Pt(BODY)
        line.paragraph_format.first_line_indent = Mm(10)

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
        run(line, value).bold = True
        line.paragraph_format.first_line_indent = Mm(10)

    def legend(self, parts: Sequence[tuple[str, str]], *, before: str) -> None:
        """The legend of a chart: a square in each colour, with its word."""
        self._bind()
        line = self._line(before, align=CENTRE, size=SMALL)
        for colour, word in parts:
            square = line.add_run("■ ")
            square.font.color.rgb = RGBColor.from_string(colour)
            square.font.size = Pt(SMALL)
            run(line, f"{word}   ").font.size = Pt(SMALL)

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
            fill(cell, [(text, True)], size=SMALL, keep=True)
        whole(table.rows[0])
        repeat(table)
        for row in rows:
            added = table.add_row()
            whole(added)
            for cell, text in zip(added.cells, row, strict=True):
                plain = text.replace(".", "").isdigit()
                lines = [(each, False) for each in text.split("\n")]
                fill(cell, lines, size=SMALL, align=RIGHTWARD if plain else None)
        set_widths(table, widths)
        space = self._document.add_paragraph().paragraph_format  # Word joins two tables that touch
        space.space_after, space.line_spacing_rule, space.line_spacing = Pt(6), WD_LINE_SPACING.EXACTLY, Pt(4)

    def signatures(self, blocks: Sequence[tuple[str, str]], *, how: str, receivers: Sequence[str] = ()) -> None:
        """The signatures, two in a row: title, then name. The list of receivers is at the upper left.

        The block stays on one page with the last lines of the text; of a long block, only the first row does.
        """
        self._bind()
        columns = [*([None] if receivers else []), *blocks]
        table = self._document.add_table(rows=0, cols=2)
        for at in range(0, len(columns), 2):
            pair = columns[at : at + 2]
            added = table.add_row()
            whole(added)
            for cell, block in zip(added.cells[2 - len(pair) :], pair, strict=True):
                if block is None:
                    list_receivers(cell, receivers)
                    continue
                fill(cell, [(block[0], True)], size=LESS)
                hint, name = cell.add_paragraph(), cell.add_paragraph()
                hint.alignment = name.alignment = CENTRE
                run(hint, how).italic = True
                name.paragraph_format.space_before = Pt(56)
                run(name, block[1]).bold = True
        for row in table.rows[:-1] if len(table.rows) <= ROWS_TOGETHER else ():
            for line in (line for cell in row.cells for line in cell.paragraphs):
                line.paragraph_format.keep_with_next = True

    def made(self) -> bytes:
        """The .docx."""
        kept = io.BytesIO()
        self._document.save(kept)
        return kept.getvalue()

    def _bind(self) -> None:
        """Keep the last paragraph on one page with the next one."""
        *_before, last, space = [None, *self._document.iter_inner_content()]
        for each in (last, space) if isinstance(last, Table) else (space,):
            lines = [each] if isinstance(each, Paragraph) else []
            if isinstance(each, Table):
                lines = [line for cell in each.rows[-1].cells for line in cell.paragraphs]
            for line in lines:
                line.paragraph_format.keep_with_next = True

    def _line(self, text: str, *, align: Any = None, size: int = BODY) -> Paragraph:
        line = self._document.add_paragraph()
        if align is not None:
            line.alignment = align
        run(line, text).font.size = Pt(size)
        return line


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.header_distance = section.footer_distance = Mm(10)


def _font(document: Document, family: str) -> None:
    style: Any = document.styles["Normal"]  # the type stubs lack the font of a style
    style.font.name, style.font.size = family, Pt(BODY)
    fonts = style.element.rPr.rFonts
    for each in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(each), family)
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


def _about(text: str) -> str:
    """A text for the document's properties: at most 255 letters."""
    return sound(text)[:255]


def _last(text: str) -> str:
    """The last line of an office's name."""
    return text.rpartition("\n")[2]
