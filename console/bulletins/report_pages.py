"""The report of a bulletin as a spreadsheet: numbers by channel and group, answers counted. No chat is named in it."""

import tempfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from fastapi import APIRouter, Depends
from openpyxl import Workbook
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from broadcasts import shown
from broadcasts.report import OUTCOMES, Line, Report, outcome_of, read
from console.frame.access import Login, context_of, require
from console.frame.render import say
from core.clock import in_vietnam
from papers.sheet import TYPE, cell, pieces
from storage.bulletins import bulletins
from storage.bulletins import kits as bulletin_kits
from storage.bulletins.bulletins import Bulletin

Value = str | int
_reads = require("bulletin.write")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/report.xlsx", sheet, methods=["GET"])
    return routes


def sheet(request: Request, bulletin_id: int, login: Login = Depends(_reads)) -> Response:
    """The whole report, a sheet for each view of it."""
    del login
    look = context_of(request).database.look
    found = look(bulletins.get, bulletin_id)
    made = _write(request, found, look(read, found))
    headers = {"Content-Disposition": f'attachment; filename="ban-tin-{bulletin_id}.xlsx"'}
    return StreamingResponse(pieces(made), media_type=TYPE, headers=headers)


def channel(request: Request, name: str) -> str:
    """A channel's name as staff know it."""
    key = f"bulletin_desk.channel.{name}"
    return say(request, key) if context_of(request).words.has("vi", key) else name


def unit(request: Request, name: str) -> str:
    """A group's name; chats of nobody known, and group chats, have words of their own."""
    return say(request, f"bulletin_report.unit_{name or 'none'}") if name in {"", "groups"} else name


def _write(request: Request, found: Bulletin, report: Report) -> BinaryIO:
    book = Workbook(write_only=True)
    heads = [
        say(request, "bulletin_report.all"),
        *(say(request, f"bulletin_report.outcome.{each}") for each in OUTCOMES),
    ]

    def numbers(line: Line) -> list[Value]:
        return [line.all, *(line.counts.get(each, 0) for each in OUTCOMES)]

    by_channel: list[list[Value]] = [[channel(request, each.name), *numbers(each)] for each in report.channels]
    by_unit: list[list[Value]] = [[unit(request, each.name), *numbers(each)] for each in report.units]
    cells: list[list[Value]] = [
        [unit(request, "groups" if each.group else each.unit), channel(request, each.channel),
         say(request, f"bulletin_report.outcome.{outcome_of(each.state)}"), each.chats]
        for each in report.cells
    ]  # fmt: skip
    for name, first, rows in (("channels", "channel", by_channel), ("units", "unit", by_unit)):
        _sheet(book, say(request, f"bulletin_report.{name}"), [say(request, f"bulletin_report.{first}"), *heads], rows)
    wide = [say(request, f"bulletin_report.{each}") for each in ("unit", "channel", "outcome_head", "chats")]
    _sheet(book, say(request, "bulletin_report.cells"), wide, cells)
    if found.choices:
        asked = [found.question, say(request, "bulletin_report.chats")]
        _sheet(book, say(request, "bulletin_report.answers"), asked, [list(each) for each in report.answers])
    if report.kits:
        parts = [say(request, f"kit.part.{each}") for each in bulletin_kits.PARTS]
        taken: list[list[Value]] = [
            [each.unit or say(request, "kit.staff"), *(each.parts.get(part, 0) for part in bulletin_kits.PARTS)]
            for each in report.kits
        ]
        _sheet(book, say(request, "kit.taken"), [say(request, "bulletin_report.unit"), *parts], taken)
    _about(book, request, found)
    made: BinaryIO = tempfile.SpooledTemporaryFile(max_size=4 << 20)  # type: ignore[assignment]  # noqa: SIM115
    book.save(made)
    made.seek(0)
    return made


def _about(book: Workbook, request: Request, found: Bulletin) -> None:
    about: list[list[Value]] = [[say(request, "bulletins.headline"), shown.title_of(found)]]
    if found.started_at is not None:
        about.append([say(request, "bulletin_report.started"), f"{in_vietnam(found.started_at):%d/%m/%Y %H:%M}"])
    about.append([say(request, "bulletin_report.approved"), found.approved_count or 0])
    _sheet(book, say(request, "bulletin_report.about"), ["", ""], about)


def _sheet(book: Workbook, title: str, head: list[str], rows: Iterable[list[Value]]) -> None:
    made = book.create_sheet(title[:31])
    assert isinstance(made, WriteOnlyWorksheet)
    untyped: Any = made  # the stubs forget its columns
    made.freeze_panes = "B2"
    for letter in "ABCDEFGHI":
        untyped.column_dimensions[letter].width = 30 if letter == "A" else 18
    made.append([cell(made, each, bold=True) for each in head])
    for row in rows:
        made.append([cell(made, each) for each in row])
