"""Reads households from the sheets of a table: one sheet per group is usual, with titles, totals and signatures.

Nothing is left out silently: a row that is not a household gets a note, an error in a household gets a fault.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from civics.ward import roll_columns
from civics.ward.names import same_person
from civics.ward.roll import (
    CODE,
    MOST_FAULTS,
    MOST_ROWS,
    NAME,
    PHONE,
    UNIT,
    BadRow,
    Entry,
    Fault,
    Note,
    RefusedRollError,
    code_of,
    name_of,
    unit_of,
)
from civics.ward.roll_columns import SURNAME, Head
from civics.ward.telephones import phone_of
from civics.ward.units import Place
from core.text import fold, folded_words, normal

_TOTAL = frozenset(
    (
        "tong",
        "cong",
        "so",
        "ho",
        "toan",
        "to",
        "phuong",
        "xom",
        "dan",
        "pho",
        "danh",
        "sach",
        "gia",
        "dinh",
        "luy",
        "ke",
    )
)
_FOOT = re.compile(
    r"(?:nguoi (?:lap|tong hop|ghi)|t[/.]?m\b|xac nhan|to truong\b|truong (?:xom|thon)\b|bi thu\b|(?:pho )?chu tich\b|"
    r"\(?ky\b|ghi chu\b|noi nhan\b|lap bieu\b|can bo\b)"
)
_SIGNED_ON = re.compile(r"\bngay .{0,6}thang .{0,6}nam\b")
_NUMERAL = re.compile(r"(?:[IVX]{1,5}|[A-Z]|\d{1,3})[.)]?")
_MOST_WORDS = 80  # the longest line, in letters, that may name the group of the rows below it


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged cells: rows counted from 1, columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file. `rows`: the visible rows that are not empty, with their numbers."""

    name: str
    rows: Sequence[tuple[int, Sequence[str]]]
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    merges: Sequence[Merge] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The content of a table. `entries`: the good rows; `bad`: the others, with all their faults."""

    entries: tuple[Entry, ...]
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...] = ()
    bad: tuple[BadRow, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every household of the table is in `entries`. Only then a missing household has left the roll."""
        return not self.bad and not any(each.what == "hidden_rows" for each in self.notes)


def read_sheets(sheets: Iterable[Sheet], units: Mapping[Place, int], *, only: int | None = None) -> Found:
    """The households of all visible sheets that name their columns.

    `only`: the unit to which the whole table belongs. Raises RefusedRollError: no_columns, empty, too_many.
    """
    reader = _Reader(units, only)
    filled = headed = False
    for sheet in sheets:
        rows = [(number, [normal(cell).strip() for cell in cells]) for number, cells in sheet.rows]
        rows = [each for each in rows if any(each[1])]
        if not rows:
            continue
        if sheet.hidden:
            reader.notes.append(Note(sheet.name, 0, "hidden_sheet", str(len(rows))))
            continue
        filled = True
        headed |= reader.sheet(sheet, rows)
    if not headed:
        raise RefusedRollError("no_columns" if filled else "empty")
    if not reader.entries and not reader.bad:
        raise RefusedRollError("empty")
    faults = [fault for row in reader.bad for fault in row.faults]
    return Found(tuple(reader.entries), tuple(faults[:MOST_FAULTS]), tuple(reader.notes), tuple(reader.bad))


@dataclass(slots=True)
class _Page:
    """The sheet that is being read. `unit`: the unit of rows that name none."""

    sheet: Sheet
    columns: Mapping[str, int]
    unit: int | None
    ended: bool = False  # the signature was reached
    members: frozenset[int] = frozenset()  # rows inside merged cells of one household


