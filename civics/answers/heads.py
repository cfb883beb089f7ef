"""Who leads a group or hamlet: one record for each, found by the unit that a question names and not by the search."""

import re
from collections.abc import Mapping, Sequence

from civics.answers.records import Record
from civics.hearing.hear import Heard
from civics.hearing.spelling import Spelt
from civics.hearing.wishes import Wish
from core.text import fold, folded_words

PREFIX = "x-to-truong-"
_LONGEST = 14  # words
_HEAD = r"(?:to truong|truong xom|truong thon|truong ban|truong to|xom truong)"
_ASKS = re.compile(
    rf"\b(?:ai|ten|sdt|so dien thoai|dien thoai|so|lien he|lien lac|gap) .*\b{_HEAD}\b|"
    rf"\b{_HEAD}\b.* (?:ai|ten gi|ten la gi|so dien thoai|sdt|so may|dien thoai)\b"
)
_USUAL = (
    "to truong xom thon ban dan pho so tdp khu ai ten sdt dien thoai lien he lac gap lam hien tai nay gio la gi may "
    "cho xin hoi em toi minh bac chau muon biet can vay the a oi voi duoc cua o va nhe nhi ha ad dang phuong"
)
_ASIDE = frozenset(_USUAL.split())  # all words of a question that asks for a head and nothing more


def key_of(unit_code: str) -> str:
    """The key of the record of a unit's head."""
    return PREFIX + re.sub(r"[^a-z0-9]+", "-", fold(unit_code)).strip("-")[:28]


def wanted(words: Sequence[Spelt], heard: Heard, heads: Mapping[str, Record]) -> str | None:
    """The key of the record for which a message asks; empty when it names no unit; None when it asks for no head.

    A complaint about a head, or a longer story, is no such question.
    """
    text = " ".join(each.bare for each in words)
    if len(words) > _LONGEST or heard.wish is not Wish.QUESTION or heard.kind or not _ASKS.search(text):
        return None
    key = key_of(heard.unit) if heard.unit else ""
    named = set(folded_words(heads[key].name)) if key in heads else set()
    tells = any(each.bare not in _ASIDE | named and not each.bare.isdecimal() for each in words)
    return None if tells else key
