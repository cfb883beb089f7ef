"""The bytes of an uploaded draft become paragraphs. It stands here since it reads a foreign file format.

`read_apart` does it in a process of its own, so that a live chat does not feel it: `python -m storage.draft_files NAME`
takes the bytes in and gives JSON out.
"""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.table import Table
from docx.text.paragraph import Paragraph as WordParagraph

from civics.draft import Paragraph, Part, RefusedDraftError, plain_paragraphs
from storage.word_numbers import Numbers

MOST_BYTES = 10_000_000
MOST_UNPACKED = 60_000_000  # a small .docx may unpack to far more
LONGEST_READ = 60  # seconds
_TO_CONVERT = ("pdf", "odt", "doc")


def read_apart(name: str, content: bytes) -> tuple[Paragraph, ...]:
    """The same as `read_draft_file`, in a process of its own. Raises RefusedDraftError; slow: slower than a minute."""
    if len(content) > MOST_BYTES:
        raise RefusedDraftError("too_big")
    kind = f"draft.{name.rpartition('.')[2]}" if "." in name else "draft"
    command = [sys.executable, "-m", "storage.draft_files", kind]
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell, of the name only its end
            command, input=content, capture_output=True, check=False, timeout=LONGEST_READ,
            cwd=Path(__file__).parents[1],
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RefusedDraftError("slow") from error
    if done.returncode:
        raise RefusedDraftError("broken")
    told = json.loads(done.stdout)
    if "refused" in told:
        raise RefusedDraftError(told["refused"])
    return tuple(Paragraph(text, Part(part), auto) for text, part, auto in told["paragraphs"])


def _apart(name: str) -> None:
    try:
        found = read_draft_file(name, sys.stdin.buffer.read())
    except RefusedDraftError as error:
        told: dict[str, object] = {"refused": error.reason}
    else:
        told = {"paragraphs": [[each.text, each.part.value, each.auto] for each in found]}
    sys.stdout.write(json.dumps(told))


def read_draft_file(name: str, content: bytes) -> tuple[Paragraph, ...]:
    """The paragraphs of a .docx or .txt in their order, tables row by row; headers and footers are not read.

    Raises RefusedDraftError: too_big, pdf, odt, doc (each has a sentence on how to convert), bad_type, broken.
    Numbers that Word draws by itself are not in the text of the file; they come as `Paragraph.auto`.
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
    numbers = Numbers.of(document)
    for block in document.iter_inner_content():
        if isinstance(block, WordParagraph):
            first, *others = block.text.split("\n")
            number = numbers.before(block)  # an empty paragraph counts too
            yield Paragraph(first, auto=number if first.strip() else "")
            yield from (Paragraph(line) for line in others)
        elif isinstance(block, Table):
            for row in block.rows:
                cells = dict.fromkeys(cell.text.strip() for cell in row.cells)  # a merged cell comes once
                yield Paragraph(" | ".join(each for each in cells if each), Part.TABLE)


if __name__ == "__main__":
    _apart(sys.argv[1])
