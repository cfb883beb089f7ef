"""Case codes such as LS-26-482913: how to write them, and how to find them in what people type."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from civics.cases.spoken import said_groups, said_number
from core.text import gist

_GAP = r"[\s\-_.\u2010-\u2015]"
_APART = re.compile(rf"(?<![A-Z0-9])([A-Z][A-Z0-9]{{0,5}}?){_GAP}*(\d{{2}}){_GAP}+(\d{{1,6}})(?![0-9])")
_TOGETHER = re.compile(r"(?<![A-Z0-9])([A-Z][A-Z0-9]{0,5}?)(\d{2})(\d{6})(?![0-9])")


# What may stand between the letters, the year and the number of a code that a person types; words as people say them.
_BETWEEN_WORDS = r"SỐ|SO(?![A-Z])|GẠCH|GACH|TRỪ|CHẤM|CHAM|NGANG|NĂM|NAM|MÃ"
_BETWEEN = rf"[\s\-_./#,:=+*~'\u2010-\u2015]|{_BETWEEN_WORDS}"
_DIGITS = r"(?:\d|O(?=[O\d])|(?<=\d)O(?![^\W\d_])){1,10}"
_CLEAR = 8  # digits: two of the year and all six of the number
_ALIKE = {"L": "[I1|]", "I": "[L1|]", "O": "0", "B": "8"}  # what is typed or read for a letter
_YEARS = ("25", "26", "27", "28", "29", "3")  # how the years of this service begin
_ITS_WORD = (
    r"(?:\bMÃ|\bMA|HỒ SƠ|HO SO|\bHS|\bHSO|\bĐƠN|PHẢN ÁNH|PHAN ANH|KIẾN NGHỊ|KIEN NGHI|PHIẾU|PHIEU"
    r"|BIÊN NHẬN|BIEN NHAN|GIẤY HẸN|GIAY HEN|\bCODE|\bCASE)"
    r"(?:[\s:#.]+(?:HỒ SƠ|HO SO|TRA CỨU|TRA CUU|SỐ|SO|CỦA|CUA|TÔI|TOI|TUI|EM|CHÁU|CHAU|BÁC|BAC|MÌNH|MINH|CHÚ|CHU"
    r"|CÔ|CO|ANH|CHỊ|CHI|BÀ|BA|ÔNG|ONG|CON|NHÀ|NHA|LÀ|LA|NUMBER|NO|IS)(?!\w)){0,5}[\s:#.]{0,3}"
)
# `phiếu 12-345` and `hồ sơ 30-2026` are no codes: the service began later, and papers are numbered by month and year.
_NUMBER_ONLY = re.compile(rf"{_ITS_WORD}(2[5-9]|3\d)(?:[.\s]?(?=\d{{6}})|-)(?!20[23]\d(?!\d))(\d{{3,6}})(?!\d)")
# All six digits without letters and year; no sum of money.
_NO_MONEY = r"(?!\s*(?:Đ|ĐỒNG|DONG|D|VND|K|NGHÌN|NGHIN|NGÀN|NGAN|TRIỆU|%)(?!\w))"
_BARE_NUMBER = re.compile(rf"{_ITS_WORD}(\d{{3}}[ .-]?\d{{3}}|\d(?:[ -]\d){{5}})(?![\d., -]*\d){_NO_MONEY}")
_CALLED = re.compile(_ITS_WORD)
_OR_MONEY = ("MA", "ĐƠN", "PHẢN", "PHAN", "KIẾN", "KIEN")

LOWEST_DRAWN = 100_000  # no code begins with a zero, which people leave out, or equals one of the old running numbers
DRAWN = 900_000  # how many numbers per year there are to draw from; `storage.cases.cases` draws them
_SLIP_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without characters that look or sound like others
_SLIP = re.compile(
    rf"(?<![A-Z0-9])(HO|CK)([\W_]{{0,3}})([{_SLIP_LETTERS}]{{4}})([\W_]{{0,3}})([{_SLIP_LETTERS}]{{4}})(?![A-Z0-9])"
)


def parse_slip(text: str) -> str | None:
    """The code of a household's slip or of a move to another chat (`HO-PZBR-W3TU`, `CK-…`); None when there is none.

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


def year_before(code: str) -> str:
    """The code with the same number of the year before: in January people name a case of December by its number."""
    prefix, year, number = code.split("-")
    return f"{prefix}-{(int(year) - 1) % 100:02d}-{number}"


def parse_code(text: str, prefix: str = "", *, year: int = 0) -> str | None:
    """The first case code in a text. Upper or lower case, spaces, dashes and missing zeros do not matter.

    `LS26000123` is read too, because two plus six digits are unambiguous; `LS26123` only with a `prefix`: then only
    codes of that ward count, however their digits are grouped, and codes that are said (`civics.cases.spoken`). With a
    `year`, a number without its letters and year is taken for one of that year: `hồ sơ số 482913`.
    None when there is no code.
    """
    line = unicodedata.normalize("NFKC", gist(text)).upper()
    if prefix:
        ours = prefix.upper()
        written = _after(line, ours, year) or _without_letters(line, ours)
        return written or _said(line, ours) or _without_year(line, ours, year)
    found = sorted((*_APART.finditer(line), *_TOGETHER.finditer(line)), key=lambda each: each.start())
    return next((f"{each[1]}-{each[2]}-{int(each[3]):06d}" for each in found if int(each[3])), None)


