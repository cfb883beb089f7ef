"""Case codes as people say them aloud: `lờ sờ hai sáu bốn tám hai chín một ba`, `LS hai mươi sáu gạch …`.

Only what follows the ward's own letters, said or written, is read as digits. `lo sợ hai …` and `lô số 25 …` are no
codes: letters that are said need their own diacritics or, without any, all eight digits behind them: `ma lo so hai …`
is `mà lo sợ hai …` too.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, takewhile

from core.text import fold

_TOKEN = re.compile(r"\d+[^\W\d_]+\d*|[^\W\d_]+|\d+")  # `20LS` is one token: the plate of a vehicle
_DIGITS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "nham": "5",
    "sau": "6", "bay": "7", "tam": "8", "chin": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TEN = "muoi"  # `mười` before a digit, `mươi` after one
_HUNDRED, _THOUSAND, _AND = "tram", frozenset({"nghin", "ngan"}), frozenset({"linh", "le"})
_YEAR = 2  # digits
_BETWEEN = frozenset({"gach", "ngang", "noi", "tru", "cham", "cheo", "xuyet", "so", "roi", "dash", "slash"})
_NAMES = {  # how the letters are said, without diacritics
    "A": "a", "B": "be bo", "C": "xe co se", "D": "de do", "E": "e", "G": "gie go", "H": "hat ho", "I": "i", "K": "ca",
    "L": "lo el e_lo en_lo elo enlo", "M": "em mo e_mo em_mo", "N": "en no e_no en_no", "O": "o", "P": "pe po",
    "Q": "quy cu", "R": "ro e_ro", "S": "so et es et_so ess", "T": "te to", "U": "u", "V": "ve vo",
    "X": "ich xo ich_xo", "Y": "y i",
}  # fmt: skip
# How these names are written with diacritics. Another word of the same letters (`lô`, `sợ`) is no letter.
_NAMES_WRITTEN = frozenset(
    {"bê", "bờ", "xê", "cờ", "dê", "đê", "dờ", "đờ", "gờ", "giê", "hờ", "kờ", "lờ", "lơ", "mờ", "nờ"}
    | {"ô", "ơ", "pê", "pờ", "rờ", "sờ", "sơ", "ét", "ế", "tê", "tờ", "vê", "vờ", "xờ", "ích"}
)
_CALLED = frozenset({"mã", "số", "phiếu", "code", "case", "ma", "so", "phieu"})
_CALLED_WITHIN = 6  # tokens before the letters
_ALL, _LEAST = 8, 3  # digits: the year and all of the number; the year and one
_TRIES = 50  # places where the letters may begin
_NEAR = 60  # letters that six words of digits may take
_MOST = 24  # tokens of digits and what is between them


NUMBER_WORDS = frozenset({*_DIGITS, _TEN, *_BETWEEN, *" ".join(_NAMES.values()).replace("_", " ").split()})


@dataclass(frozen=True, slots=True)
class _Letters:
    """The ward's letters at one place: how many tokens spell them, and how."""

    size: int
    said: bool = False  # by their names, not written
    clear: bool = True  # they are no other words: their names have diacritics, or a word for a code is before them


def said_groups(text: str, prefix: str) -> list[str]:
    """The groups of digits that are said behind the ward's letters: the year, then the number; empty for none."""
    typed = _TOKEN.findall(unicodedata.normalize("NFC", text.lower()))
    tokens = _TOKEN.findall(fold(text))
    if len(tokens) != len(typed):
        tokens = [fold(each) for each in typed]
    begins = _begins(prefix)
    starts = (at for at, token in enumerate(tokens) if token in begins)
    for at in islice(starts, _TRIES):
        letters = _letters(tokens, typed, at, prefix)
        if not letters.size or not _is_number(tokens, at + letters.size):
            continue
        groups = _groups(tokens[at + letters.size : at + letters.size + _MOST])
        if sum(map(len, groups)) >= (_LEAST if letters.clear or not letters.said else _ALL):
            return groups
    return []


def said_number(text: str) -> str:
    """The six digits that are said one by one at the beginning of a text; empty when they are not six."""
    tokens = [fold(each) for each in _TOKEN.findall(text[:_NEAR].lower())]
    digits = "".join(_DIGITS[each] for each in takewhile(_DIGITS.__contains__, tokens))
    return digits if len(digits) == _ALL - _YEAR and int(digits) else ""


@lru_cache(maxsize=8)
def _begins(prefix: str) -> frozenset[str]:
    """The tokens with which the letters may begin."""
    said = (each.split("_")[0] for each in _NAMES.get(prefix[:1], "").split())
    return frozenset({prefix.lower(), prefix[:1].lower(), *said})


