"""The day: how many cases wait for what, and what waits for a second person; each number opens its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days.calendar import day_of
from console.cases.case_facts import Reminded, reminded
from console.cases.owed import Owed, owed
from console.frame.access import Login, may, signed_in
from console.frame.asking import RAIL, Asked
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from handlers.registers import due
from handlers.registers.due import Due
from storage.across.seconds import waiting
from storage.bulletins import bulletins
from storage.cases import handovers, reminders
from storage.cases import queue as case_queue
from storage.cases.handovers import Handover
from storage.cases.queue import QueueRow, View
from storage.database.unit import UnitOfWork
from storage.people import teams

_OFFICER = ("late", "urgent", "soon", "mine", "new", "waiting", "aside", "answered")
_OBSERVER = ("late", "soon", "new", "waiting", "answered")
_YEAR = 8  # lines of what is due in the registers
_WEEKS = 5  # of the calendar
_AHEAD = timedelta(days=7)  # so far ahead reminders are shown
_NEXT = 5  # rows of the reader's own


@dataclass(frozen=True, slots=True)
class Tile:
    """One number. `word`: the end of its word key, or a name (of a team); `href`: the rows that it counts."""

    word: str
    count: int
    href: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What the page shows. `mine`: the reader's own cases, the nearest date first."""

    tiles: tuple[Tile, ...]
    mine: tuple[QueueRow, ...]
    away: tuple[Handover, ...]  # in which the reader is away, or stands in
    reminders: Reminded
    owed: tuple[Owed, ...] = ()  # papers that must leave or be issued soon


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/today", show, methods=["GET"])
    return routes


def show(request: Request, login: Login = Depends(signed_in)) -> Response:
    """The start page. Who sees no case starts with the registers."""
    if not may(login, "queue.read"):
        return RedirectResponse("/console/registers", status_code=303)
    year, today = look(request, _year, login)
    soon = [each for each in year if each.on <= today + due.SOON]
    return page(
        request, "cases/day.html", day=look(request, read, login, rows=True), year=soon[:_YEAR], today=today,
        wall=_wall(year, today) if year else (),
    )  # fmt: skip


def _year(work: UnitOfWork, login: Login) -> tuple[Sequence[Due], date]:
    """What is late or due in the registers of the ward's year, and is this person's or everybody's."""
    today = day_of(work.now)
    if not may(login, "case.content"):
        return (), today
    return due.due(work, today, reader=login.reader, owner_id=login.staff_id, soon=timedelta(weeks=_WEEKS)), today


def _wall(year: Sequence[Due], today: date) -> tuple[tuple[tuple[date, tuple[Due, ...]], ...], ...]:
    """The calendar for the wall: weeks from Monday on, each day with what is due on it."""
    monday = today - timedelta(days=today.weekday())
    days = [monday + timedelta(days=at) for at in range(7 * _WEEKS)]
    cells = [(on, tuple(each for each in year if each.on == on)) for on in days]
    return tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))


def read(work: UnitOfWork, login: Login, *, rows: bool = False, counts: Mapping[View, int] | None = None) -> Day:
    """The numbers, without any filter. `rows`: with the reader's own next cases, where no list stands beside.

    `counts`: those of the list without a filter, where they are known.
    """
    if counts is None:
        counts = case_queue.counts(work, Asked().filter, reader=login.reader)
    works = may(login, "work")
    names = _OFFICER if works else _OBSERVER
    tiles = [Tile(each, counts[RAIL[each]], f"/console/?view={each}") for each in names]
    if works:
        tiles.insert(3, _open(work, login, "free", officer="0"))
        tiles.insert(5, _open(work, login, "heard", spoke="resident", officer=str(login.staff_id)))
        tiles += [*_teams(work, login), *_approvals(work, login)]
    return Day(
        tuple(tiles),
        _mine(work, login) if works and rows else (),
        _away(work, login),
        reminded(work, reminders.mine(work, reader=login.reader, ahead=_AHEAD)),
        owed(work, login) if rows else (),
    )


def _open(work: UnitOfWork, login: Login, word: str, *, name: str = "", **asked: str) -> Tile:
    """How many open cases these filters have."""
    count = case_queue.open_count(work, Asked(**asked).filter, reader=login.reader)
    return Tile(word, count, f"/console/?{urlencode(asked)}", name)


def _teams(work: UnitOfWork, login: Login) -> list[Tile]:
    """The open cases of each of the reader's teams."""
    return [
        _open(work, login, "team", name=teams.name_of(work, each), team=str(each))
        for each in teams.of_member(work, login.staff_id)
    ]


def _approvals(work: UnitOfWork, login: Login) -> list[Tile]:
    found = [Tile("second", waiting.count(work, reader=login.reader), "/console/second")]
    if may(login, "bulletin.approve"):
        found.append(Tile("bulletins", bulletins.asked(work), "/console/bulletins"))
    return found


def _mine(work: UnitOfWork, login: Login) -> tuple[QueueRow, ...]:
    found = case_queue.page(work, Asked(view="mine").filter, reader=login.reader, limit=_NEXT)
    return found.rows


def _away(work: UnitOfWork, login: Login) -> tuple[Handover, ...]:
    return tuple(each for each in handovers.running(work) if login.staff_id in {each.staff_id, each.to_id})