@dataclass(slots=True)
class _Reader:
    units: Mapping[Place, int]
    only: int | None
    entries: list[Entry] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    seen: dict[str, tuple[str, int, Entry | None]] = field(default_factory=dict)
    known: dict[str, int | None] = field(default_factory=dict)

    def sheet(self, sheet: Sheet, rows: list[tuple[int, list[str]]]) -> bool:
        """Read one sheet; returns whether it names its columns."""
        head = _head(sheet, rows)
        own = self._unit_of(sheet.name) if folded_words(sheet.name) else None
        body = rows[head.at + head.rows :] if head else []
        if head is None or not self._has_units(head, own, body):
            self.notes.append(Note(sheet.name, 0, "no_header"))
            return False
        if sheet.hidden_rows:
            self.notes.append(Note(sheet.name, sheet.hidden_rows[0], "hidden_rows", str(len(sheet.hidden_rows))))
        at = head.columns.get(UNIT)
        _fill(body, [each for each in sheet.merges if each.left == at == each.right])
        page = _Page(sheet, head.columns, self.only or own, members=_members(sheet, head.columns[CODE]))
        for number, cells in body[1:] if body and _counts_columns(body[0][1]) else body:
            self._row(page, number, cells)
        return True

    def _has_units(self, head: Head, own: int | None, body: Sequence[tuple[int, list[str]]]) -> bool:
        if UNIT in head.columns or self.only is not None or own is not None:
            return True
        return any(self._section(cells, None) is not None for _, cells in body)

    def _unit_of(self, text: str) -> int | None:
        if text not in self.known:
            self.known[text] = unit_of(text, self.units)
        return self.known[text]

    def _section(self, cells: Sequence[str], column: int | None) -> int | None:
        """The unit named in a line above its households: `Tổ dân phố số 5 (120 hộ)`. `column`: the column of units."""
        said = sorted({each for each in cells if each}, key=len)
        if not said or len(said) > 2 or len(said[-1]) > _MOST_WORDS:
            return None
        if len(said) == 2 and (not _NUMERAL.fullmatch(said[0]) or cells.index(said[-1]) == column):
            return None  # a household whose name is missing
        return self._unit_of(said[-1]) if sum(each.isalpha() for each in said[-1]) > 1 else None

    def _row(self, page: _Page, number: int, cells: list[str]) -> None:
        said = {name: cells[at] if at < len(cells) else "" for name, at in page.columns.items()}
        if said.get(SURNAME):
            said[NAME] = f"{said[SURNAME]} {said[NAME]}"
        unit = self._section(cells, page.columns.get(UNIT))
        if unit is not None:
            page.unit = unit
            return
        whole = bool(code_of(said[CODE]) and name_of(said[NAME]))
        if not whole and self._is_no_household(page, number, cells, said):
            return
        if number in page.members:
            self.notes.append(Note(page.sheet.name, number, "member", said[NAME][:60]))
        else:
            self._household(page, number, said)

    def _is_no_household(self, page: _Page, number: int, cells: Sequence[str], said: Mapping[str, str]) -> bool:
        what = _foot(cells)
        page.ended |= what == "foot"
        if what or page.ended:
            about = " ".join(each for each in cells if each)[:60]
            self.notes.append(Note(page.sheet.name, number, what or "foot", about))
            return True
        return not (said[CODE] or said[NAME] or said.get(PHONE))

    def _household(self, page: _Page, number: int, said: Mapping[str, str]) -> None:
        if len(self.entries) + len(self.bad) >= MOST_ROWS:
            raise RefusedRollError("too_many")
        sheet, named = page.sheet.name, said.get(UNIT, "")
        unit = self._unit_of(named) if named else page.unit
        wrong = [Fault(number, what, about, sheet) for what, about in self._wrong(said, named, unit)]
        phone = phone_of(said.get(PHONE, ""))
        entry = Entry(unit or 0, code_of(said[CODE]), name_of(said[NAME]), phone or "")
        if self._again(page, number, entry, wrong):
            return
        if wrong:
            phoned = said.get(PHONE, "")[:60]
            self.bad.append(BadRow(sheet, number, named[:120], said[CODE][:60], said[NAME][:120], phoned, tuple(wrong)))
            return
        if phone is None:
            self.notes.append(Note(sheet, number, "phone", said[PHONE][:30]))
        self.entries.append(entry)

    def _again(self, page: _Page, number: int, entry: Entry, wrong: list[Fault]) -> bool:
        """Whether the household is on another sheet too. The same code for two households is a fault."""
        sheet, before = page.sheet.name, self.seen.get(entry.code)
        if before is None:
            if entry.code:
                self.seen[entry.code] = (sheet, number, None if wrong else entry)
            return False
        elsewhere = before[0] != sheet
        if elsewhere and not wrong and before[2] is not None and _same(before[2], entry):
            self.notes.append(Note(sheet, number, "again", entry.code))
            return True
        place = f"{before[0]} {before[1]}" if elsewhere else str(before[1])
        wrong.append(Fault(number, "twice", f"{entry.code} · {place}", sheet))
        return False

    def _wrong(self, said: Mapping[str, str], named: str, unit: int | None) -> list[tuple[str, str]]:
        found = []
        if not code_of(said[CODE]):
            found.append(("code" if said[CODE] else "no_code", said[CODE][:60]))
        if not name_of(said[NAME]):
            found.append(("no_name", said[NAME][:60]))
        if unit is None:
            found.append(("unit" if named else "no_unit", named[:60]))
        elif self.only is not None and unit != self.only:
            found.append(("other_unit", named[:60]))
        return found


