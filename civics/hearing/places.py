"""Where something is: the unit of the ward that is named, and the words that name a place.

Groups are named by their numbers (`civics.hearing.groups`). A hamlet's name may have l for n, tr for ch and the like
when `xóm` is before it. Nothing is guessed: `ao làng` is no Xóm Ao Lang, and a name that is also a common noun or a
street needs its `xóm` or its capitals.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from civics.hearing.graph import well_marked
from civics.hearing.groups import numbers_of_groups
from civics.hearing.reading import Word
from civics.hearing.spelling import Spelt, fits, spell
from civics.ward.units import Place

# Before a name they make it the name of a street, a school or a person: `đường Ngọc Lâm`, `anh Nam Sơn`.
_OTHERS = frozenset(
    {"duong", "pho", "truong", "ong", "ba", "anh", "chi", "co", "chu", "bac", "em", "thay", "chau", "cu", "nguyen"}
    | {"tran", "le", "pham", "hoang", "vu", "vo", "dang", "bui", "ngo", "ly", "dinh", "ha", "trinh", "mai", "dao"}
)
_FIRMS = frozenset({"quan", "hang", "cho", "cau", "ty", "tiem"})
_BEFORE_NAME = frozenset({"xom", "lang", "thon", "ap", "ban", "x", "hamlet", "village"})
_AT = frozenset(
    {"o", "tai", "ben", "khu", "trong", "dau", "cuoi", "dan", "ngoai", "duoi", "tren", "in", "at", "tu", "ve", "den"}
    | {"gan"}
)
_SOUNDS = (("tr", "ch"), ("gi", "d"), ("gi", "r"), ("d", "r"), ("l", "n"), ("s", "x"), ("qu", "w"), ("ph", "f"))
_NOUNS = frozenset(
    {"ben do", "ao lang", "mo da", "cay thi", "cay son", "lang phan", "nam son", "tan lap", "hung vuong", "khanh hoa"}
)
# Names of hamlets that are streets, towns or things elsewhere, but not after one of these words.
_HERE = {
    "nam son": frozenset({"o", "tai", "khu", "ben", "dan"}),
    "tan lap": frozenset({"o", "tai", "khu", "ben", "dan"}),
    "lang phan": frozenset({"o", "tai", "khu", "ben", "dan"}),
    "mo da": frozenset({"ben", "dan"}),
}
_ELSEWHERE = frozenset({"nam son", "tan lap", "hung vuong", "khanh hoa"})  # always written with capitals
_PLACES = (
    "ngõ ngách hẻm hẽm kiệt đường phố quốc_lộ ql số_nhà nhà_số cầu chợ cổng công_ty nhà_máy khu_công_nghiệp "
    "nhà_văn_hóa trạm_y_tế trạm_xá trạm nghĩa_trang sân_bóng sân chùa đình đền miếu nhà_thờ bến_xe bến ngã_ba ngã_tư "
    "trường_mẫu_giáo trường_mầm_non trường_tiểu_học trường_học trường quán_cơm quán_nước quán_phở quán_bún "
    "quán_cà_phê quán_karaoke quán_nhậu quán_net quán dốc đập hồ ao suối sông bờ_kè khu_trọ khu_tập_thể chung_cư tòa "
    "ký_túc_xá xưởng ủy_ban công_viên cây_xăng cây_đa gốc_đa km"
)
_SIDES = frozenset(
    {"trước", "sau", "cạnh", "gần", "đầu", "cuối", "giữa", "bên", "đối", "ngay", "sát", "dưới", "trên", "trong"}
    | {"ngoài", "cổng"}
)
_SPECIFIC = frozenset({"ngo", "ngach", "hem", "kiet", "so nha", "nha so", "km", "ql", "quoc lo"})
_MOST_WORDS, _MOST_SIDES = 5, 3


def unit(line: Sequence[Word], places: Iterable[Place], written: str = "") -> str:
    """The code of the one unit that a reading names; empty for none, or for several (then the caller asks).

    `written`: the message with its capitals. `Bến Đò` is a name where `bến đò` is none.
    """
    words = [each.spelt for each in line if not each.is_mark]
    numbers = numbers_of_groups(words, whole=well_marked(line))
    at: dict[str, list[int]] = {}
    for position, word in enumerate(words):
        at.setdefault(word.bare, []).append(position)
    called = [position + 1 for each in _BEFORE_NAME for position in at.get(each, ())]
    found = {
        place.code
        for place in places
        if _named(words, place, numbers=numbers, at=at, called=called) or _is_written(place, written, at)
    }
    return found.pop() if len(found) == 1 else ""


def _is_written(place: Place, written: str, at: Mapping[str, Sequence[int]]) -> bool:
    """Whether a hamlet's name that is also a common noun is written with capitals, and nothing else is called so."""
    words = _name(place.name)
    if words[0].bare not in at or " ".join([each.bare for each in words]) not in _NOUNS - _ELSEWHERE:
        return False
    name = place.name.partition(" ")[2]
    before = written.partition(name)[0].split() if name in written else ["?"]
    return name in written and (not before or spell(before[-1]).bare not in _OTHERS | _FIRMS)


