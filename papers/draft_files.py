"""Reads the paragraphs from the bytes of an uploaded draft.

`read_apart` does it in a child process, so that live chats do not become slow. `python -m papers.draft_files NAME` is
that process: it reads the bytes and writes JSON.
"""

import json
import sys
from collections.abc import Callable

from civics.polls.draft import Paragraph, Part, RefusedDraftError, Source, by_letters, plain_paragraphs
from core import legacy_text
from papers import antiword_tables, old_word
from storage.media import subprocesses

MOST_BYTES = 10_000_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_apart(name: str, content: bytes) -> Source:
    """Like `read_draft_file`, in a child process.

    Raises RefusedDraftError, also with the reason slow (longer than a minute).
    """
    if len(content) > MOST_BYTES:
        raise RefusedDraftError("too_big")
    if _kind(name, content) == "doc" and (program := old_word.program()):
        return _old(content, program)
    kind = f"draft.{name.rpartition('.')[2]}" if "." in name else "draft"
    try:  # only the ending of the name is passed on
        told = json.loads(subprocesses.run("papers.draft_files", kind, given=content, bounds=subprocesses.DOCUMENTS))
    except subprocesses.ChildFailedError as error:
        raise RefusedDraftError("slow" if error.how == "slow" else "broken") from error
    if "refused" in told:
        raise RefusedDraftError(told["refused"])
    found = tuple(Paragraph(text, Part(part), auto, was) for text, part, auto, was in told["paragraphs"])
    return Source(found, tuple((what, about) for what, about in told["notes"]))


def _old(content: bytes, program: str) -> Source:
    """A .doc, converted by an installed program."""
    try:
        made = old_word.read(content, program)
    except subprocesses.ChildFailedError as error:
        raise RefusedDraftError("slow" if error.how == "slow" else "doc") from error
    found = read_apart(f"draft.{made.kind}", made.content)
    lines = found.paragraphs if made.kind == "docx" else tuple(antiword_tables.read(found.paragraphs))
    return Source(lines, (*found.notes, ("doc", made.by)))


def pasted(text: str) -> Source:
    """The paragraphs of a text that somebody pasted."""
    return by_letters(Source(plain_paragraphs(text)))


def _apart(name: str) -> None:
    subprocesses.hold(subprocesses.DOCUMENTS)
    try:
        found = read_draft_file(name, sys.stdin.buffer.read())
    except RefusedDraftError as error:
        told: dict[str, object] = {"refused": error.reason}
    except MemoryError:
        told = {"refused": "too_big"}
    else:
        paragraphs = [[each.text, each.part.value, each.auto, each.was] for each in found.paragraphs]
        told = {"paragraphs": paragraphs, "notes": found.notes}
    sys.stdout.write(json.dumps(told))


def read_draft_file(name: str, content: bytes) -> Source:
    """The paragraphs of a draft in order, tables row by row, and what was left out; headers and footers are not read.

    Its bytes decide the type, not its name: .docx, .odt, .pdf with text, .txt; `read_apart` also reads .doc where a
    program for it is installed. Raises RefusedDraftError: too_big, doc, locked (a password), encoding (unreadable
    letters), empty, scan (only pictures), bad_type, broken; each reason has a sentence that says what to do. Numbers
    that the word processor computes are not in the text; they are in `Paragraph.auto`.
    """
    if len(content) > MOST_BYTES:
        raise RefusedDraftError("too_big")
    kind = _kind(name, content)
    if kind in ("doc", "locked"):
        raise RefusedDraftError(kind)
    reader = _reader(kind)
    if reader is None:
        raise RefusedDraftError("bad_type")
    return by_letters(reader(content))


def _kind(name: str, content: bytes) -> str:
    """The type by the bytes, if the name's ending is of a type that we read; else the ending."""
    kind = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return (_true_kind(content) or kind) if kind in ("docx", "txt", "pdf", "odt", "doc") else kind


def _true_kind(content: bytes) -> str:
    """The type by the first bytes, whatever the file's name; empty for an unknown type."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(_OLD_OFFICE):  # Word saves a file with a password in the old container format
        return "locked" if "EncryptedPackage".encode("utf-16-le") in content else "doc"
    if content.startswith(b"PK\x03\x04"):
        return "odt" if b"mimetypeapplication/vnd.oasis.opendocument" in content[:200] else "docx"
    return ""


def _text(content: bytes) -> Source:
    if b"\0" in content[:4] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedDraftError("encoding")
    found = legacy_text.decoded(content)
    if found is None:
        raise RefusedDraftError("encoding")
    typed = content.decode("cp1252", "replace") if found.legacy else found.text
    return Source(plain_paragraphs(typed))


def _reader(kind: str) -> Callable[[bytes], Source] | None:
    """What reads a type. Only the child process needs it, and the libraries are large."""
    from papers import odt, pdf  # noqa: PLC0415
    from papers.word import body  # noqa: PLC0415

    return {"docx": body.read, "odt": odt.read, "pdf": pdf.read, "txt": _text}.get(kind)


if __name__ == "__main__":
    _apart(sys.argv[1])
