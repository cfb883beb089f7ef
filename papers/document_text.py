"""The words in a document's bytes, for the gate that checks before anything is stored. It writes nothing."""

import re
import zipfile
from io import BytesIO

from core.text import unescaped

MOST_UNPACKED = 60_000_000  # bytes; a small archive may unpack to far more
_ENDS = re.compile(r"</(?:w:p|text:p|text:h|a:p|row|c|si|w:tr)>|<(?:w:br|w:cr|text:line-break)\b[^<>]*>")
_GAPS = re.compile(r"<(?:w:tab|text:tab|text:s)\b[^<>]*>")
_TAGS = re.compile(r"<[^<>]+>")
_BETWEEN = re.compile(r">(\s+)<")
_OFFICE = ("wordprocessingml", "spreadsheetml", "opendocument")


def text_of(mime: str, content: bytes) -> str | None:
    """The words, with headers, footers, text boxes and properties. None when the program cannot read them (a PDF).

    A picture gives an empty text.
    """
    if mime.startswith(("image/", "audio/", "video/")):
        return ""
    if mime == "text/plain":
        return content.decode("utf-8-sig", "replace")
    return _zipped(content) if any(each in mime for each in _OFFICE) else None


def _zipped(content: bytes) -> str | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = [each for each in packed.infolist() if each.filename.endswith(".xml")]
            if sum(each.file_size for each in parts) > MOST_UNPACKED:
                return None
            return "\n".join(words_of(packed.read(each).decode("utf-8", "replace")) for each in parts)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None


def words_of(xml: str) -> str:
    """The words of one part of a packed document."""
    lines = _GAPS.sub(" ", _ENDS.sub("\n", _BETWEEN.sub(_broken, xml)))
    return unescaped(_TAGS.sub("", lines))


def _broken(between: "re.Match[str]") -> str:
    """What white space between tags becomes: a program's layout (with a line end) is dropped, other space is kept."""
    return "><" if "\n" in between[1] else between[0]
