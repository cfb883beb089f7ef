"""A person's age in words: it decides between the sibling procedures for children, adults and old people."""

from collections.abc import Sequence

_DIGITS = {
    "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9,
    "muoi": 10,
}  # fmt: skip
_BOUNDS = ((6, "under_6"), (14, "6_to_13"), (18, "14_to_17"), (60, "grown"), (75, "old"), (130, "75"))


def ages(bare: Sequence[str]) -> set[str]:
    """The bands of the ages in bare words: `5 tuổi`, `mười bốn tuổi`, `lớp 3`."""
    found: set[str] = set()
    for at, word in enumerate(bare):
        if word == "tuoi" and at:
            number = _number(bare[max(0, at - 3) : at])
            found |= {_band(number)} if number is not None else set()
        elif word == "lop" and at + 1 < len(bare) and (year := _number(bare[at + 1 : at + 2])) is not None:
            found |= {"6_to_13"} if year < 9 else {"14_to_17"} if year <= 12 else set()
        elif word == "thang" and bare[at + 1 : at + 2] == ["tuoi"]:
            found.add("under_6")
    return found


def _number(words: Sequence[str]) -> int | None:
    """The number at the end of some words."""
    if not words:
        return None
    if words[-1].isdecimal():
        return int(words[-1]) if len(words[-1]) <= 3 else None
    if words[-1] not in _DIGITS:
        return None
    last = _DIGITS[words[-1]]
    if len(words) > 1 and words[-2] == "muoi":
        tens = _DIGITS.get(words[-3], 1) if len(words) > 2 else 1
        return 10 * (tens if tens < 10 else 1) + last
    if words[-1] == "muoi" and len(words) > 1 and words[-2] in _DIGITS:
        return 10 * _DIGITS[words[-2]]
    tens = _DIGITS.get(words[-2], 0) if len(words) > 1 else 0
    return 10 * tens + last if 2 <= tens <= 9 and last < 10 else last  # `bảy lăm`


def _band(age: int) -> str:
    return next((band for bound, band in _BOUNDS if age < bound), "75")
