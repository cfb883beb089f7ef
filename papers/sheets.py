"""Writes spreadsheets (.xlsx) as a stream: for a list of any length, only some rows are in memory.

Every text is an inline string and so never a formula. A text that begins like a formula is marked, so that it stays a
text when somebody edits the cell. Characters that XML forbids are removed (`core.text.sound`).
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, count, islice
from math import isfinite
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from core.text import sound, units

Value = str | int | float | datetime | None

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 1_048_575  # rows of a sheet without its head (Excel specifications and limits)
MOST_LETTERS = 32_767  # letters of a cell, in UTF-16 units (the same page)
_TITLE = 31
_PIECE = 1 << 16
_LIKE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # what Excel would read as an escaped character (ECMA-376, ST_Xstring)
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  # the time in a cell has no zone: people read it as local time
# Styles by their position in `_STYLES`: text, wrapped text, text that begins like a formula.
_PLAIN, _BOLD, _MOMENT, _QUOTED, _WRAPPED, _WRAPPED_QUOTED, _BOLD_QUOTED, _HEAD, _HEAD_QUOTED = range(9)
_LOOKS = {  # (bold, wrapped): plain, and of a text that looks like a formula
    (False, False): (_PLAIN, _QUOTED), (True, False): (_BOLD, _BOLD_QUOTED),
    (False, True): (_WRAPPED, _WRAPPED_QUOTED), (True, True): (_HEAD, _HEAD_QUOTED),
}  # fmt: skip

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_PART = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_FIT = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_ACROSS = (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
)
_WRAP = '<alignment vertical="top" wrapText="1"/>'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy hh:mm"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="FONT"/></font><font><b/><sz val="11"/>'
    '<name val="FONT"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill>'
    '<patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="9"><xf xfId="0"/>'
    '<xf fontId="1" applyFont="1" xfId="0"/><xf numFmtId="164" applyNumberFormat="1" xfId="0"/>'
    '<xf quotePrefix="1" xfId="0"/>'
    f'<xf applyAlignment="1" xfId="0">{_WRAP}</xf><xf quotePrefix="1" applyAlignment="1" xfId="0">{_WRAP}</xf>'
    '<xf fontId="1" quotePrefix="1" applyFont="1" xfId="0"/>'
    f'<xf fontId="1" applyFont="1" applyAlignment="1" xfId="0">{_WRAP}</xf>'
    f'<xf fontId="1" quotePrefix="1" applyFont="1" applyAlignment="1" xfId="0">{_WRAP}</xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows` is read once, while the file is sent. Rows that do not fit continue on another sheet."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[float] = ()  # of the first columns, in letters
    keep: str = "A2"  # the first cell that scrolls
    wrap: bool = False  # break long texts into lines
    register: bool = False  # a filter in its head; printed across on A4, as wide as the page, its head on each page


def stream(sheets: Iterable[Sheet], *, font: str) -> Iterator[bytes]:
    """The workbook in pieces. An error in the rows ends the stream early.

    An incomplete file cannot be opened, so nobody takes it for the whole list.
    """
    out = _Out()
    titles: list[str] = []
    heads: set[int] = set()  # sheets whose head is printed on each page
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        for sheet in sheets:
            for part in _parts(sheet):
                titles.append(_title(sheet.title, titles))
                if sheet.register:
                    heads.add(len(titles) - 1)
                with book.open(_entry(f"xl/worksheets/sheet{len(titles)}.xml"), "w") as written:
                    for piece in _gathered(_sheet(sheet, part)):
                        written.write(piece.encode())
                        yield from out.taken(_PIECE)
        for name, content in _around(titles, heads, font):
            book.writestr(_entry(name), content)
    yield from out.taken(0)


def whole(sheets: Iterable[Sheet], *, font: str) -> bytes:
    """The whole workbook at once, for small ones."""
    return b"".join(stream(sheets, font=font))


def cell(value: Value, *, at: str = "", bold: bool = False, wrap: bool = False) -> str:
    """One cell as XML. The value is always data, never markup. `at` is its position, such as B7."""
    place = f' r="{at}"' if at else ""
    if isinstance(value, datetime) and value.year >= 1900:
        days = (value.replace(tzinfo=None) - _EPOCH).total_seconds() / 86400
        return f'<c{place} s="{_MOMENT}"><v>{days!r}</v></c>'
    if isinstance(value, int | float) and isfinite(value):
        return f"<c{place}{_style(_BOLD if bold else _PLAIN)}><v>{value + 0!r}</v></c>"
    text = "" if value is None else _bounded(sound(str(value).replace("\r\n", "\n").replace("\r", "\n")))
    if not text:
        return ""
    quoted = text.startswith(_LIKE_A_FORMULA)
    style = _LOOKS[bold, wrap][quoted]
    words = escape(_ESCAPED.sub("_x005F_", text))
    return f'<c{place} t="inlineStr"{_style(style)}><is><t xml:space="preserve">{words}</t></is></c>'


class _Out:
    """A write-only file from which the written bytes can be taken."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0

    def write(self, piece: bytes) -> int:
        self._held.append(bytes(piece))
        self._size += len(piece)
        return len(piece)

    def flush(self) -> None:
        """Does nothing: no data are held back."""

    def close(self) -> None:
        """Does nothing."""

    def taken(self, least: int) -> Iterator[bytes]:
        """The bytes written since the last call, if there are at least `least`."""
        if self._size > least:
            found = b"".join(self._held)
            self._held.clear()
            self._size = 0
            yield found


