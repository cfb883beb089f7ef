"""Reads records of procedures from an uploaded file or a pasted table, whatever its kind.

A file is read in a child process. `python -m papers.answer_files` is that process for spreadsheets: it reads the bytes
and writes the rows of the visible sheets as JSON.
"""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from civics.answers import decisions, details, laws, portal, tables
from civics.answers.portal import Brought
from civics.answers.records import OddRecordError, Record, as_json, record
from civics.answers.tables import Catalogue, Rows
from civics.polls.draft import RefusedDraftError, Source
from civics.polls.draft_reading import parse
from civics.ward.roll import RefusedRollError
from civics.ward.roll_sheets import Sheet
from core import legacy_text
from papers import draft_files, sheets_ods, sheets_xlsx
from storage.media import subprocesses

MOST_BYTES = draft_files.MOST_BYTES
_SHEETS = ("xlsx", "xlsm", "xls", "ods")
_DRAFTS = ("docx", "doc", "odt", "pdf")
_MOST_ROWS, _MOST_CELLS = 20_000, 40


class UnreadableRecordsError(Exception):
    """A file holds no records that we can read. `reason` is a whole word key: `answers_desk.file_odd`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Held:
    """What a file holds: records to propose, or a catalogue, which changes nothing."""

    brought: Brought
    catalogue: Catalogue | None = None


def read(name: str, content: bytes, known: Mapping[str, Record], *, today: date, document: str = "") -> Held:
    """The records of a file; its ending and its words decide how it is read. Raises UnreadableRecordsError.

    `known`: the live records. `document`: the name of a document that is cut by Điều, when its head has no number.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableRecordsError("answers_desk.file_big")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _DRAFTS:
        return _of_draft(name, content, known, today=today, document=document)
    if ending in _SHEETS:
        return _of_rows(_sheets_apart(content), known, today=today)
    found = legacy_text.decoded(content)
    if found is None or "\0" in found.text:
        raise UnreadableRecordsError("answers_desk.file_odd")
    text = found.text.removeprefix("\ufeff")
    if ending in ("csv", "tsv"):
        return _of_rows(_rows_of(text), known, today=today)
    if ending == "txt":
        return _of_draft(name, content, known, today=today, document=document)
    try:
        return Held(portal.bring(text, known, today=today))
    except ValueError as error:
        raise UnreadableRecordsError("answers_desk.file_odd") from error


def pasted(text: str, known: Mapping[str, Record], *, today: date) -> Held:
    """What a pasted table of a decision changes. Raises UnreadableRecordsError for a text that is no table."""
    rows = _rows_of(text[:MOST_BYTES])
    if not rows:
        raise UnreadableRecordsError("answers_desk.file_none")
    return Held(_checked(decisions.bring(rows, known, today=today)))


def _of_draft(name: str, content: bytes, known: Mapping[str, Record], *, today: date, document: str) -> Held:
    """A procedure as the portal prints it, else the articles of a document."""
    try:
        source = draft_files.read_apart(name, content)
        lines = [line for each in source.paragraphs for line in each.line.split("\n")]
        if details.is_detail(lines):
            return Held(_checked(portal.gather([details.read(lines, today=today)], known)))
        found = _articles(source, document or name.rpartition(".")[0], named=bool(document), today=today)
    except RefusedDraftError as error:
        raise UnreadableRecordsError(f"polls.file.{error.reason}") from error
    if not found:
        raise UnreadableRecordsError("answers_desk.no_articles")
    return Held(_checked(Brought(found, ())))


def _articles(source: Source, document: str, *, named: bool, today: date) -> tuple[Record, ...]:
    draft = parse(source)
    own = document if named else laws.named(draft.preamble) or document
    return laws.articles_of(draft, own, today=today)


def _rows_of(text: str) -> Rows:
    """The rows of a table. A cell that never ends, as after a quote that nobody closes, is refused by the reader."""
    try:
        return tables.rows_of(text)
    except csv.Error as error:
        raise UnreadableRecordsError("answers_desk.file_odd") from error


def _of_rows(rows: Rows, known: Mapping[str, Record], *, today: date) -> Held:
    if tables.is_catalogue(rows):
        return Held(Brought((), ()), tables.compare(rows, known))
    brought = _checked(portal.gather(tables.read(rows, today=today), known))
    if not brought.records and not brought.odd:
        raise UnreadableRecordsError("answers_desk.no_head")
    return Held(brought)


def _checked(found: Brought) -> Brought:
    """The records that can be read back as they are stored; the others are listed as unreadable."""
    kept, odd = [], list(found.odd)
    for place, each in enumerate(found.records, 1):
        try:
            kept.append(record(as_json(each)))
        except OddRecordError:
            odd.append(portal.Odd(place, "unreadable", f"{each.key} {each.name}"[:120]))
    return replace(found, records=tuple(kept), odd=tuple(odd))


def _sheets_apart(content: bytes) -> Rows:
    """The rows of all visible sheets, read in a child process."""
    try:
        told = json.loads(subprocesses.run("papers.answer_files", given=content, bounds=subprocesses.DOCUMENTS))
    except subprocesses.ChildFailedError as error:
        raise UnreadableRecordsError("answers_desk.file_odd") from error
    if told is None:
        raise UnreadableRecordsError("answers_desk.file_odd")
    rows: Rows = told
    return rows


def rows_in(content: bytes) -> Rows:
    """The same in this process. Raises any error of a reader."""
    return [
        list(cells[:_MOST_CELLS]) for sheet in _sheets(content) if not sheet.hidden for _, cells in sheet.rows
        if any(map(str.strip, cells))
    ][:_MOST_ROWS]  # fmt: skip


def _sheets(content: bytes) -> list[Sheet]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            reader = sheets_ods if "content.xml" in packed.namelist() else sheets_xlsx
            return list(reader.sheets(packed))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        from papers import sheets_xls  # noqa: PLC0415  # only the child process reads one

        return list(sheets_xls.sheets(content))
    raise RefusedRollError("bad_type")


def _apart() -> None:
    subprocesses.hold(subprocesses.DOCUMENTS)
    try:
        rows: Rows | None = rows_in(sys.stdin.buffer.read())
    except Exception:  # readers of foreign formats can raise any error
        rows = None
    sys.stdout.write(json.dumps(rows))


if __name__ == "__main__":
    _apart()
