"""Receptions: the public calendar, one lasting .ics per booking, booking at the desk, the register and its papers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from civics.days.calendar import day_of
from civics.registers.values import Value
from console.frame import serving
from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.papers import words_of_papers
from console.frame.reading import look, run
from console.frame.render import page, say
from console.registers.files import DOCX
from console.registers.lists import asked_of
from console.registers.pages import law_of, tried, typed
from core.clock import VIETNAM
from core.errors import NotFoundError
from handlers.registers import acts, copies, linking
from handlers.registers.acts import Act
from papers import calendars, receptions, sheets
from papers.calendars import Event
from storage.database.unit import UnitOfWork
from storage.registers import bookings, entries, forum
from storage.registers.bookings import DAY, VISIT, Open
from storage.registers.entries import Entry

_reads = require("case.content")
_SHOWN, _MOST_ROWS = 4, 5_000  # signs of an identity number in the register as a file; its rows


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/tiep-dan", calendar, methods=["GET"])
    routes.add_api_route("/tiep-dan/{link}.ics", event, methods=["GET"])
    base = "/console/registers"
    routes.add_api_route(f"{base}/{DAY}/{{line_id:int}}/visitors", visitors, methods=["GET"])
    routes.add_api_route(f"{base}/{VISIT}/book.xlsx", book, methods=["GET"])
    routes.add_api_route(f"{base}/{VISIT}/{{line_id:int}}/papers/{{paper}}.docx", paper, methods=["GET"])
    routes.add_api_route(f"{base}/{VISIT}/{{line_id:int}}/case", link, methods=["POST"])
    return routes


def calendar(request: Request) -> Response:
    """The published days, the next first (Luật Tiếp công dân Điều 24)."""
    found = look(request, _open)
    return page(request, "registers/calendar.html", found=found, questions=look(request, _questions, found))


def _open(work: UnitOfWork) -> list[Open]:
    return bookings.open_days(work, day_of(work.now), limit=30)


def _questions(work: UnitOfWork, found: list[Open]) -> dict[int, list[Entry]]:
    """The questions of each dialogue, with the answers that were given."""
    return {each.day.id: forum.listed(work, each.day.id) for each in found if each.day.said.get("who") == "dialogue"}


def event(request: Request, link: str) -> Response:
    """A booking for a calendar program, always as it is now. A booking that is over says that it was cancelled."""
    visit, day = look(request, _visit, link)
    on = visit.on_day
    words = {
        "weekday": say(request, f"saying.weekday_{on.weekday()}"), "day": f"{on:%d/%m/%Y}", "time": visit.slot,
        "place": str(day.said.get("place", "")) if day else "",
    }  # fmt: skip
    starts = datetime.combine(
        on, time.fromisoformat(visit.slot or str(day.said["starts"]) if day else "07:30"), VIETNAM
    )
    minutes = int(str(day.said.get("minutes", 20))) if day else 20
    gone = visit.state in {"cancelled", "absent"}
    made = calendars.ics(
        Event(
            f"{visit.key}@dan-ban", visit.revision, visit.changed_at, starts, starts + timedelta(minutes=minutes),
            say(request, "visit.ics_gone" if gone else "visit.ics", **words), say(request, "visit.ics_about", **words),
            words["place"], cancelled=gone,
        )
    )  # fmt: skip
    headers = {"Content-Disposition": 'attachment; filename="tiep-cong-dan.ics"', "Cache-Control": "no-cache"}
    return Response(made, media_type="text/calendar; charset=utf-8", headers=headers)


def _visit(work: UnitOfWork, link: str) -> tuple[Entry, Entry | None]:
    visit = entries.by_key(work, link, name=VISIT)
    day = entries.get(work, visit.parent_id, reader=None) if visit.parent_id else None
    return visit, day


@dataclass(frozen=True, slots=True)
class Visitors:
    """Who comes on a day, with the slots that are free."""

    day: Entry
    free: tuple[str, ...]
    visits: list[Entry]


def visitors(request: Request, line_id: int, login: Login = Depends(_reads)) -> Response:
    """A day as the desk sees it: who is booked, here, inside; the form for who comes by."""
    found = look(request, _visitors, line_id, login)
    return page(request, "registers/visitors.html", found=found, law=law_of(VISIT))


def _visitors(work: UnitOfWork, line_id: int, login: Login) -> Visitors:
    day = acts.see(work, line_id, by=login.reader, name=DAY)
    visits = entries.of_parent(work, day.id, reader=login.reader)
    return Visitors(day, bookings.free_of(work, day), visits)


def paper(request: Request, line_id: int, paper: str, *, login: Login = Depends(_reads)) -> Response:
    """Mẫu 01/TCD or 02/TCD of one visit. It bears the identity number, so the trail says who made it."""
    context = context_of(request)
    if paper not in {"refusal", "receipt", "conclusion"}:
        raise NotFoundError("There is no such paper.")
    said = run(request, partial(copies.paper, by=login.reader, register=VISIT, name=paper), line_id)
    told = words_of_papers(request)
    on, ward = day_of(context.clock()), context.settings.ward_name
    if paper == "refusal":
        made = receptions.refusal(said, told, ward=ward, made_on=on)
    elif paper == "conclusion":
        made = receptions.conclusion(said, told, ward=ward, made_on=on, host=look(request, _host, line_id))
    else:
        made = receptions.receipt(said, told, ward=ward, made_on=on, officer=login.name)
    headers = {**serving.as_file(f"{paper}-{line_id}.docx"), "Cache-Control": "no-store"}
    return Response(made, media_type=DOCX, headers=headers)


def _host(work: UnitOfWork, line_id: int) -> str:
    visit = entries.get(work, line_id, reader=None, name=VISIT)
    day = entries.get(work, visit.parent_id, reader=None) if visit.parent_id else None
    return str(day.said.get("host", "")) if day else ""


def link(
    request: Request, line_id: int, *, given: dict[str, str] = Depends(typed), login: Login = Depends(_reads)
) -> Response:
    """Link a visit to the case that it is about."""
    return tried(request, law_of(VISIT), line_id, _link, given=given, login=login)


def _link(act: Act, given: Mapping[str, str]) -> Entry:
    return linking.link(act, given.get("code", ""))


def book(request: Request, login: Login = Depends(_reads)) -> Response:
    """Sổ tiếp công dân in its thirteen columns. Of an identity number only the last four signs leave in a file."""
    told = words_of_papers(request)
    run(request, partial(copies.exported, by=login.reader), VISIT)
    rows = look(request, _rows, request)
    made = receptions.register(
        (receptions.row(at, said, told, identity=identity) for at, (said, identity) in enumerate(rows, 1)), told
    )
    headers = {**serving.as_file("so-tiep-cong-dan.xlsx"), "Cache-Control": "no-store"}
    return StreamingResponse(iter(made), media_type=sheets.TYPE, headers=headers)


def _rows(work: UnitOfWork, request: Request) -> list[tuple[dict[str, Value], str]]:
    return list(_each(work, request))


def _each(work: UnitOfWork, request: Request) -> Iterator[tuple[dict[str, Value], str]]:
    asked = asked_of(request, law_of(VISIT))
    for each in entries.some(work, asked, reader=None, limit=_MOST_ROWS, first=True):
        if each.state in {"received", "answered", "refused"}:
            number = str(entries.closed(work, each).get("identity", ""))
            yield each.said, f"…{number[-_SHOWN:]}" if number else ""
