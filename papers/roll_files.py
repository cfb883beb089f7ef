"""Reads households and errors from the bytes of an uploaded roll.

`read_apart` does it in a process of its own, so that live chats do not become slow. `python -m papers.roll_files KIND`
reads one line with the units and the unit to which the list belongs, then the bytes, and writes JSON.
"""

import csv
import datetime as dt
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from civics.ward.roll import MOST_ROWS, Entry, Fault, RefusedRollError, read
from civics.ward.units import Place
from storage.media import subprocesses

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000  # bytes; a small .xlsx may unpack to far more
MOST_CELLS = 40  # per row
MOST_SHEETS = 20
_MOST_LINES = 5 * MOST_ROWS  # including empty ones, because a spreadsheet may hold a million of them


@dataclass(frozen=True, slots=True)
class Found:
    """The content of a file. If there is an error, nothing may be imported."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]


def read_apart(name: str, content: bytes, units: Mapping[Place, int], *, only: int | None = None) -> Found:
    """The households of a file, read in a process of its own. Raises RefusedRollError.

    The reasons are those of `civics.ward.roll.read`, and too_big, xls, ods, bad_type, broken, slow (longer than a
    minute).
    """
    if len(content) > MOST_BYTES:
        raise RefusedRollError("too_big")
    ending = name.rpartition(".")[2].lower()[:8] if "." in name else ""
    known = json.dumps([only, [[asdict(place), number] for place, number in units.items()]])
    given = known.encode() + b"\n" + content
    kind = ending if ending.isascii() and ending.isalnum() else ""  # only the ending of the name is passed on
    try:
        told = json.loads(subprocesses.run("papers.roll_files", kind, given=given, bounds=subprocesses.DOCUMENTS))
    except subprocesses.ChildFailedError as error:
        raise RefusedRollError("slow" if error.how == "slow" else "broken") from error
    if "refused" in told:
        raise RefusedRollError(told["refused"])
    return Found(tuple(Entry(*each) for each in told["entries"]), tuple(Fault(*each) for each in told["faults"]))


def read_roll_file(ending: str, content: bytes, units: Mapping[Place, int], *, only: int | None = None) -> Found:
    """The same in this process.

    In a workbook, the first sheet that names the columns is read. Raises RefusedRollError.
    """
    if ending in ("xls", "ods"):
        raise RefusedRollError(ending)
    if ending == "csv":
        return Found(*read(_lines(content), units, only=only))
    if ending != "xlsx":
        raise RefusedRollError("bad_type")
    refused = RefusedRollError("empty")
    try:
        for rows in _sheets(content):
            try:
                return Found(*read(rows, units, only=only))
            except RefusedRollError as error:
                if error.reason != "empty" or refused.reason == "empty":
                    refused = error
                if error.reason == "too_many":
                    break
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, OSError) as error:
        raise RefusedRollError("broken") from error
    raise refused


def _lines(content: bytes) -> Iterator[Sequence[str]]:
    """The rows of a .csv with commas, semicolons or tabs."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedRollError("not_utf8") from error
    head = "\n".join(islice(text.splitlines(), 20))
    mark = max(",;\t", key=head.count)
    try:
        yield from _few(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    except csv.Error as error:
        raise RefusedRollError("broken") from error


def _sheets(content: bytes) -> Iterator[Iterator[Sequence[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
            raise RefusedRollError("too_big")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets[:MOST_SHEETS]:
        sheet.reset_dimensions()  # the size that the file states may be wrong
        yield _few([_said(cell) for cell in row[:MOST_CELLS]] for row in sheet.iter_rows())


def _few(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The rows, until there are too many for a roll."""
    filled = 0
    for number, row in enumerate(rows):
        filled += any(row)
        yield row[:MOST_CELLS]
        if filled > MOST_ROWS + 20:
            return  # `read` reports that there are too many
        if number > _MOST_LINES:
            raise RefusedRollError("too_many")


def _said(cell: object) -> str:
    """What a cell shows: a whole number without decimals, with the leading zeros of its format."""
    value = getattr(cell, "value", None)
    if value is None or isinstance(value, bool | dt.date | dt.time | dt.timedelta):
        return "" if value is None else str(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    style = str(getattr(cell, "number_format", ""))
    if isinstance(value, int) and style and set(style) == {"0"}:
        return str(value).zfill(len(style))
    return str(value)


def _apart(ending: str) -> None:
    subprocesses.hold(subprocesses.DOCUMENTS)
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    only, units = json.loads(head)
    known = {
        Place(place["code"], place["kind"], place["name"], tuple(place["aliases"])): number for place, number in units
    }
    try:
        found = read_roll_file(ending, content, known, only=only)
    except RefusedRollError as error:
        told: dict[str, object] = {"refused": error.reason}
    except MemoryError:
        told = {"refused": "too_big"}
    else:
        told = {
            "entries": [[each.unit_id, each.code, each.representative, each.phone] for each in found.entries],
            "faults": [[each.row, each.what, each.about] for each in found.faults],
        }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _apart(sys.argv[1])
