"""Reads telephone numbers as people write them: with dots, without the leading 0, with an old prefix, two in a cell."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_NUMBER = re.compile(r"0[35789]\d{8}|02\d{8,9}|0[1-9]\d{8}")
_PARTS = re.compile(r"[/;,|\n]|\s-\s|\bhoặc\b|\bvà\b")
_NO_DIGITS = re.compile(r"[\s.()\-–_'’`\u00a0]")
_LETTER_O = str.maketrans("OoQ", "000")
# Mobile numbers lost a digit in 2018 (Bộ Thông tin và Truyền thông, Quyết định 798/QĐ-BTTTT).
_BEFORE_2018: Mapping[str, str] = MappingProxyType(
    {
        **{f"016{at}": f"03{at}" for at in range(2, 10)},
        "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
        "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
        "0186": "056", "0188": "058", "0199": "059",
    }
)  # fmt: skip


def phone_of(text: str) -> str | None:
    """A Vietnamese number as 0…; "" when the cell is empty, None when it cannot be a number.

    Corrected: signs between the digits, +84, a lost leading 0, a letter O, a prefix from before 2018. Of two numbers,
    the first valid one counts.
    """
    found = [_mended(each) for each in _PARTS.split(text)]
    if not any(each != "" for each in found):
        return ""
    return next((each for each in found if each), None)


def _mended(text: str) -> str | None:
    digits = _NO_DIGITS.sub("", text.strip().removesuffix(".0")).translate(_LETTER_O)
    if not digits:
        return ""
    bare = digits.removeprefix("+")
    if not bare.isascii() or not bare.isdecimal():
        return None
    if digits.startswith("+84") or (bare.startswith("84") and len(bare) in {11, 12}):
        bare = f"0{bare[2:].removeprefix('0')}"
    elif digits.startswith("0084"):
        bare = f"0{bare[4:]}"
    elif len(bare) in {9, 10} and not bare.startswith("0"):
        bare = f"0{bare}"  # a spreadsheet dropped the leading 0
    if len(bare) == 11 and bare[:4] in _BEFORE_2018:
        bare = _BEFORE_2018[bare[:4]] + bare[4:]
    return bare if _NUMBER.fullmatch(bare) else None
