"""Who is on duty on which day, and the emergencies from chats that wait for them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.ward.roles import works
from civics.ward.shifts import Shift
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.clock import in_vietnam
from handlers.cases import ringing
from handlers.staff import telling
from handlers.ward import teams
from storage.cases import duty
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward.alerts import Alert
from storage.ward.sight import Reader

_DAYS = range(7)
_works = require("case.answer")
_manages = require("settings.change")
_arranges = require("team.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/duty", show, methods=["GET"])
    routes.add_api_route("/console/duty", save, methods=["POST"])
    routes.add_api_route("/console/duty/seen", seen, methods=["POST"])
    routes.add_api_route("/console/duty/date", set_date, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_works)) -> Response:
    """The week, who is on duty now, and the emergencies."""
    week, now, people, told = look(request, _all)
    ward = context_of(request).ward
    deaf = [each for each in look(request, duty.chain) if not look(request, telling.reaches, ward, each)]
    names = {each.id: each.name for each in people}
    return page(
        request, "ward/duty.html", week=week, names=names, emergencies=told,
        people=[each for each in people if works(each.role)],
        now=names.get(now.staff_id, "") if now else "", mine=now is not None and now.staff_id == login.staff_id,
        dates=look(request, duty.dates), today=in_vietnam(context_of(request).clock()).date().isoformat(),
        deaf=[names[each] for each in deaf if each in names], next_minutes=look(request, ringing.minutes),
    )  # fmt: skip


async def _typed(request: Request) -> list[int | None]:
    form = await request.form()
    return [whole(str(form.get(f"day{each}", ""))) for each in _DAYS]


def save(request: Request, days: list[int | None] = Depends(_typed), login: Login = Depends(_manages)) -> Response:
    """Write the week. An account that does not answer cases is left out."""
    run(request, _save, days, by=login.staff_id)
    return RedirectResponse("/console/duty?done=saved", status_code=303)


def set_date(
    request: Request,
    *,
    day: Annotated[str, Form()] = "",
    shift: Annotated[str, Form()] = "",
    who: Annotated[str, Form()] = "",
    login: Login = Depends(_arranges),
) -> Response:
    """Set who is on duty in a shift of a date; without an account: as in the week."""
    try:
        when, part = date.fromisoformat(day.strip()), Shift(shift)
    except ValueError:
        return RedirectResponse("/console/duty", status_code=303)
    run(request, teams.duty_date, when, part, whole(who), by=login.reader)
    return RedirectResponse("/console/duty?done=saved", status_code=303)


def seen(request: Request, alert: Annotated[str, Form()] = "", login: Login = Depends(_works)) -> Response:
    """Record that they have seen an emergency. The person hears it at once."""
    run(request, ringing.saw, context_of(request).ward, whole(alert) or 0, staff_id=login.staff_id)
    return RedirectResponse("/console/duty", status_code=303)


def _save(work: UnitOfWork, days: list[int | None], *, by: int) -> None:
    fit = {each.id for each in staff.everyone(work, active=True) if works(each.role)}
    duty.set_week(work, [each if each in fit else None for each in days], by=by)


def _all(
    work: UnitOfWork,
) -> tuple[tuple[int | None, ...], Reader | None, list[staff.Account], list[Alert]]:
    return duty.week(work), duty.on_duty(work), staff.everyone(work, active=True), duty.emergencies(work)
