"""What admins must know and mark as seen: messages set aside, a bot that is refused. Kinds and ids, never words."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from handlers.ward import settings
from storage.ward import alerts

_manages = require("alerts.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/alerts", show, methods=["GET"])
    routes.add_api_route("/console/alerts", see, methods=["POST"])
    routes.add_api_route("/console/alerts/again", again, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """The list, with those not yet seen first."""
    found = look(request, alerts.latest)
    return page(request, "ward/alerts.html", alerts=found, newest=max((each.id for each in found), default=0))


def see(
    request: Request,
    upto: Annotated[int, Form()] = 0,
    only: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Mark one as seen, or all that the page showed."""
    one = whole(only)
    run(request, alerts.see, upto, staff_id=login.staff_id, only=one)
    return RedirectResponse("/console/alerts", status_code=303)


def again(request: Request, of: Annotated[int, Form()], login: Login = Depends(_manages)) -> Response:
    """Have everything that was set aside handled again, and mark the alert as seen."""
    run(request, settings.handle_after_all, of, by=login.staff_id)
    return RedirectResponse("/console/alerts", status_code=303)
