"""The words of a file of plain text."""

from core.text import normal

_ENCODINGS = ("utf-8-sig", "cp1258")


def words_of(content: bytes) -> str:
    """The text in its normal form: UTF-8, UTF-16 with its mark, else windows-1258."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return normal(content.decode("utf-16", "replace"))
    for encoding in _ENCODINGS:
        try:
            return normal(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    return normal(content.decode("utf-8", "replace"))
