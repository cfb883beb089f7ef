"""What a row of the roll of households must have, and the normal form of each of its cells.

The ward may keep it as .xlsx or .csv. It needs the group, a household code and the representative, who has full legal
capacity and speaks for the household (Luật 10/2022/QH15 Điều 18; NĐ 59/2023 Điều 3). A telephone is optional.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from civics.ward.units import Place, match
from core.errors import DanBanError
from core.text import fold, normal

MOST_ROWS = 20_000
MOST_FAULTS = 200  # how many errors are reported; more do not help
UNIT, CODE, NAME, PHONE = "unit", "code", "name", "phone"
_CODE = re.compile(r"[A-Z0-9ĐƠƯĂÂÊÔ][A-Z0-9ĐƠƯĂÂÊÔ./ -]{0,31}")
_NUMBERED = re.compile(r"(?:to dan pho|tdp|to|khu pho|kp)(?: so)?[ .:]{0,2}0{0,3}(\d{1,3}[a-z]?)")
_ERRORS = frozenset({"#n/a", "n/a", "#ref!", "#name?", "#value!", "#div/0!", "#num!", "#null!", "#spill!", "#calc!"})
_LIKE_D = str.maketrans("ÐƉ", "ĐĐ")


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
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What was left out or corrected, but is no error. `what` is a tail of `roll.note.*`; `row` is 0 for a sheet."""

    sheet: str
    row: int
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row with errors, in its original text, so that staff can download and correct it."""

    sheet: str
    row: int
    unit: str
    code: str
    name: str
    phone: str
    faults: tuple[Fault, ...]


class RefusedRollError(DanBanError):
    """The file as a whole is not a roll. `reason` is a tail of `roll.refused.*`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def unit_of(text: str, units: Mapping[Place, int]) -> int | None:
    """The unit that a cell names by its code, its name or another name. None unless it is exactly one."""
    by_code = next((unit for place, unit in units.items() if fold(place.code) == fold(text)), None)
    if by_code is not None:
        return by_code
    found = match(text, units)
    if not found and (number := _NUMBERED.fullmatch(fold(text))):
        ending = re.compile(rf"\b0*{number[1]}")  # tdp 5, where only tổ dân phố số 5 is known
        found = tuple(each for each in units if each.kind == "to_dan_pho" and _ends(fold(each.name), ending))
    return units[found[0]] if len(found) == 1 else None


def _ends(name: str, ending: "re.Pattern[str]") -> bool:
    return ending.fullmatch(name.rpartition(" ")[2]) is not None


def code_of(text: str) -> str:
    """A household code in its normal form (capitals, single spaces). Empty when the text cannot be a code."""
    code = " ".join(normal(text).upper().translate(_LIKE_D).split())
    return code if _CODE.fullmatch(code) else ""


def name_of(text: str) -> str:
    """A name in its normal form, empty when there is none (`#N/A` too). It never begins like a formula."""
    if text.strip().lower() in _ERRORS:
        return ""
    name = " ".join(normal(text).split()).lstrip("=+-@ ")[:120]
    return name if any(each.isalpha() for each in name) else ""
