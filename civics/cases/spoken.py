"""Case codes as people say them aloud: `lờ sờ hai sáu bốn tám hai chín một ba`, `LS hai mươi sáu gạch …`.

Only what follows the ward's own letters, said or written, is read as digits. `lo sợ hai …` is no code: letters that are
said need all eight digits behind them, or the word for a code before them.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from core.text import fold

_TOKEN = re.compile(r"[a-z]+|\d+")
_DIGITS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "nham": "5",
    "sau": "6", "bay": "7", "tam": "8", "chin": "9", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4",
    "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_TEN = "muoi"  # `mười` before a digit, `mươi` after one
_BETWEEN = frozenset({"gach", "ngang", "noi", "tru", "cham", "cheo", "xuyet", "so", "roi", "dash", "slash"})
_NAMES = {  # how the letters are said, without diacritics
    "A": "a", "B": "be bo", "C": "xe co se", "D": "de do", "E": "e", "G": "gie go", "H": "hat ho", "I": "i", "K": "ca",
    "L": "lo el e_lo en_lo elo enlo", "M": "em mo e_mo em_mo", "N": "en no e_no en_no", "O": "o", "P": "pe po",
    "Q": "quy cu", "R": "ro e_ro", "S": "so et es et_so ess", "T": "te to", "U": "u", "V": "ve vo",
    "X": "ich xo ich_xo", "Y": "y i",
}  # fmt: skip
_CALLED = frozenset({"ma", "so", "phieu", "code"})
_CALLED_WITHIN = 6  # tokens before the letters
_ALL, _LEAST = 8, 3  # digits: the year and all of the number; the year and one
_TRIES = 50  # places where the letters may begin
_MOST = 24  # tokens of digits and what is between them


NUMBER_WORDS = frozenset({*_DIGITS, _TEN, *_BETWEEN, *" ".join(_NAMES.values()).replace("_", " ").split()})


def said_groups(text: str, prefix: str) -> list[str]:
    """The groups of digits that are said behind the ward's letters: the year, then the number; empty for none."""
    tokens = _TOKEN.findall(fold(text))
    begins = _begins(prefix)
    starts = (at for at, token in enumerate(tokens) if token in begins)
    for at in islice(starts, _TRIES):
        size, said = _letters(tokens, at, prefix)
        if not size or not _is_number(tokens, at + size):
            continue
        groups = _groups(tokens[at + size : at + size + _MOST])
        called = not _CALLED.isdisjoint(tokens[max(0, at - _CALLED_WITHIN) : at])
        if sum(map(len, groups)) >= (_ALL if said and not called else _LEAST):
            return groups
    return []


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


def _letters(tokens: Sequence[str], at: int, prefix: str) -> tuple[int, bool]:
    """How many tokens spell the letters there, and whether they are said instead of written; 0 for none."""
    if tokens[at] == prefix.lower():
        return 1, False
    size, said = 0, False
    for letter in prefix:
        name = _name(tokens, at + size, letter)
        said = said or name[1]
        size += name[0]
        if not name[0]:
            return 0, False
    return size, said


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
    for at, each in enumerate(tokens):
        if each in _BETWEEN:
            continue
        if each == _TEN:
            _ten(found, after=at > 0 and tokens[at - 1] in _DIGITS, unit=_unit(tokens, at + 1))
        elif each in _DIGITS and at > 0 and tokens[at - 1] == _TEN:
            continue  # it was read with its ten
        elif each in _DIGITS or each.isdigit():
            found.append(_DIGITS.get(each, each))
        else:
            break
    return found


def _ten(found: list[str], *, after: bool, unit: str) -> None:
    """`hai mươi sáu` is 26, `mười lăm` is 15."""
    if after and found and found[-1] != "0":
        found[-1] += unit
    else:
        found.append(f"1{unit}")


def _unit(tokens: Sequence[str], at: int) -> str:
    return _DIGITS.get(tokens[at], "0") if at < len(tokens) else "0"
