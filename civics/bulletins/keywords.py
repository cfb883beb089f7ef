"""The words that a bulletin asks people to send, such as QUYUOC or HOP12.

Different ways of typing one word are equal.
"""

from core.text import fold

LONGEST = 16
SHORTEST = 3
RESERVED = frozenset({"TIN"})  # the word that always brings the bulletins that were kept


def keyword(text: str) -> str:
    """The word in capitals, without diacritics, signs and spaces, at most 16 letters and digits:

    `Quy ước` gives QUYUOC.
    """
    return "".join(c for c in fold(text).upper() if c.isascii() and c.isalnum())[:LONGEST]


def may_be(text: str) -> str:
    """The keyword that a whole message may be. Empty when the message is too short or is a sentence."""
    if len(text) > 2 * LONGEST or len(text.split()) > 4:
        return ""
    found = "".join(c for c in fold(text).upper() if c.isascii() and c.isalnum())
    return found if SHORTEST <= len(found) <= LONGEST else ""
