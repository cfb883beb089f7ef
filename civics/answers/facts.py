"""Questions about the ward itself: when it is open, where it is, whom to call, what is new, which drafts are open."""

import re
from collections.abc import Sequence
from enum import StrEnum

from civics.hearing.spelling import Spelt

_LONGEST = 14  # words: a longer message is about something else too
_HOUSE = r"(?:uy ban|ubnd|phuong|bo phan mot cua|mot cua|trung tam hanh chinh|tru so|co quan)"


class Fact(StrEnum):
    """What is asked of the ward itself."""

    RECEPTION = "reception"  # hours, place and telephone are together
    BULLETINS = "bulletins"
    POLLS = "polls"


_PATTERNS = (
    (
        Fact.RECEPTION,
        (
            rf"{_HOUSE}\b.*\b(?:lam viec|mo cua|tiep dan|nghi|dong cua)\b.*\b(?:may gio|gio nao|khi nao|den may)",
            rf"{_HOUSE}\b.*\b(?:may gio|gio nao|khi nao)\b.*\b(?:lam viec|mo cua|tiep dan|nghi|dong cua)",
            rf"(?:gio|lich) (?:lam viec|mo cua|tiep dan|tiep cong dan)\b.*\b{_HOUSE}",
            r"^(?:gio|lich) (?:lam viec|mo cua|tiep dan)\b.{0,20}$",
            rf"(?:thu bay|thu 7|chu nhat|cuoi tuan)\b.*\b{_HOUSE}?.*\b(?:co )?(?:lam viec|mo cua|lam khong)",
            rf"^{_HOUSE} (?:(?:o|nam) (?:dau|cho nao)|co lam|lam viec)",
            rf"dia chi (?:cua )?{_HOUSE}",
            rf"(?:so dien thoai|sdt|dien thoai|hotline|duong day nong) (?:cua )?{_HOUSE}",
        ),
    ),
    (
        Fact.BULLETINS,
        (
            r"(?:hom nay|tuan nay|moi) (?:phuong )?co (?:tin|thong bao|ban tin) gi",
            r"(?:tin|thong bao) moi cua phuong",
        ),
    ),
    (Fact.POLLS, (r"(?:phuong )?(?:dang )?lay y kien (?:gi|ve gi|nao|ve viec gi)", r"co du thao (?:gi|nao)")),
)  # fmt: skip
_FACTS = tuple((fact, tuple(map(re.compile, patterns))) for fact, patterns in _PATTERNS)


_CALLS = re.compile(
    r"\b(?:goi|bao|phan anh|lien he|lien lac|keu|nho|hoi|gap) (?:cho |voi |den |toi |len )?"
    r"(?:ai|dau|o dau|cho nao|so nao|so may|noi nao|so dien thoai nao|co quan nao|bo phan nao|don vi nao)\b"
)


def asks_whom_to_call(words: Sequence[Spelt]) -> bool:
    """Whether words ask to whom something is told: "đèn hỏng thì gọi ai"."""
    return _CALLS.search(" ".join(each.bare for each in words)) is not None


def fact(words: Sequence[Spelt]) -> Fact | None:
    """The fact of the ward that a short message asks for."""
    if not 0 < len(words) <= _LONGEST:
        return None
    text = " ".join(each.bare for each in words)
    return next((found for found, patterns in _FACTS if any(each.search(text) for each in patterns)), None)
