"""Case codes such as LS-26-482913: written, and found in what people type."""

import re
import unicodedata

from core.text import gist

_GAP = r"[\s\-_.\u2010-\u2015]"
_APART = re.compile(rf"(?<![A-Z0-9])([A-Z][A-Z0-9]{{0,5}}?){_GAP}*(\d{{2}}){_GAP}+(\d{{1,6}})(?![0-9])")
_TOGETHER = re.compile(r"(?<![A-Z0-9])([A-Z][A-Z0-9]{0,5}?)(\d{2})(\d{6})(?![0-9])")


LOWEST_DRAWN = 100_000  # so that no code begins with a zero that people leave out, or meets one of the old running ones
DRAWN = 900_000  # how many numbers a year's codes are drawn from; the drawing itself is `storage.cases.cases`'s
_SLIP_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is read or heard as something else
_SLIP = re.compile(
    rf"(?<![A-Z0-9])(HO|CK)([\W_]{{0,3}})([{_SLIP_LETTERS}]{{4}})([\W_]{{0,3}})([{_SLIP_LETTERS}]{{4}})(?![A-Z0-9])"
)


def parse_slip(text: str) -> str | None:
    """The code of a household's slip or of a move in a text: `HO-PZBR-W3TU`, `CK-…`; None when there is none.

    Inside a sentence its letters need a digit or the two dashes, since `hộ khẩu thuê` has as many.
    """
    line = unicodedata.normalize("NFKC", gist(text)).upper().strip()
    for each in _SLIP.finditer(line):
        sure = each[0] == line or any(c.isdigit() for c in each[0]) or each[2] == each[4] == "-"
        if sure:
            return f"{each[1]}-{each[3]}-{each[5]}"
    return None


def case_code(prefix: str, year: int, n: int) -> str:
    """The code of a year with the number n: `LS-26-482913`. Raises ValueError when n is not from 1 to 999999.

    Numbers are drawn, not counted: a code betrays neither how many cases there are nor what kind its own is.
    """
    if not 1 <= n <= 999_999:
        raise ValueError("a year has room for the cases 1 to 999999")
    return f"{prefix.upper()}-{year % 100:02d}-{n:06d}"


def parse_code(text: str, prefix: str = "") -> str | None:
    """The first case code in a text, whatever the letters' case, the spaces and dashes and the missing zeros.

    `LS26000123` is read too, since two and six digits leave no doubt; `LS26123` is not. With a `prefix` only codes
    of that ward count. None when there is none.
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
    """The line with the letters of the prefix joined where they stand apart, slashes as dashes and O as 0 behind them.

    `L S 26/OO15` is `LS 26-0015`; only what follows the ward's own prefix is changed.
    """
    apart = rf"(?<![A-Z0-9]){'[ .-]?'.join(map(re.escape, prefix))}(?=[-_./# ]*\d\d)"
    behind = rf"(?<=(?<![A-Z0-9]){re.escape(prefix)})[-_./# \dO]{{4,14}}"
    joined = re.sub(apart, prefix, line)
    return re.sub(behind, lambda found: found[0].replace("O", "0").replace("/", "-").replace("#", "-"), joined)