def _head(sheet: Sheet, rows: Sequence[tuple[int, list[str]]]) -> Head | None:
    above = [(number, list(cells)) for number, cells in rows[: roll_columns.MOST_ABOVE + 4]]
    _fill(above, [each for each in sheet.merges if each.top <= above[-1][0]])
    return roll_columns.find(above, {each.top: each.bottom for each in sheet.merges if each.bottom > each.top})


def _members(sheet: Sheet, column: int) -> frozenset[int]:
    """The rows below the first of a household whose code is merged over several."""
    inside = [each for each in sheet.merges if each.left <= column <= each.right]
    return frozenset(row for each in inside for row in range(each.top + 1, min(each.bottom, each.top + 50) + 1))


def _counts_columns(cells: Sequence[str]) -> bool:
    """Whether a row below the head only numbers the columns: `A B 1 2 3`, `(1) (2) (3)`."""
    said = [each.strip("() ") for each in cells if each]
    numbers = [int(each) for each in said if each.isascii() and each.isdecimal() and len(each) < 3]
    letters = [each for each in said if len(each) == 1 and "A" <= each <= "Z"]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1)) and len(numbers) + len(letters) == len(said)


def _same(one: Entry, other: Entry) -> bool:
    return one.unit_id == other.unit_id and same_person(one.representative, other.representative)


def _foot(cells: Sequence[str]) -> str:
    """The kind of a line below the households: total, foot (signature, notes), or neither."""
    for cell in filter(None, cells):
        words = folded_words(cell)
        if words and words[0] in {"tong", "cong"} and all(each in _TOTAL or each.isdigit() for each in words):
            return "total"
        folded = fold(cell)[:120]
        if _FOOT.match(folded) or _SIGNED_ON.search(folded[:80]):
            return "foot"
    return ""


def _fill(rows: Sequence[tuple[int, list[str]]], merges: Sequence[Merge]) -> None:
    """Write the value of merged cells into each of them."""
    by_number = dict(rows)
    for merge in merges:
        first = by_number.get(merge.top)
        shown = first[merge.left] if first is not None and merge.left < len(first) else ""
        if not shown:
            continue
        for number in range(merge.top, min(merge.bottom, merge.top + MOST_ROWS) + 1):
            cells = by_number.get(number)
            if cells is not None:
                right = min(merge.right, merge.left + 40)
                cells.extend([""] * (right + 1 - len(cells)))
                cells[merge.left : right + 1] = [shown] * (right + 1 - merge.left)
