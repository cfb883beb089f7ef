"""Kinds of danger to life, and the numbers to call. `civics.hearing.urgency` recognises them in words.

Numbers 111 to 115: 111 child protection, 112 search and rescue, 113 police, 114 fire and rescue, 115 ambulance.
Confidence: recalled; these numbers are well known in Viet Nam.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

_WORDS = re.compile(r"[^\W_]+")


class Emergency(StrEnum):
    """What may be happening."""

    FIRE = "fire"
    FLOOD = "flood"
    VIOLENCE = "violence"
    MEDICAL = "medical"
    GAS = "gas"
    CHILD = "child"
    SELF = "self"  # a person means to harm themselves
    HOME = "home"  # violence by somebody of the same household


# For these kinds, the first words on the screen must reveal nothing: the dangerous person may hold the phone.
QUIET = frozenset({Emergency.SELF, Emergency.CHILD, Emergency.HOME})
_LOUD = frozenset({Emergency.FIRE, Emergency.FLOOD, Emergency.GAS})  # here seconds count more than secrecy

_NUMBERS = {
    Emergency.FIRE: ("114",), Emergency.FLOOD: ("114", "112"), Emergency.VIOLENCE: ("113",),
    Emergency.MEDICAL: ("115",), Emergency.GAS: ("114",), Emergency.CHILD: ("111",), Emergency.SELF: ("115",),
    Emergency.HOME: ("113",),
}  # fmt: skip


def numbers(spotted: Iterable[Emergency]) -> tuple[str, ...]:
    """The numbers to call, each once, the most suitable first."""
    kinds = set(spotted)
    return tuple(dict.fromkeys(number for each in Emergency if each in kinds for number in _NUMBERS[each]))


def quiet(spotted: Iterable[Emergency]) -> Emergency | None:
    """The kind that needs its own calm words, which reveal nothing on a locked screen; None for other kinds."""
    kinds = set(spotted)
    return None if kinds & _LOUD else next((each for each in Emergency if each in kinds & QUIET), None)


def at_home(spotted: frozenset[Emergency], text: str) -> frozenset[Emergency]:
    """The kinds, with violence in the household as a kind of its own. Violence by a stranger is not HOME."""
    if not spotted & {Emergency.VIOLENCE, Emergency.HOME}:
        return spotted
    words = f" {' '.join(_WORDS.findall(text.lower()))} "
    if any(f" {each} " in words for each in _STRANGERS):
        return spotted - {Emergency.HOME} | {Emergency.VIOLENCE}
    return spotted - {Emergency.VIOLENCE} | {Emergency.HOME} if _kin(text, words) else spotted


def _kin(text: str, words: str) -> bool:
    """Whether the words name members of a household. `words`: in small letters, between single spaces."""
    named = _BARE_KIN + _KIN if text.isascii() else _KIN
    return any(f" {each} " in words for each in named) or any(each in text for each in _KIN_LETTERS)


# Words for members of a household, with and without diacritics, and in other languages.
_KIN = (
    "chồng", "vợ", "bố", "ba tôi", "cha tôi", "mẹ", "dượng", "mẹ kế", "dì ghẻ", "bố chồng", "mẹ chồng", "anh trai",
    "con trai tôi", "ông ấy nhà tôi", "nhà em", "người yêu", "bạo lực gia đình", "bạo hành gia đình",
    "my husband", "my wife", "my father", "my dad", "my mother", "my boyfriend", "my girlfriend", "my son",
    "my partner", "domestic violence", "her husband",
)  # fmt: skip
_BARE_KIN = (
    "chong", "chong toi", "vo toi", "vo chong", "bo toi", "bo em", "bo chau", "cha toi", "me toi", "bo chong",
    "me chong", "bao luc gia dinh", "bao hanh gia dinh", "con trai toi", "nguoi yeu toi", "nguoi yeu em",
)  # fmt: skip
_STRANGERS = ("cướp", "trộm", "kẻ lạ", "người lạ", "hàng xóm", "cuop", "trom", "nguoi la", "stranger", "robber")
_KIN_LETTERS = (
    "老公",
    "丈夫",
    "老婆",
    "妻子",
    "爸爸",
    "父亲",
    "家暴",
    "男友",
    "남편",
    "아내",
    "아버지",
    "아빠",
    "가정폭력",
    "남자친구",
)
