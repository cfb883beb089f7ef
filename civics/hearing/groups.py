"""The groups of residents that are named by their number: `tổ 5`, `tdp mười hai`, `tổ của nhà em là tổ 7`.

`to` without its mark is `tổ` only where its writer leaves out the marks: `nhà to 5 tầng` names none.
"""

from collections.abc import Sequence
from functools import lru_cache

from civics.hearing.spelling import Spelt, fits, spell

_NUMBERS = {
    "một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6, "bảy": 7,
    "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_ORDER = {"nhât": 1, "nhi": 2}  # only after `thứ`: `tổ nhất trí` names no group
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}
# What may be between `tổ` and its number if `số` or `là` is before the number: `tổ của nhà em là tổ 7`, `tổ tôi số 7`.
_WHOSE = frozenset({"cua", "nha", "toi", "tui", "em", "minh", "chau", "bac", "con", "ong", "ba", "chung", "ta"})
_NUMBER_COMES = frozenset({"so", "la", "number", "no"})
_CLEAR_NUMBERS = frozenset({"mot", "hai", "ba", "bon", "sau", "bay", "chin", "muoi"})  # `to lam` is `to lắm`
_NESTS = frozenset({"lam", "ong", "chim", "kien"})  # `ong làm tổ 2 hôm nay`
# After a number they tell how much or how old: `tô 5 nghìn`, `tớ 9 tuổi`.
_MEASURES = frozenset(
    {"nghin", "ngan", "trieu", "dong", "tuoi", "kg", "can", "lang", "tang", "met", "m", "cm", "nguoi om", "ban do"}
    | {"gio sang", "gio chieu", "gio toi", "gio dem", "gio ruoi", "gio khuya"}
)
_BIG = frozenset({"rat", "hoi", "kha", "mua", "gio", "lua", "tieng", "khoi"})  # `mua to 3 hom` is `mưa to`
_CHINESE_GROUP = frozenset("组組")  # after its number
HEADS = frozenset({"to", "tdp", "tdpho", "dp", "dan", "pho", "so", "group"})  # what may end a name for a group
_MOST_GROUPS = 40  # a higher number beside a group's counts houses or people


def numbers_of_groups(words: Sequence[Spelt], *, whole: bool) -> frozenset[int]:
    """The numbers of all groups that are named. If the message is only a number, that number.

    `whole`: the writer uses diacritics. A bare `to` before a number is then `to`, not `tổ`: `nhà to 5 tầng`.
    """
    heads = [at for at, each in enumerate(words) if each.bare in HEADS]
    groups = [at for at in heads if _is_group(words, at) and not (whole and _is_big(words, at))]
    found = {_number(words, _past_owner(words, at + 1)) for at in groups}
    found |= {number for at in groups for number in _more_numbers(words, at + 1)}
    found |= {_number(words, at - 1) for at in range(1, len(words)) if words[at].bare[:1] in _CHINESE_GROUP}
    if len(words) == 1 and words[0].bare.isdecimal() and words[0].bare == words[0].bare.lstrip("0")[:4]:
        found.add(int(words[0].bare))
    return frozenset(found - {0})


def _is_group(words: Sequence[Spelt], at: int) -> bool:
    """Whether the word ends a name for a group, so that its number follows: `tổ`, `tdp`, `tổ dân phố`, `group`."""
    each = words[at]
    before = words[at - 1].bare if at else ""
    if each.bare in ("tdp", "tdpho") or _says_group(each):
        return not _is_amount(words, at + 1) and not _is_other(each, before)
    match each.bare:
        case "dp":  # `tổ dp 8`
            return before == "to"
        case "dan":
            return before == "to" and _says_group(words[at - 1])
        case "pho":
            return before == "dan" and at >= 2 and words[at - 2].bare in ("to", "khu")
        case "so":
            return before in ("tdp", "to") or (before == "pho" and _is_group(words, at - 1))
    return each.bare == "group"


def _is_other(word: Spelt, before: str) -> bool:
    """Whether the word before makes it a nest or `to`: `ong làm tổ`, `mưa to`."""
    return word.bare == "to" and (before in _NESTS or (before in _BIG and not word.tone))


def _is_big(words: Sequence[Spelt], at: int) -> bool:
    """Whether the word has the letters of `to` without any mark, and more than itself and a number is said."""
    return words[at].letters == "to" and not words[at].tone and len(words) > 2


def _says_group(word: Spelt) -> bool:
    """Whether it is the word `tổ`, perhaps without its marks."""
    return word.bare == "to" and fits(word, spell("tổ")) and bool(word.tone or not word.marked)


def _more_numbers(words: Sequence[Spelt], at: int) -> Sequence[int]:
    """The group that is named with another one: `tổ 10, 11`, `tổ 3 và 4`."""
    first = words[at : at + 1]
    if not first or not first[0].bare.isdecimal():
        return ()
    after = at + 2 if at + 1 < len(words) and words[at + 1].bare == "va" else at + 1
    other = words[after].bare if after < len(words) else ""
    return [int(other)] if other.isdecimal() and int(first[0].bare[:4]) < int(other[:4]) <= _MOST_GROUPS else ()


def _is_amount(words: Sequence[Spelt], at: int) -> bool:
    after = [each.bare for each in words[at + 1 : at + 3]]
    return bool(after) and words[at].bare.isdecimal() and not _MEASURES.isdisjoint((after[0], " ".join(after)))


def _past_owner(words: Sequence[Spelt], at: int) -> int:
    """The place after words that tell whose group it is, if a number is announced there; else the same place."""
    after = at
    while after < len(words) and words[after].bare in _WHOSE:
        after += 1
    return after if after < len(words) and words[after].bare in _NUMBER_COMES else at


def _number(words: Sequence[Spelt], at: int) -> int:
    """The number that begins there, in digits or words; 0 for none."""
    ordinal = at < len(words) and words[at].bare == "thu"
    if ordinal or (at < len(words) and words[at].bare in _NUMBER_COMES):
        at += 1
    if at >= len(words):
        return 0
    each = words[at]
    if each.bare.isdecimal():
        return int(each.bare[:4])
    if ordinal and each.letters in _ORDER:
        return _ORDER[each.letters]
    return _ROMAN.get(each.letters, 0) or _in_words(words, at)


def _in_words(words: Sequence[Spelt], at: int) -> int:
    """`hai` is 2, `mười hai` 12, `hai mươi` 20; 0 for no number."""
    each = words[at]
    first = _digit(each) if each.marked or each.bare in _CLEAR_NUMBERS else 0
    second = _digit(words[at + 1]) if at + 1 < len(words) else 0
    if first == 10:
        return 10 + second % 10
    return first * 10 if second == 10 else first


def _digit(word: Spelt) -> int:
    return next((value for name, value in _numbers().items() if name.bare == word.bare and fits(word, name)), 0)


@lru_cache(maxsize=1)
def _numbers() -> dict[Spelt, int]:
    return {spell(name): value for name, value in _NUMBERS.items()}
