"""A question without personal data, before it leaves the ward for a language model. It rather masks too much."""

import re

from core.text import head

LONGEST = 300  # letters that may leave
_GONE = "…"
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-ỹ"
_NAME = rf"[{_UPPER}]\w*"
_TITLE = r"(?:ông|bà|anh|chị|em|cháu|con|bác|cô|chú|cậu|dì|thầy|bé|cụ|vợ|chồng|bố|mẹ)"
_MASKS = (
    re.compile(r"\S*@\S+|https?://\S+"),
    re.compile(r"\d(?:[\d .\-/]{0,30}\d)?(?=\D|$)"),  # every number: house, telephone, identity, day
    re.compile(r"(?i)\b(?:họ )?tên(?: (?:là|em|tôi|cháu))? (?:\w+ ?){1,5}"),
    re.compile(r"(?i)\b(?:tôi|em|cháu) là (?:\w+ ?){1,5}"),
    re.compile(rf"\b{_TITLE} {_NAME}(?: {_NAME})*"),
    re.compile(rf"\b{_NAME}(?: {_NAME})+"),
)


def masked(text: str) -> str:
    """The beginning of a question; numbers, addresses of the internet and what may be a name are `…`."""
    said = head(text, LONGEST)
    for each in _MASKS:
        said = each.sub(_GONE, said)
    return " ".join(said.split())
