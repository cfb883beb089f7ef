"""Which language a message is in, from its letters, marks and small words."""

import re

from civics.hearing.signs import Signs
from civics.hearing.spelling import is_syllable

_HANGUL = re.compile(r"[\uac00-\ud7af\u1100-\u11ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def language(text: str, heard: Signs) -> str:
    """`vi`, `en`, `zh` or `ko`; Vietnamese when nothing tells, since most people here write it."""
    if _HANGUL.search(text):
        return "ko"
    if len(_HAN.findall(text)) >= 2:
        return "zh"
    words = [each for each in heard.line if not each.is_mark and not each.bare.isdigit()]
    if any(each.spelt.marked for each in words):
        return "vi"
    english = heard.covered("lang.en")
    foreign = sum(1 for each in words if not is_syllable(each.bare))
    return "en" if words and english and (english + foreign) * 2 > len(words) else "vi"
