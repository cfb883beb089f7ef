"""Reads the rows of a .csv. It chooses the encoding and the separator that give a list of households."""

import csv
import io
from collections.abc import Iterator

from civics.ward import roll_columns
from civics.ward.roll import CODE, MOST_ROWS, NAME, RefusedRollError
from civics.ward.roll_sheets import Sheet
from core import legacy_text
from papers.sheets_xlsx import MOST_CELLS

_SEPARATORS = (",", ";", "\t", "|")
_MOST_LINES = 5 * MOST_ROWS  # including empty lines
_FIRST = 20_000  # the characters in which the head is searched
_VIETNAMESE = "cp1258"  # windows-1258, from programs before Unicode


def sheets(content: bytes) -> Iterator[Sheet]:
    """The one sheet. Raises RefusedRollError: not_utf8, broken, too_many."""
    text, sure = _text(content)
    mark, named = _separator(legacy_text.recognised(text[:_FIRST]).text)
    if not sure and not named:
        raise RefusedRollError("not_utf8")
    yield Sheet("", list(_rows(text, mark)))


def _text(content: bytes) -> tuple[str, bool]:
    """The text, and whether its encoding is certain. Letters of an old font stay as they were typed."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16"), True
    if content[1:200:2].count(0) > 80 or (len(content) < 200 and content[1::2].count(0) * 3 > len(content)):
        return _decoded(content, "utf-16-le"), True
    try:
        return content.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        found = legacy_text.decoded(content)
        if found is not None and found.legacy is not None:
            return content.decode("cp1252", "replace"), False  # the form that `core.legacy_text` needs
        return _decoded(content, _VIETNAMESE), False


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise RefusedRollError("not_utf8") from error


def _separator(text: str) -> tuple[str, bool]:
    """The separator that gives known columns in a file's head, and whether there is one; else the most frequent."""
    if text[:4].lower() == "sep=" and text[4:5] in _SEPARATORS:  # what Excel writes for itself
        return text[4], True
    found = []
    for mark in _SEPARATORS:
        try:
            rows = [(at, row) for at, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1)]
        except csv.Error:
            continue
        known = roll_columns.find(rows, {})
        if known is not None and {CODE, NAME} <= known.columns.keys():
            found.append((len(known.columns), mark))
    if found:
        return max(found)[1], True
    return max(_SEPARATORS, key=text.count), False


def _rows(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    filled = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark), 1):
            if any(row) and not (number == 1 and len(row) <= 2 and row[0].lower().startswith("sep=")):
                filled += 1
                yield number, row[:MOST_CELLS]
            if filled > MOST_ROWS + 100 or number > _MOST_LINES:
                raise RefusedRollError("too_many")
    except csv.Error as error:
        raise RefusedRollError("broken") from error
