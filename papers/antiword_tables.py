"""Reads the tables that antiword draws with characters: `|Việc   |Mức đóng |`, with long cells on several lines."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from civics.polls.draft import Paragraph, Part
from papers.reading import tables


def read(paragraphs: Iterable[Paragraph]) -> Iterator[Paragraph]:
    """The paragraphs, with each row of a table joined into one paragraph, as the other readers do."""
    for drawn, group in groupby(paragraphs, key=_is_drawn):
        if drawn:
            yield from tables.lines([_cells(row) for row in _rows(group)])
        else:
            yield from group


def _is_drawn(line: Paragraph) -> bool:
    text = line.text.rstrip()
    return line.part is Part.BODY and len(text) > 1 and text.startswith("|") and text.endswith("|")


def _rows(lines: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    """The lines of each row."""
    row: list[Paragraph] = []
    for each in lines:
        if row and not _goes_on(row[-1].was or row[-1].text, each.was or each.text):
            yield row
            row = []
        row.append(each)
    if row:
        yield row


def _goes_on(above: str, line: str) -> bool:
    """Whether a line continues the row above it: the first word of each cell had no room left in the line above."""
    before, after = _split(above), _split(line)
    if len(before) != len(after):
        return False
    pairs = [(cell, more.split()[0]) for cell, more in zip(before, after, strict=True) if more.strip()]
    return all(cell.strip() and len(cell.rstrip()) + 1 + len(word) > len(cell) for cell, word in pairs)


def _split(line: str) -> list[str]:
    return line.strip()[1:-1].split("|")


def _cells(row: list[Paragraph]) -> tables.Row:
    texts, olds = _joined([each.text for each in row]), _joined([each.was or each.text for each in row])
    changed = any(each.was for each in row)
    return [
        [Paragraph(text, Part.BODY, was=old if changed else "")] for text, old in zip(texts, olds, strict=False) if text
    ]


def _joined(lines: list[str]) -> list[str]:
    """The text of each cell of a row."""
    columns: list[list[str]] = [[] for _ in _split(lines[0])]
    for line in lines:
        for column, cell in zip(columns, _split(line), strict=False):
            column.append(" ".join(cell.split()))
    return [" ".join(part for part in column if part) for column in columns]
