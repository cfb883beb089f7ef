"""The words that a bulletin asks people to send: QUYUOC, HOP12; however they are typed, they are the same."""

from core.text import fold

LONGEST = 16
SHORTEST = 3
RESERVED = frozenset({"TIN"})  # what always brings what waits


def keyword(text: str) -> str:
    """The word in capitals without diacritics, signs and spaces, at most 16 letters and digits: `Quy ước` is QUYUOC."""
    return "".join(c for c in fold(text).upper() if c.isascii() and c.isalnum())[:LONGEST]


def may_be(text: str) -> str:
    """The keyword that a whole message may be; empty for one that is too short or a sentence of its own."""
    if len(text) > 2 * LONGEST or len(text.split()) > 4:
        return ""
    found = "".join(c for c in fold(text).upper() if c.isascii() and c.isalnum())
    return found if SHORTEST <= len(found) <= LONGEST else ""
