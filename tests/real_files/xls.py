"""Makes .xls files (BIFF8 in a compound file) as Excel 97 to 2003 wrote them: [MS-XLS] 2.4 and [MS-CFB]."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cell = str | float | bool | None
ERROR = "#N/A"  # this text becomes the error of a formula
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet. `forms`: the number format of a column; `merged`: first row, last row, first and last column, from 0."""

    name: str
    rows: Sequence[Sequence[Cell]]
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    merged: Sequence[tuple[int, int, int, int]] = ()
    forms: Mapping[int, str] = field(default_factory=dict)


def xls(*tables: Table, locked: bool = False) -> bytes:
    """The workbook. `locked`: it says that it is encrypted."""
    forms = sorted({form for each in tables for form in each.forms.values()})
    style = {form: 2 + at for at, form in enumerate(forms)}  # XF 0 is the style, XF 1 the plain cell
    sheets = [_sheet(each, style) for each in tables]
    made = b"".join(
        (
            _bof(0x0005), _record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b"",
            _record(0x0042, struct.pack("<H", 1200)), _record(0x0031, _FONT), _record(0x0022, b"\0\0"),
            *(_record(0x041E, struct.pack("<H", 164 + at) + _text(form)) for at, form in enumerate(forms)),
            _xf(0, 0xFFF5), _xf(0, 1), *(_xf(164 + at, 1) for at in range(len(forms))),
        )
    )  # fmt: skip
    names = [_text(each.name, short=True) for each in tables]
    at = len(made) + sum(4 + 6 + len(each) for each in names) + 4
    for each, sheet, name in zip(tables, sheets, names, strict=True):
        made += _record(0x0085, struct.pack("<IBB", at, int(each.hidden), 0) + name)
        at += len(sheet)
    return _compound(made + _record(0x000A) + b"".join(sheets))


def _sheet(table: Table, style: Mapping[str, int]) -> bytes:
    made = _bof(0x0010)
    for row in table.hidden_rows:
        made += _record(0x0208, struct.pack("<HHHHHHI", row, 0, 9, 255, 0, 0, 0x20 | 0x100))
    for row, cells in enumerate(table.rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, style.get(table.forms.get(column, ""), 1))
            if isinstance(cell, bool):
                made += _record(0x0205, place + bytes([cell, 0]))
            elif cell == ERROR:
                made += _record(0x0205, place + bytes([42, 1]))
            elif isinstance(cell, str):
                made += _record(0x0204, place + _text(cell))
            elif cell is not None:
                made += _record(0x0203, place + struct.pack("<d", cell))
    if table.merged:
        places = b"".join(struct.pack("<4H", *each) for each in table.merged)
        made += _record(0x00E5, struct.pack("<H", len(table.merged)) + places)
    return made + _record(0x000A)


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _text(text: str, *, short: bool = False) -> bytes:
    return struct.pack("<BB" if short else "<HB", len(text), 1) + text.encode("utf-16-le")


_FONT = struct.pack("<HHHHHBBBB", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _text("Arial", short=True)


def _xf(form: int, about: int) -> bytes:
    return _record(0x00E0, struct.pack("<HHH", 0, form, about) + bytes(14))


def _compound(stream: bytes) -> bytes:
    """The stream "Workbook" in a compound file: the FAT, the directory, the stream."""
    stream += bytes(max(4096 - len(stream), -len(stream) % _SECTOR))  # a shorter one would be in the small sectors
    number = len(stream) // _SECTOR
    chain = [_FAT, _END, *range(3, 2 + number), _END]
    fat = struct.pack(f"<{_SECTOR // 4}I", *chain, *[_FREE] * (_SECTOR // 4 - len(chain)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0) + struct.pack("<109I", 0, *[_FREE] * 108)
    entries = _entry("Root Entry", 5, _END, 0, 1) + _entry("Workbook", 2, 2, len(stream), _FREE)
    return head + fat + entries.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    told = f"{name}\0".encode("utf-16-le")
    return told.ljust(64, b"\0") + struct.pack("<HBBIII36xIQ", len(told), kind, 1, _FREE, _FREE, child, start, size)
