"""A province's decision that publishes procedures, as a table that staff paste.

Its columns: code, name, action, from which day, number and day of the decision, page. Only such a decision says what
is valid in the ward; so it may rename a record, and end one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from civics.answers.portal import Brought, Odd, is_higher, is_key
from civics.answers.records import Record
from civics.answers.tables import Rows, day
from core.text import fold

_NEW, _CHANGED, _ENDED = "new", "changed", "ended"
_ACTIONS = (
    (re.compile(r"bai bo|huy bo|het hieu luc"), _ENDED),
    (re.compile(r"sua doi|bo sung|thay the|chuan hoa"), _CHANGED),
    (re.compile(r"\bmoi\b|ban hanh"), _NEW),
)
_CELLS = 4  # code, name, action, day: a row must have these
_HEAD = ("ma", "ma so", "ma tthc", "ma thu tuc", "stt")


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    name: str
    action: str
    begins: date
    said: str  # the decision, with its day and page


def bring(rows: Rows, known: Mapping[str, Record], *, today: date) -> Brought:
    """What a decision changes. What is changed counts as not checked, because the papers may be others now."""
    found: dict[str, Record] = {}
    odd: list[Odd] = []
    for place, cells in enumerate(rows, 1):
        if place == 1 and cells and fold(cells[0]).strip() in _HEAD:
            continue
        read = _read(cells)
        what = read if isinstance(read, str) else _what_is_odd(read, known, found)
        if what or isinstance(read, str):
            odd.append(Odd(place, what, " ".join(cells)[:120]))
        else:
            found[read.key] = _applied(read, known.get(read.key), today=today)
    return Brought(tuple(found.values()), tuple(odd))


def _read(cells: Sequence[str]) -> "_Row | str":
    """A row of the table, or what is wrong with it."""
    if len(cells) < _CELLS or not cells[1]:
        return "unreadable"
    action = next((name for pattern, name in _ACTIONS if pattern.search(fold(cells[2]))), "")
    begins = day(cells[3])
    if not action or begins is None:
        return "day" if action else "action"
    number, signed, page = (*cells[4:7], "", "", "")[:3]
    said = f"Quyết định {number}".strip() + (f" ngày {signed}" if signed else "") + (f", trang {page}" if page else "")
    return _Row(cells[0].strip(), cells[1][:300], action, begins, said[:300])


def _what_is_odd(row: _Row, known: Mapping[str, Record], found: Mapping[str, Record]) -> str:
    if not is_key(row.key):
        return "code"
    if row.key in found:
        return "double"
    if is_higher(row.name):
        return "level"
    return "unknown" if row.action == _ENDED and row.key not in known else ""


def _applied(row: _Row, old: Record | None, *, today: date) -> Record:
    if old is None:
        return Record(row.key, row.name, code=row.key, begins=row.begins, basis=row.said, source=row.said, seen=today)
    basis = f"{old.basis}; {row.said}" if old.basis and row.said not in old.basis else old.basis or row.said
    if row.action == _ENDED:
        return replace(old, expires=row.begins - timedelta(days=1), basis=basis[:3_000])
    remark = f"Thay đổi từ {row.begins.day}/{row.begins.month}/{row.begins.year} theo {row.said}."
    note = old.note if remark in old.note else f"{old.note} {remark}".strip()
    return replace(old, name=row.name, basis=basis[:3_000], note=note[:3_000], seen=None, example=False)