def _after(line: str, prefix: str, year: int) -> str | None:
    """The first code after the ward's own letters, however its digits are grouped: `L S 26/OO15`, `LS 26 số 15`.

    With a `year`, `LS 482913` is a number of that year. Letters that look alike (`IS`, `1S`) need all eight digits.
    """
    for pattern in _patterns(prefix):
        for each in pattern.finditer(line):
            groups = [group.replace("O", "0") for group in re.findall(_DIGITS, re.sub(_BETWEEN_WORDS, " ", each[1]))]
            ours = each[0].startswith(prefix[0])
            size = sum(map(len, groups))
            if (not ours and size != _CLEAR) or (size < _CLEAR and line[each.end() : each.end() + 1].isalpha()):
                continue
            if year and ours and _is_number_only(groups):
                return case_code(prefix, year, int(groups[0]))
            if code := _code(prefix, groups):
                return code
    return None


@lru_cache(maxsize=256)  # a ward has one prefix
def _patterns(prefix: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The ward's letters with digits behind them: as they are, and as they look."""
    digits = rf"((?:{_BETWEEN}){{0,3}}{_DIGITS}(?:(?:{_BETWEEN}){{0,3}}{_DIGITS}){{0,8}})"
    alike = (_ALIKE.get(each, re.escape(each)) for each in prefix)
    return re.compile(_separable(map(re.escape, prefix)) + digits), re.compile(_separable(alike) + digits)


def _separable(letters: Iterable[str]) -> str:
    """A pattern for the letters, together or apart, at the beginning of a word or after the word for a code."""
    return rf"(?:(?<![A-Z0-9])|(?<=MÃ)|(?<=\bMA)){'[ ./-]?'.join(letters)}"


def _is_number_only(groups: list[str]) -> bool:
    """Whether the first group is a whole number without its year. One that begins like a year is read with it."""
    return len(groups[0]) == _CLEAR - 2 and int(groups[0]) > 0 and not groups[0].startswith(_YEARS)


def _code(prefix: str, groups: list[str]) -> str | None:
    """The code from groups of digits: the year, then the number, which may be in pieces if it has all six digits."""
    year, rest = _parted(groups)
    if len(year) != 2 or not rest:
        return None
    number = _number(rest)
    if len(year) + len("".join(rest)) < _CLEAR and not year.startswith(_YEARS):
        return None
    return f"{prefix}-{year}-{int(number):06d}" if len(number) <= 6 and int(number) else None


def _parted(groups: list[str]) -> tuple[str, list[str]]:
    """The year and the groups of the number, separated if they were written together."""
    if len(groups) > 2 and all(len(each) == 1 for each in groups):  # spelt out digit by digit
        groups = ["".join(groups[:2]), "".join(groups[2:])]
    elif len(groups) > 2 and len(groups[0]) == len(groups[1]) == 1:  # `2 6 15`
        groups = ["".join(groups[:2]), *groups[2:]]
    first, rest = groups[0], groups[1:]
    if len(first) in (4, _CLEAR + 2) and first.startswith("20"):
        first = first[2:]
    if len(first) != 2 and len("".join((first, *rest))) == _CLEAR:  # `ls26000 015`
        first, rest = "".join((first, *rest)), []
    one = len(first) == _CLEAR or (2 < len(first) < _CLEAR and not rest and first.startswith(_YEARS))  # `ls26123`
    return (first[:2], [first[2:]]) if one else (first, rest)


def _number(rest: list[str]) -> str:
    if all(len(each) == 1 for each in rest):
        return "".join(rest)
    joined = ("".join(rest[:size]) for size in range(len(rest), 0, -1))
    return next((each for each in joined if len(each) == 6), rest[0])


def _without_letters(line: str, prefix: str) -> str | None:
    """A code without its letters, after a word for "code": `mã 26-482913`."""
    found = _NUMBER_ONLY.search(line)
    return f"{prefix}-{found[1]}-{int(found[2]):06d}" if found and int(found[2]) else None


def _said(line: str, prefix: str) -> str | None:
    groups = said_groups(line, prefix)
    return _code(prefix, groups) if groups else None


def _without_year(line: str, prefix: str, year: int) -> str | None:
    found = _BARE_NUMBER.search(line) if year else None
    number = re.sub(r"\D", "", found[1]) if found else ""
    if year and found is None and (named := _CALLED.search(line)) and (said := said_number(line[named.end() :])):
        return case_code(prefix, year, int(said))
    if found is None or not int(number):
        return None
    may_be_money = found[0].startswith(_OR_MONEY) and number.endswith("000")  # `ma 500000` is `mà 500000` too
    return None if may_be_money else case_code(prefix, year, int(number))
