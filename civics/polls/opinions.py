"""What an official makes of an opinion, and when a closed consultation may be published.

Every opinion is taken on board or explained, item by item (Luật 10/2022/QH15 Điều 25, 26: the duty is in the text; the
form of the table is our advice).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from civics.polls.rules import PollKind, PollState, rule

LONGEST_REPLY = 4_000  # characters
LONGEST_TEXT = 2_000  # of an opinion as everybody reads it
LONGEST_TAG = 40
MOST_TAGS = 8  # of one group


_MAIL = re.compile(r"(?<!\S)\S+@\S+")  # from where a word begins, so that a long one is read once
_POINTERS = re.compile(
    r"https?://\S+|\bwww\.\S+|(?<!\w)@\w{3,}"  # addresses of pages, of accounts
    r"|(?<!\d)\+?\d(?:[ .\-]?\d){7,}(?!\d)"  # telephone, căn cước, bank account
)


class Answered(StrEnum):
    """How an opinion was answered."""

    ACCEPTED = "accepted"  # tiếp thu: the draft changes
    EXPLAINED = "explain"  # giải trình: it stays, and why


@dataclass(frozen=True, slots=True)
class Readiness:
    """What publishing waits for."""

    state: PollState
    kind: PollKind
    compared: bool  # near-identical opinions were found
    unanswered: int


def unready(what: Readiness) -> tuple[str, ...]:
    """Why a consultation may not be published yet: tails of `results.unready.*`; empty when it may.

    not_closed, comparing, unanswered. An informal one may be published with opinions unanswered: no law asks for it.
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
    """The text without what surely points at a person: numbers of telephones and papers, addresses of mail and pages.

    Names it cannot know: an official reads the text before anybody else does.
    """
    return _POINTERS.sub("…", _MAIL.sub("…", text))[:LONGEST_TEXT]


def best_worded(texts: Sequence[str]) -> str:
    """Of texts that say nearly the same, the shortest of those that are written with their marks."""
    marks = [sum(1 for letter in text if letter.isalpha() and not letter.isascii()) for text in texts]
    written = [text for text, number in zip(texts, marks, strict=True) if number >= 0.8 * max(marks)]
    return min(written, key=len)
