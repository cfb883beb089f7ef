"""The language of a message, from its letters, diacritics and small words."""

import re
from collections.abc import Sequence

from civics.hearing.graph import Found
from civics.hearing.reading import Word
from civics.hearing.spelling import is_syllable

_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Vietnamese short forms of young people. They tell nothing about the language, least of all English.
_SHORT_FORMS = (
    "ad ae ak bh bik bit bt ck cmt dc dk dg hem hnay hok hq ib j k kb kg khum ko lm lun mk mn mng ms nc ntn oki pik r "
    "rep rui sdt stt tks thks thx tl ubnd uk vk vs vx wa z zay"
)
_TEENCODE = frozenset(_SHORT_FORMS.split())


def is_foreign(text: str) -> bool:
    """Whether the text holds letters of Chinese or Korean."""
    return not text.isascii() and bool(_HANGUL.search(text) or _HAN.search(text))


def language(text: str, line: Sequence[Word], said: Sequence[Found]) -> str:
    """The language of a text with its first reading and its signs: `vi`, `en`, `zh` or `ko`.

    It is Vietnamese when nothing tells, because most people here write it.
    """
    if _HANGUL.search(text):
        return "ko"
    if len(_HAN.findall(text)) >= 2:
        return "zh"
    spoken = [each for each in line if not each.is_mark and not each.bare.isdigit()]
    words = [each for each in spoken if each.bare not in _TEENCODE]
    if any(each.spelt.marked for each in words):
        return "vi"
    english = len({each.start for each in said if each.label == "lang.en"})
    foreign = sum(1 for each in words if not is_syllable(each.bare))
    shortened = len(spoken) > len(words)  # one English greeting among short forms is still Vietnamese
    return "en" if words and english > shortened and (english + foreign) * 2 > len(words) else "vi"
