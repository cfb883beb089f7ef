"""What admins set at run time: reception, who is on duty, prepared answers, units; and the clocks in force."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.clocks import CaseClock, clocks_for
from civics.cases.promises import promised
from civics.days.calendar import Days
from civics.ward.roles import works
from console.frame import topics
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from console.ward import alarms, canned_form
from console.ward.canned_form import Typed, typed_in
from core.errors import ConflictError
from core.message import Json
from core.text import fold, normal
from handlers.cases.chief import CHIEF
from handlers.ward import settings as acts
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward import days, ward

RECEPTION = ("place", "hours", "phone", "duty_phone")
KINDS = ("phan_anh", "kien_nghi", "hoi", "khieu_nai", "to_cao")
UNIT_KINDS = ("to_dan_pho", "xom")
_manages = require("settings.change")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/settings", show, methods=["GET"])
    routes.add_api_route("/console/settings", save, methods=["POST"])
    routes.add_api_route("/console/settings/alarms", save_alarms, methods=["POST"])
    routes.add_api_route("/console/settings/canned", put_canned, methods=["POST"])
    routes.add_api_route("/console/settings/canned/{canned_id}/drop", drop_canned, methods=["POST"])
    routes.add_api_route("/console/settings/units", add_unit, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """All settings on one page."""
    return _page(request)


def save(
    request: Request,
    *,
    place: Annotated[str, Form()] = "",
    hours: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    duty_phone: Annotated[str, Form()] = "",
    duty: Annotated[str, Form()] = "",
    chief: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Write the reception, who is on duty, and the chief who is told of late cases."""
    values: dict[str, Json] = {}
    for name, said in zip(RECEPTION, (place, hours, phone, duty_phone), strict=True):
        values[f"reception.{name}"] = normal(said).strip()[:300]
    values["duty.staff_id"] = whole(duty)
    values[CHIEF] = whole(chief)
    run(request, acts.save, values, by=login.staff_id)
    return RedirectResponse("/console/settings?done=saved", status_code=303)


async def _typed(request: Request) -> dict[str, str]:
    form = await request.form()
    return {each.key: str(form.get(each.key, "")).strip()[:9] for each in alarms.ALARMS}


def save_alarms(
    request: Request, typed: dict[str, str] = Depends(_typed), login: Login = Depends(_manages)
) -> Response:
    """Set from which number on admins get an alert; an empty field means the usual."""
    values, bad = alarms.read(typed)
    if bad:
        return _page(request, status=422, problem=say(request, "console.settings.alarms_bad"), typed=typed, bad=bad)
    run(request, acts.save_alarms, values, usual={each.key: each.usual for each in alarms.ALARMS}, by=login.staff_id)
    return RedirectResponse("/console/settings?done=saved#alarms", status_code=303)


def put_canned(request: Request, typed: Typed = Depends(typed_in), login: Login = Depends(_manages)) -> Response:
    """Write a prepared answer, new or changed, with its files."""
    if refused := canned_form.write(request, typed, by=login.staff_id):
        return _page(request, status=refused[0], problem=refused[1], canned=typed.shown())
    return RedirectResponse("/console/settings?done=saved#canned", status_code=303)


def drop_canned(request: Request, canned_id: int, login: Login = Depends(_manages)) -> Response:
    """Remove a prepared answer."""
    run(request, acts.drop_canned, canned_id, by=login.staff_id)
    return RedirectResponse("/console/settings?done=saved#canned", status_code=303)


def add_unit(
    request: Request,
    *,
    name: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "to_dan_pho",
    aliases: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Add a group or hamlet; its code is made from its name."""
    code = fold(name).replace(" ", "-")[:32]
    if not code or kind not in UNIT_KINDS:
        return _page(request, status=422, problem=say(request, "console.settings.unit_incomplete"))
    others = tuple(each for each in (normal(part).strip() for part in aliases.split(",")) if each)
    try:
        run(request, acts.add_unit, code, kind=kind, name=name, aliases=others, by=login.staff_id)
    except ConflictError:
        return _page(request, status=409, problem=say(request, "console.settings.unit_taken", name=name))
    return RedirectResponse("/console/settings?done=saved#units", status_code=303)


# --- the page ---------------------------------------------------------------------------------------------------

_NEW: dict[str, str] = {"id": "", "short": "", "title": "", "text": "", "verb": "answer", "topic": ""}


def _page(
    request: Request,
    *,
    status: int = 200,
    problem: str = "",
    canned: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    bad: frozenset[str] = frozenset(),
) -> Response:
    values, answers, units, people, chosen, own = look(request, _all)
    return page(
        request,
        "ward/settings.html",
        status=status,
        problem=problem,
        values=values,
        answers=answers,
        canned=canned or _NEW,
        units=units,
        people=[each for each in people if works(each.role)],
        chiefs=people,
        reception=RECEPTION,
        alarms=[
            (each, str(values.get(each.key) or each.usual) if typed is None else typed[each.key], each.key in bad)
            for each in alarms.ALARMS
        ],
        clocks=_clocks(context_of(request).clock(), chosen, own),
        unit_kinds=UNIT_KINDS,
        topics=look(request, topics.offered),
    )


def _clocks(now: datetime, chosen: dict[str, int], own: Days) -> list[tuple[str, CaseClock]]:
    """What would be due for each kind if it came now, with a valid đơn where the law asks for one."""
    return [
        (kind, clock)
        for kind in KINDS
        for clock in clocks_for(
            kind, now, urgent=True, form_date=now, accepted_on=now, promised=promised(chosen, kind, "khac"), days=own
        )
    ]


def _all(
    work: UnitOfWork,
) -> tuple[dict[str, Json], list[ward.Canned], list[ward.Unit], list[staff.Account], dict[str, int], Days]:
    return (
        ward.settings(work),
        ward.canned_answers(work),
        ward.units_now(work),
        staff.everyone(work, active=True),
        ward.promises(work),
        days.known(work),
    )
