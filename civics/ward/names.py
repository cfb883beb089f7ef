"""Whether two spellings are the name of one person. Hòa and Hoa are two; hoà, hòa and HÒA are one."""

import re
import unicodedata

from core.text import normal

_LIKE_D = str.maketrans({"ð": "đ", "ɖ": "đ", "Ð": "đ", "Ɖ": "đ"})  # U+00F0 and U+0256 look the same as đ
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_EDGES = " .,;:-–_*"


def same_person(one: str, other: str) -> bool:
    """Whether two names differ only in capitals, the place of the tone (oà, òa), the form of đ, or spaces."""
    return one == other or key_of(one) == key_of(other)


def key_of(name: str) -> str:
    """The key that all spellings of a name share: the letters of each word without the tone, then its tone."""
    plain = _UNSEEN.sub("", normal(unicodedata.normalize("NFKC", name))).lower().translate(_LIKE_D)
    words = (each.strip(_EDGES) for each in plain.split())
    return " ".join(_word(each) for each in words if each)


def _word(word: str) -> str:
    apart = unicodedata.normalize("NFD", word)
    letters = unicodedata.normalize("NFC", "".join(each for each in apart if each not in _TONES))
    return letters + "".join(sorted(each for each in apart if each in _TONES))
