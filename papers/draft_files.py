"""Reads the paragraphs from the bytes of an uploaded draft.

`read_apart` does it in a process of its own, so that live chats do not become slow. `python -m papers.draft_files NAME`
reads the bytes and writes JSON.
"""

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from civics.polls.draft import Paragraph, Part, RefusedDraftError, plain_paragraphs
from papers.word_numbers import Numbers
from storage.media import subprocesses

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000  # bytes; a small .docx may unpack to far more
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_NO_WORDS = {qn(f"w:{tag}") for tag in ("pPr", "rPr", "del", "moveFrom", "drawing", "pict", "object", "instrText")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_MARKS = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_TO_CONVERT = ("pdf", "odt", "doc")


def read_apart(name: str, content: bytes) -> tuple[Paragraph, ...]:
    """Like `read_draft_file`, in a process of its own.

    Raises RefusedDraftError, also with slow: longer than a minute.
    """
    if len(content) > MOST_BYTES:
        raise RefusedDraftError("too_big")
    kind = f"draft.{name.rpartition('.')[2]}" if "." in name else "draft"
    try:  # only the ending of the name is passed on
        told = json.loads(subprocesses.run("papers.draft_files", kind, given=content, bounds=subprocesses.DOCUMENTS))
    except subprocesses.ChildFailedError as error:
        raise RefusedDraftError("slow" if error.how == "slow" else "broken") from error
    if "refused" in told:
        raise RefusedDraftError(told["refused"])
    return tuple(Paragraph(text, Part(part), auto) for text, part, auto in told["paragraphs"])


def _apart(name: str) -> None:
    subprocesses.hold(subprocesses.DOCUMENTS)
    try:
        found = read_draft_file(name, sys.stdin.buffer.read())
    except RefusedDraftError as error:
        told: dict[str, object] = {"refused": error.reason}
    except MemoryError:
        told = {"refused": "too_big"}
    else:
        told = {"paragraphs": [[each.text, each.part.value, each.auto] for each in found]}
    sys.stdout.write(json.dumps(told))


def read_draft_file(name: str, content: bytes) -> tuple[Paragraph, ...]:
    """The paragraphs of a .docx or .txt in order, tables row by row; headers and footers are not read.

    Its bytes decide the type, not its name. Raises RefusedDraftError: too_big, pdf, odt, doc (each has a sentence that
    says how to convert), locked (a password), encoding (not Unicode), empty, scan (pictures only), bad_type, broken.
    The file's text does not contain numbers that Word computes; they are in `Paragraph.auto`.
    """
    if len(content) > MOST_BYTES:
        raise RefusedDraftError("too_big")
    kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if kind in ("docx", "txt", *_TO_CONVERT):
        kind = _true_kind(content) or kind
    if kind in (*_TO_CONVERT, "locked"):
        raise RefusedDraftError(kind)
    if kind == "docx":
        return _word(content)
    if kind == "txt":
        return plain_paragraphs(_decoded(content))
    raise RefusedDraftError("bad_type")


def _true_kind(content: bytes) -> str:
    """The type by the first bytes, whatever the file's name; empty where they are no known type."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(_OLD_OFFICE):  # Word puts a file with a password into the old format
        return "locked" if "EncryptedPackage".encode("utf-16-le") in content else "doc"
    if content.startswith(b"PK\x03\x04") and b"mimetypeapplication/vnd.oasis.opendocument" in content[:200]:
        return "odt"
    return ""


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedDraftError("encoding") from error


def _word(content: bytes) -> tuple[Paragraph, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise RefusedDraftError("too_big")
            if any(each.flag_bits & 1 for each in packed.infolist()):
                raise RefusedDraftError("locked")
        document = docx.Document(io.BytesIO(content))
        found = tuple(_body(document))
        pictures = document.element.xpath("boolean(//w:drawing | //w:pict | //w:object)")
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError, SyntaxError) as error:
        raise RefusedDraftError("broken") from error
    if not any(each.text.strip() for each in found):
        raise RefusedDraftError("scan" if pictures else "empty")
    return found


def _body(document: Document) -> Iterator[Paragraph]:
    body: Any = document.element.body  # a tree of XML, without types
    if body is None:
        raise ValueError("it has no body")
    numbers, notes = Numbers.of(document), _footnotes(document)
    for block in _blocks(body):
        if block.tag == qn("w:tbl"):
            yield from (Paragraph(row, Part.TABLE) for row in _rows(block))
            continue
        paragraph = WordParagraph(block, document)
        first, *others = word_text(block).split("\n")
        number = numbers.before(paragraph)  # empty paragraphs are counted too
        style = str(paragraph.style.name if paragraph.style is not None else "").lower()
        part = Part.MARGIN if style.startswith("toc ") else Part.BODY
        yield Paragraph(first, part, auto=number if first.strip() else "")
        yield from (Paragraph(line, part) for line in others)
        yield from (Paragraph(line, part) for line in _boxes(block))
        yield from (Paragraph(f"({notes[each]})", part) for each in _noted(block) if notes.get(each))


def _boxes(block: Any) -> Iterator[str]:
    """The lines of text boxes at a paragraph. Word writes each box twice, once for older programs."""
    for box in block.iter(qn("w:txbxContent")):
        around = {each.tag for each in box.iterancestors()}
        if _FALLBACK not in around and qn("w:txbxContent") not in around:
            yield from (line for each in box.iter(qn("w:p")) for line in word_text(each).split("\n") if line.strip())


def _noted(block: Any) -> Iterator[str]:
    """The footnotes to which a paragraph refers."""
    return (str(each.get(qn("w:id"))) for each in block.iter(qn("w:footnoteReference")))


def _footnotes(document: Document) -> dict[str, str]:
    """The words of each footnote. They follow the paragraph and can be no heading."""
    try:
        root: Any = parse_xml(document.part.part_related_by(RELATIONSHIP_TYPE.FOOTNOTES).blob)
    except KeyError:
        return {}
    found = ((str(each.get(qn("w:id"))), each) for each in root.findall(qn("w:footnote")))
    return {number: " ".join(word_text(each).split()) for number, each in found}


def _blocks(node: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, including those in content controls, without tables of contents."""
    for child in node:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag == qn("w:sdt"):
            about, inside = child.find(qn("w:sdtPr")), child.find(qn("w:sdtContent"))
            gallery = None if about is None else next(about.iter(qn("w:docPartGallery")), None)
            if inside is not None and (gallery is None or gallery.get(qn("w:val")) != "Table of Contents"):
                yield from _blocks(inside)
        elif child.tag in (qn("w:customXml"), qn("w:ins"), qn("w:moveTo")):
            yield from _blocks(child)


def _rows(table: Any) -> Iterator[str]:
    """The rows with their cells joined. A merged cell appears once, where it begins."""
    for row in table.xpath("./w:tr | ./w:sdt/w:sdtContent/w:tr"):
        cells = row.xpath("./w:tc | ./w:sdt/w:sdtContent/w:tc")
        texts = ("\n".join(map(word_text, cell.iter(qn("w:p")))).strip() for cell in cells)
        yield " | ".join(text for text in texts if text)


def word_text(node: Any) -> str:
    """The words of a paragraph with all tracked changes accepted; python-docx would skip insertions."""
    found = ""
    for child in node:
        if child.tag in _NO_WORDS:
            continue
        found += child.text or "" if child.tag == qn("w:t") else _MARKS.get(child.tag, "") or word_text(child)
    return found


if __name__ == "__main__":
    _apart(sys.argv[1])
