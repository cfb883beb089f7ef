"""Reads households and errors from the bytes of an uploaded roll.

`read_apart` does it in a child process, so that live chats do not become slow. `python -m papers.roll_files KIND` is
that process: it reads one line with the units and the unit to which the list belongs, then the bytes, and writes JSON.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, replace

from civics.ward.roll import BadRow, Entry, Fault, Note, RefusedRollError
from civics.ward.roll_sheets import Found, Sheet, read_sheets
from civics.ward.units import Place
from core import legacy_text
from papers import sheets_csv, sheets_ods, sheets_xlsx
from storage.media import subprocesses

MOST_BYTES = 10_000_000
ENDINGS = ("xlsx", "xlsm", "xls", "csv", "ods", "txt")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_apart(name: str, content: bytes, units: Mapping[Place, int], *, only: int | None = None) -> Found:
    """The households of a file, read in a child process. Raises RefusedRollError.

    The reasons are those of `civics.ward.roll_sheets.read_sheets`, and too_big, bad_type, not_utf8, locked, broken,
    slow (longer than a minute).
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
    return Found(
        tuple(Entry(*each) for each in told["entries"]),
        tuple(Fault(*each) for each in told["faults"]),
        tuple(Note(*each) for each in told["notes"]),
        tuple(_bad(*each, faults=faults) for *each, faults in told["bad"]),
    )


def read_roll_file(ending: str, content: bytes, units: Mapping[Place, int], *, only: int | None = None) -> Found:
    """The same in this process. The first bytes decide how it is read. Raises RefusedRollError.

    Text in an old font is converted to Unicode, and a note says so.
    """
    if ending not in ENDINGS:
        raise RefusedRollError("bad_type")
    try:
        sheets, note = _in_unicode(list(_sheets(content)))
        found = read_sheets(sheets, units, only=only)
        return replace(found, notes=(note, *found.notes)) if note else found
    except (RefusedRollError, MemoryError):
        raise
    except Exception as error:  # readers of foreign formats can raise any error
        raise RefusedRollError("broken") from error


def _sheets(content: bytes) -> Iterator[Sheet]:
    if content.startswith(_OLE) or content[:2] in {b"\x09\x08", b"\x09\x04", b"\x09\x02"}:
        from papers import sheets_xls  # noqa: PLC0415  # only the child process reads one

        yield from sheets_xls.sheets(content)
    elif content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            reader = sheets_ods if "content.xml" in packed.namelist() else sheets_xlsx
            yield from reader.sheets(packed)
    elif content[:400].lstrip().lower().startswith((b"<", b"%pdf")):
        raise RefusedRollError("broken")  # a web page or a text document that has a table's file name
    else:
        yield from sheets_csv.sheets(content)


def _in_unicode(sheets: list[Sheet]) -> tuple[list[Sheet], Note | None]:
    """The sheets in Unicode, and a note if letters of an old font were converted.

    All sheets are judged together, because a short list alone is not enough to recognise a font.
    """
    names = [each.name for each in sheets]
    lines, legacy = legacy_text.recognised_rows([names, *(cells for each in sheets for _, cells in each.rows)])
    if legacy is None:
        return sheets, None
    named, read = lines[0], iter(lines[1:])
    found = [
        replace(each, name=name, rows=[(number, next(read)) for number, _ in each.rows])
        for each, name in zip(sheets, named, strict=True)
    ]
    return found, Note("", 0, "old_font", legacy.value.upper())


def _bad(sheet: str, row: int, *cells: str, faults: Iterable[Iterable[str]]) -> BadRow:
    unit, code, name, phone = cells
    return BadRow(sheet, row, unit, code, name, phone, tuple(Fault(int(at), *told) for at, *told in faults))


def _plain(rows: Iterable[Entry | Fault | Note | BadRow]) -> list[list[object]]:
    return [list(asdict(each).values()) for each in rows]


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
            "entries": _plain(found.entries), "faults": _plain(found.faults), "notes": _plain(found.notes),
            "bad": [[*_plain([row])[0][:-1], _plain(row.faults)] for row in found.bad],
        }  # fmt: skip
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    _apart(sys.argv[1])
