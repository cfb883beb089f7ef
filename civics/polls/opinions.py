"""How an official answers an opinion, and when a closed consultation may be published.

Every opinion is accepted, or its refusal is explained, one by one (Luật 10/2022/QH15 Điều 25, 26: the duty is in the
text of the law; the table is our own form).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from civics.polls.rules import PollKind, PollState, rule

LONGEST_REPLY = 4_000  # characters
LONGEST_TEXT = 2_000  # characters of an opinion as it is published
LONGEST_TAG = 40
MOST_TAGS = 8  # of one group


_MAIL = re.compile(r"(?<!\S)\S+@\S+")  # begins only where a word begins, so that a long one is read once
_POINTERS = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<!\w)@\w{3,}"  # web addresses, names of accounts
    r"|(?<!\d)\+?\d(?:[ .\-]?\d){7,}(?!\d)"  # numbers of telephones, căn cước, bank accounts
)


class Answered(StrEnum):
    """How an opinion was answered."""

    ACCEPTED = "accepted"  # tiếp thu: the draft is changed
    EXPLAINED = "explain"  # giải trình: the draft stays, with the reason


@dataclass(frozen=True, slots=True)
class Readiness:
    """What must be done before publishing."""

    state: PollState
    kind: PollKind
    compared: bool  # nearly identical opinions were searched for
    unanswered: int


def unready(what: Readiness) -> tuple[str, ...]:
    """Why a consultation may not be published yet, as tails of `results.unready.*`. Empty when it may.

    The values: not_closed, comparing, unanswered. An informal consultation may be published with unanswered opinions,
    because no law asks for answers.
    """
    if what.state is not PollState.CLOSED:
        return ("not_closed",)
    found: list[str] = []
    if not what.compared:
        found.append("comparing")
    if what.unanswered and rule(what.kind).basis:
        found.append("unanswered")
    return tuple(found)


def unpointed(text: str) -> str:
    """The text without what certainly identifies a person: numbers of telephones and papers, e-mail and web addresses.

    It cannot recognise names: an official reads the text before it is published.
    """
    return _POINTERS.sub("…", _MAIL.sub("…", text))[:LONGEST_TEXT]


def best_worded(texts: Sequence[str]) -> str:
    """The shortest text among those with diacritics, of texts that say nearly the same."""
    marks = [sum(1 for letter in text if letter.isalpha() and not letter.isascii()) for text in texts]
    written = [text for text, number in zip(texts, marks, strict=True) if number >= 0.8 * max(marks)]
    return min(written, key=len)
