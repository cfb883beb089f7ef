"""Reads the sheets of an .xlsx row by row, in the transitional and the strict form (ECMA-376, ISO/IEC 29500-1).

It uses no library, because fast readers leave out what people see in their roll: merged cells, hidden rows and sheets,
number formats. Names of elements are compared without their namespace, which differs in the strict form.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Literal
from xml.etree.ElementTree import Element, iterparse

from civics.ward.roll import MOST_ROWS, RefusedRollError
from civics.ward.roll_sheets import Merge, Sheet
from papers import cell_formats

MOST_UNPACKED = 60_000_000  # bytes; a small file may unpack to far more
MOST_SHEETS = 200
MOST_CELLS = 60  # per row
MOST_MERGES = 20_000
_HEAD = 4_096  # bytes
_MOST_FILLED = 3 * MOST_ROWS  # rows with words per sheet
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{0,30})?(?:[eE][+-]?\d{1,3})?")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class _Book:
    packed: zipfile.ZipFile
    words: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    since_1904: bool = False


def sheets(packed: zipfile.ZipFile) -> Iterator[Sheet]:
    """Each sheet in order. Raises RefusedRollError: too_big, too_many; KeyError, ValueError, ParseError: broken."""
    if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
        raise RefusedRollError("too_big")
    main = _main(packed)
    book = _Book(packed)
    parts = _related(packed, main)
    for kind, target in parts.values():
        if kind == "sharedStrings" and target in packed.namelist():
            book.words = _shared(packed, target)
        elif kind == "styles" and target in packed.namelist():
            book.forms = _formats(packed, target)
    with packed.open(main) as file:
        elements = [each for each in walked(file) if _name(each) in {"sheet", "workbookPr"}]
    book.since_1904 = any(each.get("date1904") in {"1", "true"} for each in elements)
    for each in [each for each in elements if _name(each) == "sheet"][:MOST_SHEETS]:
        link = next((value for name, value in each.items() if name.endswith("}id")), "")
        kind, target = parts.get(link, ("", ""))
        if kind == "worksheet":
            yield _sheet(book, target, each.get("name", ""), hidden=each.get("state", "visible") != "visible")


def walked(file: IO[bytes]) -> Iterator[Element]:
    """Each element of a part of a packed file when it ends. Raises RefusedRollError (broken) for one with entities."""
    for _, each in events(file, ("end",)):
        yield each


def events(file: IO[bytes], wanted: Sequence[Literal["start", "end"]]) -> Iterator[tuple[str, Element]]:
    """The same with the events of `iterparse` that are wanted."""
    if isinstance(file, zipfile.ZipExtFile) and b"<!DOCTYPE" in file.peek(_HEAD)[:_HEAD]:
        raise RefusedRollError("broken")  # office programs write no entities, and entities can grow without limit
    yield from iterparse(file, wanted)  # noqa: S314  # no entities, see above, in a process with bounds


def _main(packed: zipfile.ZipFile) -> str:
    found = [target for kind, target in _related(packed, "").values() if kind == "officeDocument"]
    return found[0] if found else "xl/workbook.xml"


def _related(packed: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """The relationships of a part by id: the last word of the type, and the name of the target part."""
    folder, _, name = part.rpartition("/")
    place = f"{folder}/_rels/{name}.rels" if part else "_rels/.rels"
    if place not in packed.namelist():
        return {}
    found = {}
    with packed.open(place) as file:
        for each in walked(file):
            if _name(each) == "Relationship":
                target = each.get("Target", "")
                whole = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
                found[each.get("Id", "")] = (each.get("Type", "").rpartition("/")[2], _plain_path(whole))
    return found


def _plain_path(path: str) -> str:
    parts: list[str] = []
    for each in path.split("/"):
        if each == ".." and parts:
            parts.pop()
        elif each not in {"", ".", ".."}:
            parts.append(each)
    return "/".join(parts)


def _shared(packed: zipfile.ZipFile, part: str) -> list[str]:
    with packed.open(part) as file:
        found = []
        for each in walked(file):
            if _name(each) == "si":
                found.append(_text(each))
                each.clear()
        return found


def _formats(packed: zipfile.ZipFile, part: str) -> list[str]:
    """The format of each style of a cell."""
    own: dict[int, str] = {}
    found: list[str] = []
    with packed.open(part) as file:
        for each in walked(file):
            if _name(each) == "numFmt":
                own[int(each.get("numFmtId", "0"))] = each.get("formatCode", "")
            elif _name(each) == "cellXfs":
                found = [cell_formats.of_id(int(style.get("numFmtId", "0")), own) for style in each]
    return found


def _sheet(book: _Book, part: str, name: str, *, hidden: bool) -> Sheet:
    rows: list[tuple[int, list[str]]] = []
    unseen: list[int] = []
    merges: list[Merge] = []
    with book.packed.open(part) as file:
        for number, each in _rows(file, merges):
            cells = _cells(book, each)
            if not any(cells):
                continue
            if each.get("hidden") in {"1", "true"}:
                unseen.append(number)
                continue
            rows.append((number, cells))
            if len(rows) > _MOST_FILLED:
                raise RefusedRollError("too_many")
    return Sheet(name, rows, hidden=hidden, hidden_rows=unseen, merges=merges)


def _rows(file: IO[bytes], merges: list[Merge]) -> Iterator[tuple[int, Element]]:
    number = 0
    for each in walked(file):
        name = _name(each)
        if name == "row":
            number = int(each.get("r", number + 1))
            yield number, each
            each.clear()
        elif name == "mergeCell" and len(merges) < MOST_MERGES:
            first, _, last = each.get("ref", "").partition(":")
            (left, top), (right, bottom) = _at(first), _at(last or first)
            merges.append(Merge(top, left, bottom, right))


def _cells(book: _Book, row: Element) -> list[str]:
    found: list[str] = []
    for each in row:
        at = _at(each.get("r", ""))[0] if each.get("r") else len(found)
        if at >= MOST_CELLS:
            continue
        found.extend([""] * (at + 1 - len(found)))
        found[at] = _said(book, each)
    return found


def _said(book: _Book, cell: Element) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    value = next((each.text or "" for each in cell if _name(each) == "v"), "")
    if kind == "s":
        return book.words[int(value)] if value.isdecimal() and int(value) < len(book.words) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind != "n" or not _NUMBER.fullmatch(value):
        return _unescaped(value)
    style = int(cell.get("s", "0"))
    form = book.forms[style] if style < len(book.forms) else "General"
    return cell_formats.shown(float(value), form, since_1904=book.since_1904)


def _text(element: Element) -> str:
    """The words of a string without the reading aids of East Asian letters (rPh)."""
    found: list[str] = []
    waiting = [element]
    while waiting:
        each = waiting.pop()
        if _name(each) == "t":
            found.append(each.text or "")
        elif _name(each) != "rPh":
            waiting.extend(reversed(list(each)))
    return _unescaped("".join(found))


def _unescaped(text: str) -> str:
    """The text with escapes such as `_x000D_` replaced by their characters (ST_Xstring)."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _at(place: str) -> tuple[int, int]:
    """Column from 0 and row of a place such as B7."""
    found = _PLACE.fullmatch(place.replace("$", ""))
    if found is None:
        return 0, 0
    column = 0
    for each in found[1]:
        column = column * 26 + ord(each) - 64
    return column - 1, int(found[2])


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]
