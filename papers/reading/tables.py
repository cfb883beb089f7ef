"""Turns the tables of a draft into lines: the cells of a row are joined; a letterhead is read cell by cell."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from civics.polls.draft import Paragraph, Part, is_letterhead

Cell = list[Paragraph]
Row = list[Cell]
_ROWS, _CELLS = 6, 3  # a larger table is not a letterhead


def lines(rows: Iterable[Row]) -> Iterator[Paragraph]:
    """The paragraphs of a table. A merged cell appears once, where it begins."""
    filled = [row for row in rows if row]
    if _is_letterhead(filled):
        yield from _columns(filled)
    else:
        yield from map(_row, filled)


def _is_letterhead(rows: Sequence[Row]) -> bool:
    small = len(rows) <= _ROWS and all(len(row) <= _CELLS for row in rows)
    return small and any(is_letterhead(line.text) for row in rows for line in chain.from_iterable(row))


def _columns(rows: Sequence[Row]) -> Iterator[Paragraph]:
    """The cells column by column, in the order in which people read a letterhead."""
    for column in range(max(map(len, rows))):
        cells = (row[column] for row in rows if column < len(row))
        for each in chain.from_iterable(cells):
            if each.text:
                yield Paragraph(each.text, Part.LETTERHEAD, each.auto, each.was)


def _row(row: Row) -> Paragraph:
    was = _joined(row, old=True) if any(each.was for each in chain.from_iterable(row)) else ""
    return Paragraph(_joined(row, old=False), Part.TABLE, was=was)


def _joined(row: Row, *, old: bool) -> str:
    texts = ("\n".join((each.was or each.text) if old else each.line for each in cell).strip() for cell in row)
    return " | ".join(text for text in texts if text)
