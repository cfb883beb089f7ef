"""A question without personal data, before it leaves the ward for a language model. It rather masks too much."""

import re

from core.text import head

LONGEST = 300  # letters that may leave
_GONE = "…"
_UPPER = "A-ZÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯẠ-ỹ"
_NAME = rf"[{_UPPER}]\w*"
_TITLE = r"(?:ông|bà|anh|chị|em|cháu|con|bác|cô|chú|cậu|dì|thầy|bé|cụ|vợ|chồng|bố|mẹ)"
# Families whose name is hardly another word, and those that are one unless "văn" or "thị" follows ("lệ phí", "hồ sơ").
_FAMILY = r"(?:nguyễn|nguyen|trần|tran|phạm|pham|huỳnh|huynh|hoàng|hoang|võ|vũ|đặng|trịnh|đinh|phùng|lương)"
ANY_FAMILY = (
    rf"(?:{_FAMILY}|lê|le|phan|vo|vu|dang|bùi|bui|đỗ|do|hồ|ho|ngô|ngo|dương|duong|lý|ly|đào|dao|mai|hà|ha|tô|to|cao)"
)
_MASKS = (
    re.compile(r"\S*@\S+|https?://\S+"),
    re.compile(r"\d(?:[\d .\-/]{0,30}\d)?(?=\D|$)"),  # every number: house, telephone, identity, day
    re.compile(r"(?i)\b(?:họ )?tên(?: (?:là|em|tôi|cháu))? (?:\w+ ?){1,5}"),
    re.compile(r"(?i)\b(?:tôi|em|cháu) là (?:\w+ ?){1,5}"),
    re.compile(rf"\b{_TITLE} {_NAME}(?: {_NAME})*"),
    re.compile(rf"\b{_NAME}(?: {_NAME})+"),
    re.compile(rf"(?i)\b{ANY_FAMILY} (?:văn|van|thị|thi)(?: \w+){{1,2}}"),
    re.compile(rf"(?i)\b{_FAMILY}(?: \w+){{1,3}}"),
)


def masked(text: str) -> str:
    """The beginning of a question; numbers, addresses of the internet and what may be a name are `…`."""
    said = head(text, LONGEST)
    for each in _MASKS:
        said = each.sub(_GONE, said)
    return " ".join(said.split())
