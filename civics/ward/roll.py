"""Reads the roll of households from the ward's own table: finds the columns, reads the rows, reports errors by row.

The ward may keep it as .xlsx or .csv. It needs the group, a household code and the representative, who has full legal
capacity and speaks for the household (Luật 10/2022/QH15 Điều 18; NĐ 59/2023 Điều 3). A telephone is optional.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from civics.ward.units import Place, match
from core.errors import DanBanError
from core.text import fold, normal

MOST_ROWS = 20_000
MOST_FAULTS = 200  # how many errors are reported; more do not help
UNIT, CODE, NAME, PHONE = "unit", "code", "name", "phone"
_NAMES = {
    UNIT: (
        "to dan pho", "to dan pho xom", "tdp", "tdp xom", "to", "to xom", "xom", "thon", "ten to", "khu dan cu",
        "dia ban", "don vi", "unit",
    ),
    CODE: (
        "ma ho", "ma so ho", "ma ho gia dinh", "ma ho dan", "so ho", "so so ho", "ma so", "ma", "household code",
        "code",
    ),
    NAME: (
        "nguoi dai dien", "nguoi dai dien ho", "dai dien", "dai dien ho", "ho ten nguoi dai dien",
        "ho va ten nguoi dai dien", "chu ho", "ten chu ho", "ho ten chu ho", "ho va ten chu ho", "ho va ten", "ho ten",
        "ten", "representative",
    ),
    PHONE: (
        "dien thoai", "so dien thoai", "so dien thoai lien he", "dien thoai lien he", "sdt", "so dt", "sdt lien he",
        "dt", "di dong", "phone",
    ),
}  # fmt: skip
_CODE = re.compile(r"[A-Z0-9ĐƠƯĂÂÊÔ][A-Z0-9ĐƠƯĂÂÊÔ./ -]{0,31}")
_PHONE = re.compile(r"(?:\+84|0)\d{9}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One household for the roll. `code` and `phone` are in their normal form."""

    unit_id: int
    code: str
    representative: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row. Rows are counted from 1, as in a spreadsheet. `what` is a tail of `roll.fault.*`."""

    row: int
    what: str
    about: str = ""


class RefusedRollError(DanBanError):
    """The file as a whole is not a roll. `reason` is a tail of `roll.refused.*`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read(
    rows: Iterable[Sequence[str]], units: Mapping[Place, int], *, only: int | None = None
) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    """The households of a table and the errors in its rows. If there is an error, nothing may be imported.

    `only`: the unit to which the whole list belongs; then no column needs to name a unit. Raises RefusedRollError:
    no_columns (no row names the columns), empty, too_many.
    """
    numbered = [(number, [normal(cell).strip() for cell in row]) for number, row in enumerate(rows, 1)]
    needed = {CODE, NAME} if only is not None else {UNIT, CODE, NAME}
    head = next((at for at, (_, cells) in enumerate(numbered[:20]) if needed <= _columns(cells).keys()), None)
    if head is None:
        raise RefusedRollError("no_columns" if any(any(cells) for _, cells in numbered) else "empty")
    columns = _columns(numbered[head][1])
    body = [(number, cells) for number, cells in numbered[head + 1 :] if any(cells)]
    if not body:
        raise RefusedRollError("empty")
    if len(body) > MOST_ROWS:
        raise RefusedRollError("too_many")
    return _read(body, columns, units, only=only)


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """The position of each column that a row names."""
    found: dict[str, int] = {}
    said = [" ".join(re.sub(r"\(.*|[/,.:*]", " ", fold(cell)).split()) for cell in cells]
    for column, names in _NAMES.items():
        place = next((at for name in names for at, cell in enumerate(said) if cell == name), None)
        if place is not None:
            found[column] = place
    return found


def _read(
    body: Sequence[tuple[int, list[str]]], columns: Mapping[str, int], units: Mapping[Place, int], *, only: int | None
) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    entries: list[Entry] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    known: dict[str, int | None] = {}
    for number, cells in body:
        said = {name: cells[at] if at < len(cells) else "" for name, at in columns.items()}
        named = said.get(UNIT, "")
        if named not in known:
            known[named] = unit_of(named, units)
        unit_id, wrong = known[named] or only, _wrong(number, said)
        if unit_id is None or (only is not None and unit_id != only):
            wrong.append(Fault(number, "other_unit" if unit_id else "unit" if named else "no_unit", named[:60]))
        code = code_of(said[CODE])
        if code and code in seen:
            wrong.append(Fault(number, "twice", f"{code} · {seen[code]}"))
        seen.setdefault(code, number)
        faults += wrong
        if unit_id is not None and not wrong:
            entries.append(Entry(unit_id, code, name_of(said[NAME]), phone_of(said.get(PHONE, "")) or ""))
    return tuple(entries), tuple(faults[:MOST_FAULTS])


def _wrong(number: int, said: Mapping[str, str]) -> list[Fault]:
    found = []
    if not code_of(said[CODE]):
        found.append(Fault(number, "code" if said[CODE] else "no_code", said[CODE][:60]))
    if not name_of(said[NAME]):
        found.append(Fault(number, "no_name"))
    if phone_of(said.get(PHONE, "")) is None:
        found.append(Fault(number, "phone", said[PHONE][:30]))
    return found


def unit_of(text: str, units: Mapping[Place, int]) -> int | None:
    """The unit that a cell names by its code, its name or another name. None unless it is exactly one."""
    by_code = next((unit for place, unit in units.items() if fold(place.code) == fold(text)), None)
    if by_code is not None:
        return by_code
    found = match(text, units)
    return units[found[0]] if len(found) == 1 else None


def code_of(text: str) -> str:
    """A household code in its normal form (capitals, single spaces). Empty when the text cannot be a code."""
    code = " ".join(normal(text).upper().split())
    return code if _CODE.fullmatch(code) else ""


def name_of(text: str) -> str:
    """A name in its normal form, empty when there is none. It never begins with a character that starts a formula."""
    name = " ".join(normal(text).split()).lstrip("=+-@ ")[:120]
    return name if any(each.isalpha() for each in name) else ""


def phone_of(text: str) -> str | None:
    """A Vietnamese number as 0…, "" when there is none, None when it cannot be one. A lost leading 0 is put back."""
    digits = re.sub(r"[\s.()-]", "", text)
    if not digits:
        return ""
    if len(digits) == 9 and digits.isdecimal() and not digits.startswith("0"):
        digits = f"0{digits}"  # a spreadsheet took it for a number
    if not _PHONE.fullmatch(digits):
        return None
    return f"0{digits.removeprefix('+84')}" if digits.startswith("+84") else digits
