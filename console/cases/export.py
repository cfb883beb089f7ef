"""The list as a spreadsheet. Sealed cases never leave in a file; an observer's file has no content."""

from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from civics.cases.petitions import Topic
from console.frame.access import Login, signed_in
from console.frame.asking import Asked
from console.frame.context import context_of
from console.frame.reading import look
from console.frame.render import say
from core.clock import in_vietnam
from papers import sheets
from papers.sheets import Sheet, Value
from storage.cases import queue as case_queue
from storage.cases.queue import QueueRow

_CLOCKS = ("code", "kind", "topic", "unit", "state", "filed_at", "due_at", "basis", "overdue")
_WORDS = ("words", "photos", "officer", "origin", "urgent")
_WIDTHS = {"code": 16, "topic": 20, "unit": 22, "filed_at": 18, "due_at": 18, "basis": 44, "words": 70, "officer": 24}


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/export.xlsx", export, methods=["GET"])
    return routes


def export(request: Request, login: Login = Depends(signed_in)) -> Response:
    """The whole list of this address, all pages, as one sheet. It is sent while it is read, some rows at a time."""
    columns = _CLOCKS if login.reader.observes else _CLOCKS + _WORDS
    made = sheets.stream(
        [
            Sheet(
                say(request, "desk.export.sheet"), [say(request, f"desk.export.{name}") for name in columns],
                _rows(request, login, columns), widths=[_WIDTHS.get(name, 14) for name in columns], keep="B2",
            )
        ]
    )  # fmt: skip
    day = in_vietnam(context_of(request).clock())
    headers = {"Content-Disposition": f'attachment; filename="ho-so-{day:%Y-%m-%d-%H%M}.xlsx"'}
    return StreamingResponse(made, media_type=sheets.TYPE, headers=headers)


def _rows(request: Request, login: Login, columns: tuple[str, ...]) -> Iterator[list[Value]]:
    """The cells of each case. Each batch is read in a transaction of its own: a slow browser holds none open."""
    asked = Asked.of(request.query_params)
    ids = look(request, case_queue.ids_for_export, asked.filter, reader=login.reader)
    for start in range(0, len(ids), case_queue.BATCH):
        some = ids[start : start + case_queue.BATCH]
        for row in look(request, case_queue.exported, some, asked.filter, reader=login.reader):
            yield [_value(request, row, name) for name in columns]


def _value(request: Request, row: QueueRow, name: str) -> Value:
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