def _named(
    words: Sequence[Spelt],
    place: Place,
    *,
    numbers: frozenset[int],
    at: Mapping[str, Sequence[int]],
    called: Sequence[int],
) -> bool:
    """Whether the words name the place: a group by its number, a hamlet by its name at the beginning or after `xóm`."""
    if place.kind == "to_dan_pho":
        number = place.code.rsplit("-", 1)[-1]
        return number.isdigit() and int(number) in numbers
    name = _name(place.name)
    begins = [*called, *at.get(name[0].bare, ())]
    return any(position + len(name) <= len(words) and _at(words, position, name) for position in begins)


@lru_cache(maxsize=1_024)
def _name(name: str) -> tuple[Spelt, ...]:
    words = tuple(spell(each) for each in name.split())
    return words[1:] if words[0].bare in _BEFORE_NAME and len(words) > 1 else words


def _at(words: Sequence[Spelt], at: int, name: Sequence[Spelt]) -> bool:
    there = words[at : at + len(name)]
    before = words[at - 1].bare if at else ""
    if before in _BEFORE_NAME and not (before == "ban" and words[at - 1].marked):
        return all(_sounds_like(typed, meant) for typed, meant in zip(there, name, strict=True))
    if not all(typed.bare == meant.bare and fits(typed, meant) for typed, meant in zip(there, name, strict=True)):
        return False
    return _means_the_place(words, there, name, before)


def _means_the_place(words: Sequence[Spelt], there: Sequence[Spelt], name: Sequence[Spelt], before: str) -> bool:
    """Whether the words of a name are used as that name here, not as usual nouns: `ao làng` is no Xóm Ao Làng."""
    written = " ".join(each.bare for each in name)
    marked = any(each.marked for each in there)
    if len(words) == len(name) or (marked and before in _HERE.get(written, ())):
        return True
    return written not in _NOUNS and before not in _OTHERS and (before in _AT or not before or marked)


def _sounds_like(typed: Spelt, meant: Spelt) -> bool:
    """Whether a typed word may be that word of a name, as people of the region say and write it."""
    if typed.bare == meant.bare:
        return fits(typed, meant) or typed.letters == meant.letters
    for one, other in _SOUNDS:
        for a, b in ((one, other), (other, one)):
            if typed.bare.startswith(a) and b + typed.bare[len(a) :] == meant.bare:
                return not typed.tone or typed.tone == meant.tone
    return False


@lru_cache(maxsize=1)
def _nouns() -> dict[str, tuple[tuple[Spelt, ...], ...]]:
    """The nouns of places by their first bare word, the longer ones first."""
    found: dict[str, list[tuple[Spelt, ...]]] = {}
    for each in _PLACES.split():
        noun = tuple(spell(word) for word in each.split("_"))
        found.setdefault(noun[0].bare, []).append(noun)
    return {first: tuple(sorted(nouns, key=len, reverse=True)) for first, nouns in found.items()}


@lru_cache(maxsize=1)
def _sides() -> dict[str, tuple[Spelt, ...]]:
    """The words for a side of a place, by their bare letters."""
    found: dict[str, tuple[Spelt, ...]] = {}
    for each in map(spell, sorted(_SIDES)):
        found[each.bare] = (*found.get(each.bare, ()), each)
    return found


def place(line: Sequence[Word]) -> str:
    """The words that name a place, as they were typed where that is known: `ngõ 12`, `cổng chợ`; empty for none."""
    words = [each.spelt for each in line if not each.is_mark]
    nouns = _nouns()
    best: tuple[int, int, int] | None = None
    for at, word in enumerate(words):
        size = _noun_at(words, at) if word.bare in nouns and not _is_lamp(words, at) else 0
        if not size:
            continue
        start, end = _widened(words, at, at + size)
        rank = 2 if " ".join(each.bare for each in words[at : at + size]) in _SPECIFIC else 1
        if end - start > size and (best is None or rank > best[0]):
            best = (rank, start, end)
    return " ".join(_written(each) for each in words[best[1] : best[2]]) if best else ""


def _noun_at(words: Sequence[Spelt], at: int) -> int:
    """The number of words of the place noun that begins there; 0 for none."""
    for noun in _nouns().get(words[at].bare, ()):
        there = words[at : at + len(noun)]
        if len(there) == len(noun) and all(_is_noun(t, m) for t, m in zip(there, noun, strict=True)):
            return len(noun)
    return 0


def _is_noun(typed: Spelt, meant: Spelt) -> bool:
    """Whether the word is that noun. One with its tone has its other marks too: `đèn` is no `đền`."""
    return typed.bare == meant.bare and fits(typed, meant) and (not typed.tone or typed.letters == meant.letters)


def _is_lamp(words: Sequence[Spelt], at: int) -> bool:
    """Whether `den` stands before `duong` without its marks: a street lamp, `đèn đường`, and no temple."""
    return [each.bare for each in words[at : at + 2]] == ["den", "duong"] and not words[at].marked


def _is_side(word: Spelt) -> bool:
    return any(fits(word, each) for each in _sides().get(word.bare, ()))


def _widened(words: Sequence[Spelt], start: int, end: int) -> tuple[int, int]:
    """The side before the noun, and a number or one more noun after it."""
    first = max(0, start - _MOST_SIDES)
    while start > first and _is_side(words[start - 1]):
        start -= 1
    while end < len(words) and end - start < _MOST_WORDS and (words[end].bare.isdigit() or _noun_at(words, end)):
        end += _noun_at(words, end) or 1
    return start, end


def _written(word: Spelt) -> str:
    return unicodedata.normalize("NFC", word.raw)
