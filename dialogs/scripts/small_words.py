"""Small things that people say beside an answer: a nod, "I have no photo", an address, a correction."""

import re

from civics.hearing import places
from civics.hearing.signs import lines_of
from core.text import folded_words

_NO = ("khong", "ko", "k", "chua", "het", "thoi", "vay", "no", "none", "nothing", "skip")
_THEN = ("co", "anh", "hinh", "chup", "duoc", "nua", "gi", "them", "roi", "bo", "qua", "photo", "photos", "the", "xong")
_NODS = ("da", "vang", "u", "uh", "ok", "oke", "cam", "on", "thanks", "thank", "you", "hieu", "nghe")
_POLITE = (
    *("a", "nhe", "nha", "chau", "em", "con", "bac", "co", "chu", "anh", "chi", "oi", "thua", "cho", "voi", "dau"),
    *("day", "toi", "minh", "ban", "phuong", "ad", "ong", "ba"),
)
_WORDS = frozenset((*_NO, *_THEN, *_NODS, *_POLITE))
_LETTERS = ("没有", "没有照片", "谢谢", "好的", "없어요", "사진 없어요", "감사합니다", "네")
_MOST_WORDS = 12  # of an address
_LONGEST = 300  # letters of a correction; a longer text tells a story
_MOST_OF_A_GROUP = 5  # words: `ở tổ dân phố 12`
# "Nhầm, tổ 12 mới đúng". The words for a mistake are common in other senses, so they count only beside a place.
_MISTAKE = re.compile(
    r"\b(?:nham|noi (?:lon|sai)|ghi sai|go sai|sua (?:lai|thanh)|doi (?:lai|thanh)|moi dung|dung ra|chinh xac|"
    r"(?:khong|ko|k|hong) phai|y (?:toi|em|chau|con|bac|minh|co|chu) la|a (?:khong|ko|quen)|quen mat|"
    r"sorry|i mean|wrong|mistake|correction)\b"
)
_DENIED = re.compile(
    r"(?:ch[ứu]\s+)?\b(?:không|khong|ko|k|hông|hong)\s+ph[ảa]i\b[^,.;\n]*?(?=[,.;\n]|\s(?:mà|ma|nhưng|nhung|là|la)\s|$)",
    re.IGNORECASE,
)


def adds_nothing(text: str) -> bool:
    """Whether the words say nothing about the matter: a nod, thanks, or that there is no photo."""
    return text.strip(" .。!~") in _LETTERS or all(each in _WORDS for each in folded_words(text))


def is_address(text: str) -> bool:
    """Whether the words are only a place: `ngõ 12 cạnh chợ`, `số 7 ngách 3`."""
    words = folded_words(text)
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    place = place_in(text)
    return bool(place) and 2 * len(folded_words(place)) >= len(words)


def place_in(text: str) -> str:
    """The longest name of a place in the words; empty for none."""
    return max((places.place(line) for line in lines_of(text)), key=len, default="")


def correction(text: str) -> str:
    """What words that correct a place or a group say now, without what they deny; empty if they correct nothing.

    `không phải tổ 11 mà là tổ 12` says group 12. A group alone, `tổ 12 ạ`, corrects the one before.
    """
    if len(text) > _LONGEST:
        return ""
    words = folded_words(text)
    said = [each for each in words if each not in _POLITE]
    if 0 < len(said) <= _MOST_OF_A_GROUP and any(each.isdecimal() for each in said) and _is_group(said):
        return text
    return _DENIED.sub(" ", text) if _MISTAKE.search(" ".join(words)) else ""


def _is_group(words: list[str]) -> bool:
    at = next((place for place, each in enumerate(words) if each in ("to", "tdp")), len(words))
    before, after = words[:at], words[at + 1 :]
    return set(before) <= {"o", "tai", "la", "thuoc"} and all(
        each in ("dan", "pho", "so", "dp") or each.isdecimal() for each in after
    )
