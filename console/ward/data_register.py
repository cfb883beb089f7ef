"""The registers of personal data: requests of people, and breaches, with their clocks (NĐ 356/2025 Điều 5, 28)."""

from contextlib import suppress
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.days.calendar import Days, unsure_term
from civics.personal_data import Asked, Kind
from civics.polls.terms import day_in
from console.frame import why
from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.clock import VIETNAM
from core.errors import ConflictError
from storage.people import data_requests
from storage.people.data_requests import Steps
from storage.ward import days

_manages = require("settings.change")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    base = "/console/data"
    routes.add_api_route(base, show, methods=["GET"])
    routes.add_api_route(base, add, methods=["POST"])
    routes.add_api_route(base + "/breaches", add_breach, methods=["POST"])
    routes.add_api_route(base + "/breaches/{breach_id}", notified, methods=["POST"])
    routes.add_api_route(base + "/{request_id}", step, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """Both registers, with open entries first."""
    return _show(request)


def _show(request: Request, *, problem: str = "", given: dict[str, str] | None = None) -> Response:
    requests, own = look(request, data_requests.requests), look(request, days.known)
    return page(
        request, "ward/data_register.html", status=409 if problem else 200, problem=problem, given=given or {},
        requests=requests, unsure={each.id: _unsure(each, own) for each in requests},
        breaches=look(request, data_requests.breaches), kinds=tuple(Kind),
    )  # fmt: skip


def _unsure(asked: data_requests.Request, own: Days) -> tuple[str, ...]:
    """Why the day by which it must be acknowledged may still change; nothing once that is done."""
    return () if asked.acknowledged_on else unsure_term(asked.asked.received_on, asked.acknowledge_by, own)


async def _sent(request: Request) -> FormData:
    return await request.form()


def add(request: Request, form: FormData = Depends(_sent), login: Login = Depends(_manages)) -> Response:
    """Register a request. A refused form comes back as it was typed."""
    given = {name: str(value) for name, value in form.items()}
    kind = given.get("kind", "")
    asked = Asked(
        Kind(kind) if kind in set(Kind) else Kind.ACCESS, day_in(given.get("received_on")) or date.max,
        bool(given.get("processor")),
    )  # fmt: skip
    try:
        run(request, data_requests.add, asked, who=given.get("who", ""), staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, problem=why.key(error), given=given)
    return _done()


def step(
    request: Request, request_id: int, form: FormData = Depends(_sent), login: Login = Depends(_manages)
) -> Response:
    """Record what was done about a request."""
    given = {name: str(value) for name, value in form.items()}
    days = {name: day_in(given.get(name)) for name in ("acknowledged_on", "extended_told_on", "done_on")}
    try:
        steps = Steps(**days, answer=given.get("answer", ""))
        run(request, data_requests.step, request_id, steps, staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, problem=why.key(error))
    return _done()


def add_breach(
    request: Request,
    what: Annotated[str, Form()] = "",
    found_at: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Open the dossier of a breach."""
    try:
        run(request, data_requests.add_breach, what, found_at=_moment(found_at), staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, problem=why.key(error), given={"what": what, "found_at": found_at})
    return _done()


def notified(
    request: Request,
    breach_id: int,
    at: Annotated[str, Form()] = "",
    measures: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Record when the authority was notified."""
    try:
        run(request, data_requests.notified, breach_id, _moment(at), measures=measures, staff_id=login.staff_id)
    except ConflictError as error:
        return _show(request, problem=why.key(error))
    return _done()


def _moment(text: str) -> datetime:
    """A time on a wall clock in Viet Nam. An invalid one becomes a time far ahead, which is refused with a sentence."""
    with suppress(ValueError):
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=VIETNAM) if found.tzinfo is None else found
    return datetime(9999, 1, 1, tzinfo=VIETNAM)


def _done() -> Response:
    return RedirectResponse("/console/data?done=saved", status_code=303)