def _is_number(tokens: Sequence[str], at: int) -> bool:
    """Whether a digit comes next, with at most two tokens before it."""
    after = tokens[at : at + 3]
    first = next((each for each in after if each not in _BETWEEN), "")
    return first in _DIGITS or first == _TEN or first.isdigit()


def _letters(tokens: Sequence[str], typed: Sequence[str], at: int, prefix: str) -> _Letters:
    """The letters that are spelt there; their size is 0 for none."""
    if tokens[at] == prefix.lower():
        return _Letters(1)
    size, said = 0, False
    for letter in prefix:
        name = _name(tokens, at + size, letter)
        said = said or name[1]
        size += name[0]
        if not name[0]:
            return _Letters(0)
    names = [each for each in zip(typed[at : at + size], tokens[at : at + size], strict=True) if len(each[1]) > 1]
    marked = [written for written, bare in names if written != bare]
    if any(each not in _NAMES_WRITTEN for each in marked):
        return _Letters(0)
    called = not _CALLED.isdisjoint(typed[max(0, at - _CALLED_WITHIN) : at])
    may_be_words = any(bare.endswith("o") for _, bare in names)  # `lo so` is `lo sợ` and `lô số` too
    return _Letters(size, said, clear=bool(marked) or (called and not may_be_words))


def _name(tokens: Sequence[str], at: int, letter: str) -> tuple[int, bool]:
    if at < len(tokens) and tokens[at] == letter.lower():
        return 1, False
    return next(((len(each), True) for each in _said(letter) if tuple(tokens[at : at + len(each)]) == each), (0, False))


@lru_cache(maxsize=32)
def _said(letter: str) -> tuple[tuple[str, ...], ...]:
    """The ways to say a letter, the longer ones first."""
    return tuple(sorted((tuple(each.split("_")) for each in _NAMES.get(letter, "").split()), key=len, reverse=True))


def _groups(tokens: Sequence[str]) -> list[str]:
    """The digits in groups, until a word that is neither a digit nor stands between digits."""
    found: list[str] = []
    at = 0
    while at < len(tokens):
        each = tokens[at]
        value, after = _counted(tokens, at) if sum(map(len, found)) >= _YEAR else (0, at)
        if after > at:
            found.append(str(value))
            at = after
            continue
        if each == _TEN:
            _ten(found, after=at > 0 and tokens[at - 1] in _DIGITS, unit=_unit(tokens, at + 1))
        elif each in _DIGITS and at > 0 and tokens[at - 1] == _TEN:
            pass  # it was read with its ten
        elif each in _DIGITS or each.isdigit():
            found.append(_DIGITS.get(each, each))
        elif each not in _BETWEEN:
            break
        at += 1
    return found


def _counted(tokens: Sequence[str], at: int) -> tuple[int, int]:
    """A number that is counted in hundreds or thousands, and where it ends: `một trăm hai ba`; else where it began."""
    value, after, hundreds = _below_thousand(tokens, at)
    if after > at and after < len(tokens) and tokens[after] in _THOUSAND:
        rest, end, _ = _below_thousand(tokens, after + 1)
        return value * 1_000 + rest, end
    return (value, after) if hundreds else (0, at)


def _below_thousand(tokens: Sequence[str], at: int) -> tuple[int, int, bool]:
    """The number under 1000 that begins there, where it ends, and whether it has hundreds."""
    digits = [int(_DIGITS.get(each, "-1")) for each in (*tokens[at : at + 5], "", "", "", "", "")]
    words = [*tokens[at : at + 5], "", "", "", "", ""]
    hundreds = digits[0] >= 0 and words[1] == _HUNDRED
    value, size = (digits[0] * 100, 2) if hundreds else (0, 0)
    if hundreds and words[size] in _AND:
        return (value + digits[3], at + 4, True) if digits[3] >= 0 else (value, at + 2, True)
    tens, unit = digits[size], digits[size + 1]
    if words[size] == _TEN:
        return value + 10 + max(unit, 0), at + size + 1 + (unit >= 0), hundreds
    if tens >= 0 and words[size + 1] == _TEN:
        unit = digits[size + 2]
        return value + tens * 10 + max(unit, 0), at + size + 2 + (unit >= 0), hundreds
    if tens >= 0 and (unit >= 0 or hundreds):
        return value + tens * 10 + max(unit, 0), at + size + 1 + (unit >= 0), hundreds
    return (value + max(tens, 0), at + size + (tens >= 0), hundreds)


def _ten(found: list[str], *, after: bool, unit: str) -> None:
    """`hai mươi sáu` is 26, `mười lăm` is 15."""
    if after and found and found[-1] != "0":
        found[-1] += unit
    else:
        found.append(f"1{unit}")


def _unit(tokens: Sequence[str], at: int) -> str:
    return _DIGITS.get(tokens[at], "0") if at < len(tokens) else "0"
