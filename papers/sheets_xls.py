"""Reads the sheets of an old .xls row by row, with xlrd."""

from collections.abc import Iterator
from typing import Any

import xlrd

from civics.ward.roll import MOST_ROWS, RefusedRollError
from civics.ward.roll_sheets import Merge, Sheet
from papers import cell_formats
from papers.sheets_xlsx import MOST_CELLS, MOST_MERGES, MOST_SHEETS

_MOST_FILLED = 3 * MOST_ROWS
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


def sheets(content: bytes) -> Iterator[Sheet]:
    """Each sheet in order. Raises RefusedRollError: locked, too_many, broken."""
    try:
        book: Any = xlrd.open_workbook(file_contents=content, formatting_info=True, on_demand=True)
    except xlrd.XLRDError as error:
        locked = "encrypted" in str(error).lower() or "OLE2 compound document" in str(error)
        raise RefusedRollError("locked" if locked else "broken") from error
    for at in range(min(book.nsheets, MOST_SHEETS)):
        yield _sheet(book, book.sheet_by_index(at))
        book.unload_sheet(at)


def _sheet(book: Any, sheet: Any) -> Sheet:  # objects of a library without types
    rows: list[tuple[int, list[str]]] = []
    unseen: list[int] = []
    for at in range(sheet.nrows):
        cells = [_said(book, cell) for cell in sheet.row(at)[:MOST_CELLS]]
        if not any(cells):
            continue
        about = sheet.rowinfo_map.get(at)
        if about is not None and about.hidden:
            unseen.append(at + 1)
            continue
        rows.append((at + 1, cells))
        if len(rows) > _MOST_FILLED:
            raise RefusedRollError("too_many")
    merges = [Merge(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells[:MOST_MERGES]]
    return Sheet(str(sheet.name), rows, hidden=bool(sheet.visibility), hidden_rows=unseen, merges=merges)


def _said(book: Any, cell: Any) -> str:
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        form = book.format_map.get(book.xf_list[cell.xf_index].format_key)
        return cell_formats.shown(
            float(cell.value), form.format_str if form else "General", since_1904=bool(book.datemode)
        )
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if cell.value else "FALSE"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return _ERRORS.get(int(cell.value), "#N/A")
    return str(cell.value)
