"""Small things that people say beside an answer: a nod, "I have no photo", an address."""

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


def adds_nothing(text: str) -> bool:
    """Whether the words say nothing about the matter: a nod, thanks, or that there is no photo."""
    return text.strip(" .。!~") in _LETTERS or all(each in _WORDS for each in folded_words(text))


def is_address(text: str) -> bool:
    """Whether the words are only a place: `ngõ 12 cạnh chợ`, `số 7 ngách 3`."""
    words = folded_words(text)
    if not 0 < len(words) <= _MOST_WORDS:
        return False
    place = max((places.place(line) for line in lines_of(text)), key=len, default="")
    return bool(place) and 2 * len(folded_words(place)) >= len(words)
