"""A question without the name and the telephone number with which somebody introduces themselves.

They say nothing about what is asked, and would be taken for words of it. Nothing of them is kept.
"""

import re

from civics.answers.masking import ANY_FAMILY

_TELEPHONE = re.compile(
    r"(?:\b(?:s[đd]t|[đd]t|zalo|[đd]iện thoại|dien thoai|số điện thoại|so dien thoai|phone)\b[\s:.]*(?:là |la )?)?"
    r"(?<!\d)(?:\+84|0)\d(?:[ .]?\d){7,9}(?!\d)",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(?P<hello>(?:\W|\b(?:dạ|da|em|cháu|chau|xin|kính|kinh|chào|chao|thưa|thua|phường|phuong|cán|can|bộ|bo|ạ|a)\b)*?)"
    r"\b(?:tôi|toi|tui|em|cháu|chau|con|mình|minh|bác|bac|tên|ten)\s+(?:(?:tôi|toi|em|cháu|chau)\s+)?"
    rf"(?:(?:là|la|tên|ten)\s+)+(?:{ANY_FAMILY})(?:\s+[^\W\d]+){{1,4}}?"
    r"\s*(?:[,.;:\n–-]+|(?=\b(?:xin|cho|muốn|muon|cần|can|hỏi|hoi)\b))\s*",
    re.IGNORECASE,
)
_LONGEST = 400  # letters: a longer message is a story, and who tells it may matter
_LEAST = 3  # words that must be left


def without_introduction(text: str) -> str:
    """The text without who asks and their number, where a question is left behind them."""
    if len(text) > _LONGEST:
        return text
    left = _NAME.sub("", _TELEPHONE.sub(" , ", text), count=1).strip(" ,.;:\n")
    return left if len(left.split()) >= _LEAST else text
