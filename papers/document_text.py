"""Extracts the words of a document, for the gate that checks a file before it is stored. It writes nothing.

Letters of old fonts are not converted: the gate itself tries every possible reading.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO

import pypdfium2
import xlrd
from pypdfium2 import raw

from core import legacy_text
from core.text import unescaped

MOST_UNPACKED = 60_000_000  # bytes; a small archive may unpack to far more
_MOST_PAGES = 1000
_DEEPEST = 3  # documents inside documents
_ENDS = re.compile(
    r"</(?:w:p|text:p|text:h|a:p|row|c|si|w:tr|p|div|tr|li|h\d)>|<(?:w:br|w:cr|text:line-break|br)\b[^<>]*>"
)
_GAPS = re.compile(r"<(?:w:tab|w:ptab|text:tab|text:s|td|th)\b[^<>]*>")
_TAGS = re.compile(r"<[^<>]+>")
_BETWEEN = re.compile(r">(\s+)<")
_OFFICE = ("wordprocessingml", "spreadsheetml", "presentationml", "opendocument")
_PLAIN = (".txt", ".htm", ".html", ".xhtml", ".xml", ".mht", ".mhtml")
_PICTURES = re.compile(r"(?:media|Pictures)/", re.IGNORECASE)
_INSIDE = re.compile(
    r"(?:embeddings|afchunk)|\.(?:docx|xlsx|pptx|rtf|doc|xls|pdf|bin|mht|mhtml|html?|xhtml|txt)$", re.IGNORECASE
)
_SHELL = re.compile(r"^(?:settings/|thumbnails/|mimetype$|META-INF/)|printerSettings|\.rels$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """The words of a document. `whole`: False when a part could not be read, such as a scanned page."""

    text: str
    whole: bool = True


def said(mime: str, content: bytes) -> Said | None:
    """The words, with headers, footers, text boxes, properties and documents inside. None when nothing can be read.

    A picture, a sound or a video has no words that a program can read: the result is an empty text that is not whole.
    """
    if mime.startswith(("image/", "audio/", "video/")):
        return Said("", whole=False)
    if content.lstrip()[:5] == b"{\\rtf":  # RTF writes letters as codes; the name of the file does not matter
        return None
    if mime == "text/plain":
        found = legacy_text.decoded(content)
        return None if found is None else Said(_raw(content) if found.legacy else found.text)
    if mime == "application/pdf":
        return _pdf(content)
    if mime == "application/vnd.ms-excel":
        return _old_sheets(content)
    return _zipped(content) if any(each in mime for each in _OFFICE) else None


def _raw(content: bytes) -> str:
    """The bytes of an old code page as Windows-1252 letters, of which the gate tries every reading."""
    return content.decode("cp1252", "replace")


def _pdf(content: bytes) -> Said | None:
    try:
        document = pypdfium2.PdfDocument(content)
        read = [_page(page) for page in map(document.get_page, range(min(len(document), _MOST_PAGES)))]
    except pypdfium2.PdfiumError:
        return None
    whole = len(read) == len(document) and all(each.whole for each in read)
    text = "\n".join(each.text for each in read)
    return Said(text, whole=whole) if text.strip() else None


def _page(page: pypdfium2.PdfPage) -> Said:
    """The words of a page. A page without words is a scan; a picture beside words may be a stamp."""
    text = page.get_textpage().get_text_bounded()
    pictures = any(True for _ in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)))
    return Said(text, whole=bool(text.strip()) and not pictures)


def _old_sheets(content: bytes) -> Said | None:
    """The cells of an .xls. Its headers, text boxes and pictures are not read, so the result is never whole."""
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=StringIO())
        cells = (str(each.value) for sheet in book.sheets() for row in sheet.get_rows() for each in row)
        return Said("\n".join(each for each in cells if each), whole=False)
    except xlrd.XLRDError:  # any other error is caught by the process that calls
        return None


def _zipped(content: bytes, depth: int = 0) -> Said | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            entries = [each for each in packed.infolist() if not each.is_dir() and not _SHELL.search(each.filename)]
            if sum(each.file_size for each in entries) > MOST_UNPACKED:
                return None
            parts = list(_parts(packed, entries, depth))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return None
    text = "\n".join(each.text for each in parts)
    pictures = any(_PICTURES.search(each.filename) for each in entries)  # one may be a scanned page, or a stamp
    return Said(text, whole=all(each.whole for each in parts) and not pictures)


def _parts(packed: zipfile.ZipFile, entries: list[zipfile.ZipInfo], depth: int) -> Iterator[Said]:
    for each in entries:
        if each.filename.endswith(".xml"):
            yield Said(words_of(_decoded(packed.read(each))))
        elif _INSIDE.search(each.filename):
            yield _inside(each.filename, packed.read(each), depth)


def _inside(name: str, content: bytes, depth: int) -> Said:
    """A document inside the document."""
    if content.startswith(b"PK\x03\x04") and depth < _DEEPEST:
        return _zipped(content, depth + 1) or Said("", whole=False)
    if content.startswith(b"%PDF-"):
        return _pdf(content) or Said("", whole=False)
    found = legacy_text.decoded(content) if name.lower().endswith(_PLAIN) else None
    return Said("", whole=False) if found is None else Said(words_of(_raw(content) if found.legacy else found.text))


def _decoded(xml: bytes) -> str:
    return xml.decode("utf-16" if xml.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "replace")


def words_of(xml: str) -> str:
    """The words of one part of a packed document."""
    lines = _GAPS.sub(" ", _ENDS.sub("\n", _BETWEEN.sub(_broken, xml)))
    return unescaped(_TAGS.sub("", lines))


def _broken(between: "re.Match[str]") -> str:
    """Replace white space between tags: a program's indentation (with a line end) is dropped, other space is kept."""
    return "><" if "\n" in between[1] else between[0]
