"""The cells, runs and drawn lines of which `papers.layout` builds a paper."""

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from core.text import fold, sound

CENTRE = WD_ALIGN_PARAGRAPH.CENTER
EDGE = 1.9  # mm, left and right of the text in a cell
_MM = 25.4 / 72  # a point
# widths of bold letters in Times New Roman, in thousandths of the font size, without diacritics; the others have 500
_CAPITALS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (722, 667, 722, 722, 667, 611, 778, 778, 389, 500, 778, 667, 944, 722, 778, 611, 778, 722, 556, 667, 722, 722,
         1000, 722, 722, 667), strict=True,
    )
)  # fmt: skip
_SMALL = {
    "b": 556, "c": 444, "d": 556, "e": 444, "f": 333, "h": 556, "i": 278, "j": 333, "k": 556, "l": 278, "m": 833,
    "n": 556, "p": 556, "q": 556, "r": 444, "s": 389, "t": 333, "u": 556, "w": 722, "z": 444, " ": 250, "-": 333,
    ".": 250, ",": 250, ":": 333, "/": 278,
}  # fmt: skip


def run(paragraph: Paragraph, text: str) -> Run:
    """Add words to a paragraph.

    All words of a paper go through here, because a character that XML forbids would break it.
    """
    return paragraph.add_run(sound(text))


def length(text: str, size: float) -> float:
    """The approximate length of a bold line in mm. `size`: in points."""
    letters = (fold(each).upper() if each.isupper() else fold(each) or each for each in text)
    return sum(_CAPITALS.get(each, _SMALL.get(each, 500)) for each in letters) / 1000 * size * _MM


def rule(line: Paragraph, long: float, *, within: float) -> None:
    """Draw a centred line in an empty paragraph. Both lengths are in mm."""
    side = max(0.0, (within - long) / 2)
    form = line.paragraph_format
    form.left_indent = form.right_indent = Mm(side)
    form.space_before, form.space_after = Pt(2), Pt(4)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(2)
    border = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    border.append(top)
    line._p.get_or_add_pPr().insert_element_before(  # noqa: SLF001  # python-docx has no borders
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def fill(cell: _Cell, lines: Sequence[tuple[str, bool]], *, size: int, align: Any = CENTRE, keep: bool = False) -> None:
    """Write lines into a new cell. `keep`: on one page with the next row."""
    for at, (text, bold) in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        if align is not None:
            paragraph.alignment = align
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.paragraph_format.keep_with_next = keep
        words = run(paragraph, text)
        words.bold, words.font.size = bold, Pt(size)


def list_receivers(cell: _Cell, names: Sequence[str]) -> None:
    """The list of who receives a copy: its heading, then the names."""
    for at, text in enumerate(names):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        words = run(paragraph, text)
        words.font.size = Pt(12 if at == 0 else 11)
        words.bold = words.italic = at == 0


def set_widths(table: Table, of: Sequence[float]) -> None:
    """Set the widths of the columns, in mm."""
    table.autofit = False
    for column, width in zip(table.columns, of, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, of, strict=True):
            cell.width = Mm(width)


def whole(row: _Row) -> None:
    """Allow no page break inside a row."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  # python-docx has no name for it


def repeat(table: Table) -> None:
    """Print the first row on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001  # python-docx has no name for it
