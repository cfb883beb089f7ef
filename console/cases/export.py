"""What the list shows as a spreadsheet. Sealed cases never leave in a file; an observer's has no content."""

import tempfile
from datetime import datetime
from typing import Any, BinaryIO

from fastapi import APIRouter, Depends
from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from civics.cases.petitions import Topic
from console.frame.access import Login, context_of, signed_in
from console.frame.asking import Asked
from console.frame.render import say
from core.clock import in_vietnam
from papers.sheet import TYPE, cell, pieces
from storage.cases import queue as case_queue
from storage.cases.queue import QueueRow
from storage.database.unit import UnitOfWork

_CLOCKS = ("code", "kind", "topic", "unit", "state", "filed_at", "due_at", "basis", "overdue")
_WORDS = ("words", "photos", "officer", "origin", "urgent")
_WIDTHS = {"code": 16, "topic": 20, "unit": 22, "filed_at": 18, "due_at": 18, "basis": 44, "words": 70, "officer": 24}


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/export.xlsx", export, methods=["GET"])
    return routes


def export(request: Request, login: Login = Depends(signed_in)) -> Response:
    """The whole list of this address, all pages, as one sheet."""
    made = context_of(request).database.look(_write, request, login, Asked.of(request.query_params))
    day = in_vietnam(context_of(request).clock())
    headers = {"Content-Disposition": f'attachment; filename="ho-so-{day:%Y-%m-%d-%H%M}.xlsx"'}
    return StreamingResponse(pieces(made), media_type=TYPE, headers=headers)


def _write(work: UnitOfWork, request: Request, login: Login, asked: Asked) -> BinaryIO:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(say(request, "desk.export.sheet"))
    assert isinstance(sheet, WriteOnlyWorksheet)
    untyped: Any = sheet  # the stubs forget its columns
    columns = _CLOCKS if login.reader.observes else _CLOCKS + _WORDS
    sheet.freeze_panes = "B2"
    for number, name in enumerate(columns):
        untyped.column_dimensions[chr(ord("A") + number)].width = _WIDTHS.get(name, 14)
    sheet.append([cell(sheet, say(request, f"desk.export.{name}"), bold=True) for name in columns])
    for row in case_queue.rows_for_export(work, asked.filter, reader=login.reader):
        sheet.append([cell(sheet, _value(request, row, name)) for name in columns])
    # Spooled: a year's list is a few MB, and stays in memory only while it is small.
    made: BinaryIO = tempfile.SpooledTemporaryFile(max_size=4 << 20)  # type: ignore[assignment]  # noqa: SIM115
    book.save(made)
    made.seek(0)
    return made


def _value(request: Request, row: QueueRow, name: str) -> str | int | datetime | None:
    if name == "topic":
        return say(request, f"civics.topic.{Topic.of(row.topic)}")
    if name in {"kind", "state"}:
        return say(request, f"civics.{name}.{getattr(row, name)}")
    if name in {"filed_at", "due_at"}:
        moment: datetime | None = getattr(row, name)
        return None if moment is None else in_vietnam(moment).replace(tzinfo=None)
    if name in {"overdue", "urgent"}:
        return say(request, "desk.export.yes") if getattr(row, name) else ""
    if name == "origin":
        return say(request, f"desk.origin.{row.origin}")
    plain = {"basis": "due_basis", "words": "first_words"}
    found: str | int = getattr(row, plain.get(name, name))
    return found
