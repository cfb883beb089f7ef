"""The list as a spreadsheet. Sealed cases never leave in a file; an observer's file has no content."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from console.frame import topics
from console.frame.access import Login, require
from console.frame.asking import Asked
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import font_of_papers
from console.frame.reading import look
from console.frame.render import say
from core.clock import in_vietnam
from papers import sheets
from papers.sheets import Sheet, Value
from storage.cases import queue as case_queue
from storage.cases import register
from storage.cases.filter import Filter
from storage.cases.queue import QueueRow
from storage.database.unit import UnitOfWork

_CLOCKS = ("code", "kind", "topic", "unit", "state", "filed_at", "due_at", "basis", "overdue")
_WORDS = ("words", "photos", "officer", "origin", "urgent")
_REGISTER = (
    *("name", "phone", "place", "text", "channel", "team", "forwarded_to", "taken_at", "first_said_at", "answered_at"),
    *("outcome_due", "closed_at", "disputes"),
)
_WIDTHS = {
    "code": 16, "topic": 20, "unit": 22, "filed_at": 18, "due_at": 18, "basis": 44, "words": 70, "officer": 24,
    "name": 24, "phone": 16, "place": 30, "text": 70, "team": 20, "forwarded_to": 24,
}  # fmt: skip


_AT_ONCE = 50  # rows: about ten milliseconds
_REST, _LONGEST = 0.002, 0.06  # seconds
_queue = require("queue.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/export.xlsx", export, methods=["GET"])
    return routes


def export(request: Request, login: Login = Depends(_queue)) -> Response:
    """The whole list of this address, all pages, as one sheet. It is sent while it is read, some rows at a time."""
    columns = _CLOCKS if login.reader.observes else _CLOCKS + _WORDS + _REGISTER
    made = sheets.stream(
        [
            Sheet(
                say(request, "desk.export.sheet"), [say(request, f"desk.export.{name}") for name in columns],
                _rows(request, login, columns), widths=[_WIDTHS.get(name, 14) for name in columns], keep="B2",
                register=True,
            )
        ],
        font=font_of_papers(request),
    )  # fmt: skip
    day = in_vietnam(context_of(request).clock())
    headers = {"Content-Disposition": f'attachment; filename="ho-so-{day:%Y-%m-%d-%H%M}.xlsx"'}
    return StreamingResponse(made, media_type=sheets.TYPE, headers=headers)


def _rows(request: Request, login: Login, columns: tuple[str, ...]) -> Iterator[list[Value]]:
    """The cells of each case. Each batch is read in a transaction of its own: a slow browser holds none open."""
    asked = Asked.of(request.query_params)
    ids = look(request, case_queue.ids_for_export, asked.filter, reader=login.reader)
    for start in range(0, len(ids), _AT_ONCE):
        _give_way()
        some = ids[start : start + _AT_ONCE]
        rows, more = look(request, _batch, some, asked.filter, login)
        for row in rows:
            extra = more.get(row.id)
            yield [
                _value(request, row, name) if name not in _REGISTER else _entered(request, extra, name)
                for name in columns
            ]


def _give_way() -> None:
    """Let those go first who wait for a page, as far as that takes no longer than `_LONGEST`.

    All threads share one interpreter: who gets it back at once after a short rest is alone.
    """
    until = time.monotonic() + _LONGEST
    while (rested := time.monotonic()) < until:
        time.sleep(_REST)
        if time.monotonic() - rested < 2 * _REST:
            return


def _batch(
    work: UnitOfWork, some: Sequence[int], wanted: Filter, login: Login
) -> tuple[list[QueueRow], Mapping[int, register.Entry]]:
    rows = case_queue.exported(work, some, wanted, reader=login.reader)
    return rows, {} if login.reader.observes else register.entries(work, [each.id for each in rows])


def _entered(request: Request, entry: register.Entry | None, name: str) -> Value:
    """A cell of the register. Codes and telephones are texts, so that no zero is lost."""
    found = None if entry is None else getattr(entry, name)
    if isinstance(found, datetime):
        return in_vietnam(found).replace(tzinfo=None)
    if name == "channel" and found:
        key = f"desk.channel.{found}"
        return say(request, key if context_of(request).words.has("vi", key) else "desk.channel.other")
    value: Value = found
    return value


def _value(request: Request, row: QueueRow, name: str) -> Value:
    if name == "topic":
        return topics.word(request, row.topic)
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
