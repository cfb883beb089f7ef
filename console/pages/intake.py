"""Intake at the desk and by phone: what somebody says in person joins the same queue as what others write."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.access import Login, context_of, require
from console.render import page
from core.errors import NotFoundError
from core.text import normal
from storage import cases, ward
from storage.cases import Filed, Filing
from storage.unit import UnitOfWork

ORIGINS = ("desk", "phone")
KINDS = ("phan_anh", "kien_nghi", "khieu_nai", "to_cao")
LONGEST = 20_000  # characters
_works = require("intake")


@dataclass(frozen=True, slots=True)
class Told:
    """What the form says, cleaned."""

    origin: str = "desk"
    kind: str = ""
    text: str = ""
    place: str = ""
    unit_id: int | None = None
    name: str = ""
    phone: str = ""
    urgent: bool = False


def _read(
    *,
    origin: Annotated[str, Form()] = "desk",
    kind: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    place: Annotated[str, Form()] = "",
    unit: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    urgent: Annotated[str, Form()] = "",
) -> Told:
    return Told(
        origin=origin if origin in ORIGINS else "desk",
        kind=kind if kind in KINDS else "",
        text=normal(text).strip()[:LONGEST],
        place=normal(place).strip()[:500],
        unit_id=int(unit) if unit.isascii() and unit.isdigit() else None,
        name=normal(name).strip()[:128],
        phone=normal(phone).strip()[:32],
        urgent=bool(urgent),
    )


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/intake", form, methods=["GET"])
    routes.add_api_route("/console/intake", record, methods=["POST"])
    return routes


def form(request: Request, *, filed: str = "", case: int = 0, login: Login = Depends(_works)) -> Response:
    """The form; after a filing with the code of what was filed, which the officer may not be allowed to open."""
    return _page(request, login, filed=filed, case_id=case)


def record(request: Request, told: Told = Depends(_read), login: Login = Depends(_works)) -> Response:
    """File the case. Nothing is lost when something is missing: the form comes back as it was."""
    context = context_of(request)
    if not told.kind or not told.text:
        return _page(request, login, status=422, told=told, incomplete=True)
    made = context.database.run(_file, told, by=login.staff_id, prefix=context.settings.case_prefix)
    return RedirectResponse(f"/console/intake?filed={made.code}&case={made.case_id}&done=saved", status_code=303)


def _file(work: UnitOfWork, told: Told, *, by: int, prefix: str) -> Filed:
    filing = Filing(
        kind=told.kind,
        text=told.text,
        origin=told.origin,
        name=told.name,
        phone=told.phone,
        place=told.place,
        unit_id=told.unit_id,
        urgent=told.urgent,
        anonymous=not told.name,
        staff_id=by,
    )
    return cases.file(work, filing, prefix=prefix)


_NOTHING = Told()


def _page(
    request: Request,
    login: Login,
    *,
    status: int = 200,
    told: Told = _NOTHING,
    incomplete: bool = False,
    filed: str = "",
    case_id: int = 0,
) -> Response:
    units, found = context_of(request).database.look(_known, login, case_id)
    return page(
        request,
        "intake.html",
        status=status,
        told=told,
        incomplete=incomplete,
        units=units,
        origins=ORIGINS,
        kinds=KINDS,
        code=filed if filed.replace("-", "").isalnum() and len(filed) < 25 else "",
        case=found,
    )


def _known(work: UnitOfWork, login: Login, case_id: int) -> tuple[list[ward.Unit], cases.CaseView | None]:
    units = ward.units_now(work)
    try:
        return units, cases.view(work, case_id, reader=login.reader) if case_id else None
    except NotFoundError:  # a denunciation is sealed from this officer in the moment it is filed
        return units, None
