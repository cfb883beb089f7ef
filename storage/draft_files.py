"""The bytes of an uploaded draft become paragraphs. It stands here since it reads a foreign file format; run it beside
the service, on bytes that are already limited in size."""

import io
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

from civics.draft import Paragraph, Part, RefusedDraftError, plain_paragraphs

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000  # a small .docx may unpack to far more
_TO_CONVERT = ("pdf", "odt", "doc")


def read_draft_file(name: str, content: bytes) -> tuple[Paragraph, ...]:
    """The paragraphs of a .docx or .txt in their order, tables row by row; headers and footers are not read.

    Raises RefusedDraftError: too_big, pdf, odt, doc (each has a sentence on how to convert), bad_type, broken.
    Numbers that Word draws by itself are not in the text of the file and are not read.
    """
    if len(content) > MOST_BYTES:
        raise RefusedDraftError("too_big")
    kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if kind in _TO_CONVERT:
        raise RefusedDraftError(kind)
    if kind == "docx":
        return _word(content)
    if kind == "txt":
        return plain_paragraphs(_decoded(content))
    raise RefusedDraftError("bad_type")


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedDraftError("broken") from error


def _word(content: bytes) -> tuple[Paragraph, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise RefusedDraftError("too_big")
        return tuple(_body(docx.Document(io.BytesIO(content))))
    except (zipfile.BadZipFile, OpcError, KeyError, ValueError, SyntaxError) as error:
        raise RefusedDraftError("broken") from error


def _body(document: Document) -> Iterator[Paragraph]:
    for block in document.iter_inner_content():
        if isinstance(block, WordParagraph):
            yield from (Paragraph(line) for line in block.text.split("\n"))
        elif isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)  # a merged cell comes once
                yield Paragraph(" | ".join(each for each in cells if each), Part.TABLE)
