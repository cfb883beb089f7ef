"""The report of a bulletin as a spreadsheet: numbers by channel and group, and counts of answers. It names no chat."""

from collections.abc import Iterator

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from broadcasts import shown
from broadcasts.report import OUTCOMES, Line, Report, outcome_of, read
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import font_of_papers
from console.frame.reading import done_reading, look
from console.frame.render import say
from core.clock import in_vietnam
from papers import sheets
from papers.sheets import Sheet
from storage.bulletins import bulletins
from storage.bulletins import kits as bulletin_kits
from storage.bulletins.bulletins import Bulletin

Value = str | int
_reads = require("bulletin.write")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/report.xlsx", sheet, methods=["GET"])
    return routes


def sheet(request: Request, bulletin_id: int, login: Login = Depends(_reads)) -> Response:
    """The whole report, with one sheet per view."""
    del login
    found = look(request, bulletins.get, bulletin_id)
    numbers = look(request, read, found)
    done_reading(request)
    made = sheets.whole(_sheets(request, found, numbers), font=font_of_papers(request))
    headers = {"Content-Disposition": f'attachment; filename="ban-tin-{bulletin_id}.xlsx"'}
    return Response(made, media_type=sheets.TYPE, headers=headers)


def channel(request: Request, name: str) -> str:
    """A channel's name as staff know it."""
    key = f"bulletin_desk.channel.{name}"
    return say(request, key) if context_of(request).words.has("vi", key) else name


def unit(request: Request, name: str) -> str:
    """A group's name. Chats of unknown people, and group chats, have words of their own."""
    return say(request, f"bulletin_report.unit_{name or 'none'}") if name in {"", "groups"} else name


def _sheets(request: Request, found: Bulletin, report: Report) -> Iterator[Sheet]:
    heads = [
        say(request, "bulletin_report.all"),
        *(say(request, f"bulletin_report.outcome.{each}") for each in OUTCOMES),
    ]

    def numbers(line: Line) -> list[Value]:
        return [line.all, *(line.counts.get(each, 0) for each in OUTCOMES)]

    by_channel: list[list[Value]] = [[channel(request, each.name), *numbers(each)] for each in report.channels]
    by_unit: list[list[Value]] = [[unit(request, each.name), *numbers(each)] for each in report.units]
    for name, first, rows in (("channels", "channel", by_channel), ("units", "unit", by_unit)):
        yield _sheet(say(request, f"bulletin_report.{name}"), [say(request, f"bulletin_report.{first}"), *heads], rows)
    yield _cells(request, report)
    if found.choices:
        asked = [found.question, say(request, "bulletin_report.chats")]
        yield _sheet(say(request, "bulletin_report.answers"), asked, [list(each) for each in report.answers])
    if report.kits:
        yield _kits(request, report)
    yield _about(request, found)


def _cells(request: Request, report: Report) -> Sheet:
    """One row for each group, channel and outcome."""
    head = [say(request, f"bulletin_report.{each}") for each in ("unit", "channel", "outcome_head", "chats")]
    rows: list[list[Value]] = [
        [unit(request, "groups" if each.group else each.unit), channel(request, each.channel),
         say(request, f"bulletin_report.outcome.{outcome_of(each.state)}"), each.chats]
        for each in report.cells
    ]  # fmt: skip
    return _sheet(say(request, "bulletin_report.cells"), head, rows)


def _kits(request: Request, report: Report) -> Sheet:
    """What the heads of groups took to pass on."""
    parts = [say(request, f"kit.part.{each}") for each in bulletin_kits.PARTS]
    taken: list[list[Value]] = [
        [each.unit or say(request, "kit.staff"), *(each.parts.get(part, 0) for part in bulletin_kits.PARTS)]
        for each in report.kits
    ]
    return _sheet(say(request, "kit.taken"), [say(request, "bulletin_report.unit"), *parts], taken)


def _about(request: Request, found: Bulletin) -> Sheet:
    about: list[list[Value]] = [[say(request, "bulletins.headline"), shown.title_of(found)]]
    if found.started_at is not None:
        about.append([say(request, "bulletin_report.started"), f"{in_vietnam(found.started_at):%d/%m/%Y %H:%M}"])
    about.append([say(request, "bulletin_report.approved"), found.approved_count or 0])
    return _sheet(say(request, "bulletin_report.about"), ["", ""], about)


def _sheet(title: str, head: list[str], rows: list[list[Value]]) -> Sheet:
    return Sheet(title, head, rows, widths=(30, *[18] * 8), keep="B2")
