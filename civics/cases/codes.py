"""Case codes such as LS-26-482913: how to write them, and how to find them in what people type."""

import re
import unicodedata

from core.text import gist

_GAP = r"[\s\-_.\u2010-\u2015]"
_APART = re.compile(rf"(?<![A-Z0-9])([A-Z][A-Z0-9]{{0,5}}?){_GAP}*(\d{{2}}){_GAP}+(\d{{1,6}})(?![0-9])")
_TOGETHER = re.compile(r"(?<![A-Z0-9])([A-Z][A-Z0-9]{0,5}?)(\d{2})(\d{6})(?![0-9])")


LOWEST_DRAWN = 100_000  # no code begins with a zero, which people leave out, or equals one of the old running numbers
DRAWN = 900_000  # how many numbers per year there are to draw from; `storage.cases.cases` draws them
_SLIP_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without characters that look or sound like others
_SLIP = re.compile(
    rf"(?<![A-Z0-9])(HO|CK)([\W_]{{0,3}})([{_SLIP_LETTERS}]{{4}})([\W_]{{0,3}})([{_SLIP_LETTERS}]{{4}})(?![A-Z0-9])"
)


def parse_slip(text: str) -> str | None:
    """The code of a household's slip or of a move in a text: `HO-PZBR-W3TU`, `CK-…`; None when there is none.

    Inside a sentence the code needs a digit or both dashes, because `hộ khẩu thuê` has the same number of letters.
    """
    line = unicodedata.normalize("NFKC", gist(text)).upper().strip()
    for each in _SLIP.finditer(line):
        sure = each[0] == line or any(c.isdigit() for c in each[0]) or each[2] == each[4] == "-"
        if sure:
            return f"{each[1]}-{each[3]}-{each[5]}"
    return None


def case_code(prefix: str, year: int, n: int) -> str:
    """The code of a year with the number n: `LS-26-482913`. Raises ValueError when n is not from 1 to 999999.

    Numbers are drawn at random, so a code tells neither how many cases there are nor which kind its case is.
    """
    if not 1 <= n <= 999_999:
        raise ValueError("a year has room for the cases 1 to 999999")
    return f"{prefix.upper()}-{year % 100:02d}-{n:06d}"


def parse_code(text: str, prefix: str = "") -> str | None:
    """The first case code in a text. Upper or lower case, spaces, dashes and missing zeros do not matter.

    `LS26000123` is read too, because two plus six digits are clear; `LS26123` is not. With a `prefix`, only codes of
    that ward count. None when there is no code.
    """
    line = unicodedata.normalize("NFKC", gist(text)).upper()
    if prefix:
        line = _together(line, prefix.upper())
    found = sorted((*_APART.finditer(line), *_TOGETHER.finditer(line)), key=lambda each: each.start())
    for each in found:
        if int(each[3]) and (not prefix or each[1] == prefix.upper()):
            return f"{each[1]}-{each[2]}-{int(each[3]):06d}"
    return None


def _together(line: str, prefix: str) -> str:
    """The line with the separated letters of the prefix joined; behind them, slashes and # become dashes, O becomes 0.

    `L S 26/OO15` becomes `LS 26-0015`. Only what follows the ward's own prefix is changed.
    """
    apart = rf"(?<![A-Z0-9]){'[ .-]?'.join(map(re.escape, prefix))}(?=[-_./# ]*\d\d)"
    behind = rf"(?<=(?<![A-Z0-9]){re.escape(prefix)})[-_./# \dO]{{4,14}}"
    joined = re.sub(apart, prefix, line)
    return re.sub(behind, lambda found: found[0].replace("O", "0").replace("/", "-").replace("#", "-"), joined)