def _parts(sheet: Sheet) -> Iterator[Iterable[Sequence[Value]]]:
    """The rows in as many parts as sheets are needed, at least one. Read each part before you ask for the next."""
    rows = iter(sheet.rows)
    yield islice(rows, MOST_ROWS)
    for first in rows:
        yield chain((first,), islice(rows, MOST_ROWS - 1))


def _sheet(sheet: Sheet, rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    letters = [_column(at) for at in range(max(len(sheet.head), len(sheet.widths)))]
    widths = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>' for at, width in enumerate(sheet.widths, 1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}">{_FIT if sheet.register else ""}<sheetViews>'
        f'<sheetView workbookViewId="0">{_pane(sheet.keep)}</sheetView>'
        f"</sheetViews>{f'<cols>{widths}</cols>' if widths else ''}<sheetData>"
    )
    yield _row(1, sheet.head, letters, bold=True, wrap=sheet.register)
    last = 1
    for last, row in enumerate(rows, 2):  # the last number is the filter's end
        yield _row(last, row, letters, wrap=sheet.wrap)
    filtered = f'<autoFilter ref="A1:{letters[-1]}{last}"/>{_ACROSS}' if sheet.register and letters else ""
    yield f"</sheetData>{filtered}</worksheet>"


def _row(number: int, values: Sequence[Value], letters: list[str], *, bold: bool = False, wrap: bool = False) -> str:
    while len(letters) < len(values):
        letters.append(_column(len(letters)))
    cells = "".join(
        cell(value, at=f"{letter}{number}", bold=bold, wrap=wrap)
        for letter, value in zip(letters, values, strict=False)
    )
    return f'<row r="{number}">{cells}</row>'


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """The same in larger pieces, so that each needs one call of the compressor."""
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE:
            yield "".join(held)
            held.clear()
            size = 0
    yield "".join(held)


def _pane(keep: str) -> str:
    found = re.fullmatch(r"([A-Z])(\d+)", keep)
    assert found is not None
    across, down = ord(found[1]) - ord("A"), int(found[2]) - 1
    if not across and not down:
        return ""
    split = (f' xSplit="{across}"' if across else "") + (f' ySplit="{down}"' if down else "")
    pane = "bottomRight" if across and down else "topRight" if across else "bottomLeft"
    return f'<pane{split} topLeftCell="{keep}" activePane="{pane}" state="frozen"/>'


def _around(titles: Sequence[str], heads: Collection[int], font: str) -> Iterator[tuple[str, str]]:
    """The parts of the file that describe the sheets."""
    numbered = list(enumerate(titles, 1))
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{_PART}.worksheet+xml"/>' for at, _ in numbered
    )
    types = (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_PART}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_PART}.styles+xml"/>{kinds}</Types>'
    )
    yield "[Content_Types].xml", types
    root = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    yield "_rels/.rels", root
    listed = "".join(
        f'<sheet name="{escape(title, {chr(34): "&quot;"})}" sheetId="{at}" r:id="rId{at}"/>' for at, title in numbered
    )
    inside = f"<sheets>{listed}</sheets>{_heads(titles, heads)}"
    yield "xl/workbook.xml", f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{inside}</workbook>'
    targets = "".join(
        f'<Relationship Id="rId{at}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at, _ in numbered
    )
    parts = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{targets}<Relationship Id="rId{len(titles) + 1}" '
        f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )
    yield "xl/_rels/workbook.xml.rels", parts
    yield "xl/styles.xml", _STYLES.replace("FONT", escape(font))


def _heads(titles: Sequence[str], heads: Collection[int]) -> str:
    """The names by which a program repeats the first row on each printed page (ECMA-376, 18.2.5)."""
    names = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{at}">'
        f"'{escape(titles[at].replace(chr(39), chr(39) * 2))}'!$1:$1</definedName>"
        for at in sorted(heads)
    )
    return f"<definedNames>{names}</definedNames>" if names else ""


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)  # always the same date, so that the file does not tell when it was made
    entry.compress_type = ZIP_DEFLATED
    return entry


def _title(wanted: str, taken: Sequence[str]) -> str:
    r"""A valid and unused name for a sheet: 31 letters, none of []:*?/\, no quotes at its ends."""
    bare = " ".join(_NO_TITLE.sub(" ", sound(wanted)).split()).strip("' ") or "1"
    before = {each.casefold() for each in taken}
    for number in count(1):
        mark = f" ({number})" if number > 1 else ""
        title = f"{_bounded(bare, _TITLE - len(mark), '')}{mark}"
        if title.casefold() not in before:
            return title
    raise AssertionError("unreachable")


def _bounded(text: str, most: int = MOST_LETTERS, mark: str = "…") -> str:
    if len(text) * 2 <= most or units(text) <= most:
        return text
    kept = text[: most - len(mark)]
    while units(kept) > most - len(mark):
        kept = kept[: len(kept) - max(1, (units(kept) - most + len(mark)) // 2)]
    return f"{kept}{mark}"


def _style(number: int) -> str:
    return f' s="{number}"' if number else ""


def _column(at: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
