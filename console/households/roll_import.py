"""A table of households is uploaded. The page shows its errors row by row, or its changes; a second press takes it."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.ward.roll import MOST_FAULTS, MOST_ROWS, Fault, Note, RefusedRollError
from civics.ward.roll_sheets import Found
from civics.ward.units import Place
from console.frame import seconds, why
from console.frame.access import Login, require
from console.frame.asking import whole as number_in
from console.frame.door import late_routes
from console.frame.papers import font_of_papers
from console.frame.reading import look, run
from console.frame.render import page, say
from console.frame.serving import as_file
from core.errors import ConflictError
from core.text import normal
from handlers.people import roll_desk
from papers import roll_files, sheets
from papers.sheets import Sheet, Value
from storage.across.seconds.kinds import ROLL_TAKE
from storage.across.seconds.roll_bounds import must_type
from storage.database.unit import UnitOfWork
from storage.households import households, roll_offers
from storage.households.roll_offers import Foreseen, Offer
from storage.ward import ward

COLUMNS = ("unit", "code", "name", "phone")
SHOWN = 200  # of each kind of change
MANY_GONE = 5  # if one in so many households of a unit leaves, the page points it out
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/roll/import", form, methods=["GET"])
    routes.add_api_route("/console/roll/import", upload, methods=["POST"])
    base = "/console/roll/import/{offer_id}"
    routes.add_api_route(base, show, methods=["GET"])
    routes.add_api_route(base + "/dong-loi.xlsx", bad_rows, methods=["GET"])
    routes.add_api_route(base + "/take", take, methods=["POST"])
    routes.add_api_route(base + "/leave", leave, methods=["POST"])
    return routes


def form(request: Request, *, login: Login = Depends(_works)) -> Response:
    """The form, with what a table must have."""
    del login
    return _form(request)


def _form(
    request: Request,
    *,
    refused: str = "",
    found: Found | None = None,
    made: int = 0,
    whole: bool = True,
    only: str = "",
) -> Response:
    """`found`: what a table with errors holds; `made`: the id under which its good rows wait."""
    units = look(request, ward.units_now)
    options = [("", say(request, "roll.import.by_column")), *((str(each.id), each.name) for each in units)]
    return page(
        request, "households/import.html", status=422 if refused or found else 200, refused=refused,
        faults=found.faults if found else (), good=len(found.entries) if found else 0, offer_id=made, whole=whole,
        most_faults=MOST_FAULTS, most=MOST_ROWS, unit_options=options, only=only,
    )  # fmt: skip


def upload(
    request: Request,
    *,
    file: UploadFile | None = None,
    whole: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Read a file beside the service. Rows with errors come back as a file; the good ones may be taken.

    A table from which anything was left out never counts as all of its units: nobody leaves the roll by it.
    """
    if file is None or not file.filename:
        return _form(request, refused="none", whole=bool(whole), only=unit)
    units = {Place(each.code, each.kind, each.name, each.aliases): each.id for each in look(request, ward.units_now)}
    only = number if (number := number_in(unit)) in units.values() else None
    try:
        found = roll_files.read_apart(file.filename, file.file.read(roll_files.MOST_BYTES + 1), units, only=only)
    except RefusedRollError as error:
        return _form(request, refused=error.reason, whole=bool(whole), only=unit)
    name = " ".join(normal(file.filename).split())[:120]
    made = run(
        request, roll_offers.offer, name, found.entries, whole=bool(whole) and found.complete, staff_id=login.staff_id,
        notes=found.notes, bad=found.bad,
    )  # fmt: skip
    if found.bad:
        return _form(request, found=found, made=made, whole=bool(whole), only=unit)
    return RedirectResponse(f"/console/roll/import/{made}", status_code=303)


def show(request: Request, offer_id: int, *, login: Login = Depends(_works)) -> Response:
    """What taking it would change."""
    return _show(request, login, offer_id)


def _show(request: Request, login: Login, offer_id: int, *, problem: str = "") -> Response:
    offer, foreseen, names, many, typed = look(request, _known, offer_id)
    numbers = foreseen.numbers
    return page(
        request, "households/offer.html", status=409 if problem else 200, offer=offer, foreseen=foreseen, names=names,
        problem=problem, shown=SHOWN, many_gone=many, waits=seconds.on(request, login, str(offer_id), ROLL_TAKE),
        nothing=not (numbers.added or numbers.changed or numbers.gone), typed=typed, notes=_gathered(offer),
    )  # fmt: skip


def _gathered(offer: Offer) -> list[tuple[str, list[Note]]]:
    """What was left out or corrected, by its kind."""
    kinds = dict.fromkeys(each.what for each in offer.notes)
    return [(kind, [each for each in offer.notes if each.what == kind]) for kind in kinds]


def _known(work: UnitOfWork, offer_id: int) -> tuple[Offer, Foreseen, dict[int, str], int, int]:
    """At the end: how many households leave units that lose many of theirs. It is the number to be typed, or 0."""
    offer = roll_offers.get(work, offer_id)
    foreseen, stands = roll_offers.foresee(work, offer), households.totals(work)
    leaving = Counter(each.unit_id for each in foreseen.gone)
    many = sum(number for unit, number in leaving.items() if number * MANY_GONE > stands[unit])
    return offer, foreseen, ward.unit_names(work), many, must_type(work, foreseen)


def bad_rows(request: Request, offer_id: int, *, login: Login = Depends(_works)) -> Response:
    """The rows that could not be taken, each with what is wrong, to be corrected and uploaded again."""
    del login
    offer = look(request, roll_offers.get, offer_id)
    head = [*(say(request, f"roll.column.{each}") for each in (*COLUMNS, "fault", "sheet", "row"))]
    rows: list[list[Value]] = [
        [
            row.unit,
            row.code,
            row.name,
            row.phone,
            "; ".join(_said(request, each) for each in row.faults),
            row.sheet,
            row.row,
        ]
        for row in offer.bad
    ]
    sheet = Sheet(say(request, "roll.import.bad_title"), head, rows, widths=(24, 14, 30, 16, 60, 16, 8))
    name = f"dong-loi-{offer_id}.xlsx"
    made = sheets.whole([sheet], font=font_of_papers(request))
    return Response(made, media_type=sheets.TYPE, headers=as_file(name))


def _said(request: Request, fault: Fault) -> str:
    return f"{say(request, f'roll.fault.{fault.what}')} {fault.about}".strip()


def take(
    request: Request, offer_id: int, *, mark: Annotated[str, Form()] = "", typed: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:  # fmt: skip
    """Ask to make it the roll, if it still changes what the page showed."""

    def ask(work: UnitOfWork) -> int:
        return roll_desk.ask_to_take(work, offer_id, mark=mark, typed=typed, by=login.reader)

    try:
        return seconds.waits(request, ask)
    except ConflictError as error:
        return _show(request, login, offer_id, problem=why.key(error))


def leave(request: Request, offer_id: int, *, login: Login = Depends(_works)) -> Response:
    """Drop the table."""
    del login
    run(request, roll_offers.leave, offer_id)
    return RedirectResponse("/console/roll", status_code=303)
