"""Reads the sheets of an .ods row by row (OpenDocument 1.3, Part 3, chapter 9), with limits on repeated rows."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import IO
from xml.etree.ElementTree import Element

from civics.ward.roll import MOST_ROWS, RefusedRollError
from civics.ward.roll_sheets import Merge, Sheet
from papers.sheets_xlsx import MOST_CELLS, MOST_MERGES, MOST_SHEETS, MOST_UNPACKED, events

_MOST_FILLED = 3 * MOST_ROWS
_MOST_REPEATED = 1_000  # repeats of a row with text


@dataclass(slots=True)
class _Table:
    name: str
    hidden: bool
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    number: int = 0

    def row(self, element: Element) -> None:
        """Add a row, as often as it is repeated."""
        cells = list(_cells(element, self.number + 1, self.merges))
        times = _count(element, "number-rows-repeated")
        first, self.number = self.number + 1, self.number + times
        if not any(cells):
            return
        seen = _attribute(element, "visibility") in {"", "visible"}
        for number in range(first, first + min(times, _MOST_REPEATED)):
            if seen:
                self.rows.append((number, list(cells)))
            else:
                self.unseen.append(number)
        if len(self.rows) > _MOST_FILLED:
            raise RefusedRollError("too_many")


def sheets(packed: zipfile.ZipFile) -> Iterator[Sheet]:
    """Each sheet in order. Raises RefusedRollError: too_big, too_many; KeyError, ValueError, ParseError: broken."""
    if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
        raise RefusedRollError("too_big")
    with packed.open("content.xml") as file:
        yield from islice(_tables(file), MOST_SHEETS)


def _tables(file: IO[bytes]) -> Iterator[Sheet]:
    unseen: set[str] = set()
    open_tables: list[_Table] = []  # a table inside a cell is no sheet
    for event, each in events(file, ("start", "end")):
        name = _name(each)
        if event == "start":
            if name == "table":
                open_tables.append(_Table(_attribute(each, "name"), _attribute(each, "style-name") in unseen))
        elif name == "style":
            unseen |= _hidden_style(each)
        elif name == "table":
            table = open_tables.pop()
            if not open_tables:
                yield Sheet(table.name, table.rows, table.hidden, table.unseen, table.merges)
                each.clear()
        elif name == "table-row" and len(open_tables) == 1:
            open_tables[0].row(each)
            each.clear()


def _hidden_style(style: Element) -> set[str]:
    hides = any(_name(each) == "table-properties" and _attribute(each, "display") == "false" for each in style)
    return {_attribute(style, "name")} if hides else set()


def _cells(row: Element, number: int, merges: list[Merge]) -> Iterator[str]:
    at = 0
    for each in row:
        if _name(each) not in {"table-cell", "covered-table-cell"} or at >= MOST_CELLS:
            continue
        wide, high = _count(each, "number-columns-spanned"), _count(each, "number-rows-spanned")
        if (wide > 1 or high > 1) and len(merges) < MOST_MERGES:
            merges.append(Merge(number, at, number + high - 1, at + wide - 1))
        said = "" if _name(each) == "covered-table-cell" else _said(each)
        for _ in range(min(_count(each, "number-columns-repeated"), MOST_CELLS - at)):
            yield said
            at += 1


def _said(cell: Element) -> str:
    """The text that the cell shows: its paragraphs, without comments."""
    return "\n".join("".join(_words(each)) for each in cell if _name(each) == "p")


def _words(element: Element) -> Iterator[str]:
    waiting: list[Element | str] = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
            continue
        name = _name(each)
        if name in {"s", "tab", "line-break"}:
            yield " "
        elif name != "annotation":
            if each.text:
                yield each.text
            inner: list[Element | str] = []
            for child in each:
                inner += [child, *([child.tail] if child.tail else [])]
            waiting.extend(reversed(inner))


def _count(element: Element, name: str) -> int:
    said = _attribute(element, name)
    return max(1, int(said)) if said.isdecimal() and len(said) < 9 else 1


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
