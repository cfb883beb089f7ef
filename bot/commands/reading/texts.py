"""The words of a file of plain text."""

from core import legacy_text
from core.text import normal


def words_of(content: bytes) -> str:
    """The text in its normal form: UTF-8, UTF-16 with its mark, else TCVN3, VNI or windows-1258 by its letters.

    A text of UTF-8 that was typed with an old font is converted too.
    """
    found = legacy_text.decoded(content)
    if found is None:
        return normal(_guessed(content))
    return normal(found.text if found.legacy else legacy_text.recognised(found.text).text)


def _guessed(content: bytes) -> str:
    """The text where no letters tell: UTF-16 that is cut off, else windows-1258, else what UTF-8 can read of it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("cp1258")
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace")
