"""A spreadsheet that is written row by row: cells that are data and nothing else, and its bytes in pieces."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def cell(sheet: WriteOnlyWorksheet, value: str | int | datetime | None, *, bold: bool = False) -> Cell:
    """A cell that is data and nothing else: text stays text, whatever sign it begins with."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    elif isinstance(value, datetime):
        cell.number_format = "dd/mm/yyyy hh:mm"
    if bold:
        cell.font = Font(bold=True)
    return cell


def pieces(made: BinaryIO) -> Iterator[bytes]:
    """The bytes of a finished file, which is closed behind the last."""
    with made:
        while piece := made.read(1 << 16):
            yield piece
