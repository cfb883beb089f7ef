"""Topics of the ward's own, and units that get another name or end: admins add, rename and retire."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from core.errors import ConflictError
from handlers.ward import naming
from storage.database.unit import UnitOfWork
from storage.ward import own_topics, ward

_TOPICS = "/console/settings/topics"
_UNITS = "/console/settings/units/names"
_manages = require("settings.change")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_TOPICS, topics, methods=["GET"])
    routes.add_api_route(_TOPICS, add_topic, methods=["POST"])
    routes.add_api_route(f"{_TOPICS}/{{topic_id}}", rename_topic, methods=["POST"])
    routes.add_api_route(f"{_TOPICS}/{{topic_id}}/retire", retire_topic, methods=["POST"])
    routes.add_api_route(_UNITS, units, methods=["GET"])
    routes.add_api_route(f"{_UNITS}/{{unit_id}}", rename_unit, methods=["POST"])
    routes.add_api_route(f"{_UNITS}/{{unit_id}}/retire", retire_unit, methods=["POST"])
    return routes


def topics(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """The topics, the retired ones and the former titles too."""
    return _topics(request)


def add_topic(request: Request, title: Annotated[str, Form()] = "", login: Login = Depends(_manages)) -> Response:
    """Offer a topic."""
    return _done(request, _topics, _TOPICS, lambda work: naming.add_topic(work, title, by=login.staff_id))


def rename_topic(
    request: Request, topic_id: int, title: Annotated[str, Form()] = "", login: Login = Depends(_manages)
) -> Response:
    """Give it another title."""
    return _done(request, _topics, _TOPICS, lambda work: naming.rename_topic(work, topic_id, title, by=login.staff_id))


def retire_topic(
    request: Request, topic_id: int, again: Annotated[str, Form()] = "", login: Login = Depends(_manages)
) -> Response:
    """Stop offering it, or offer it again."""
    retired = not again
    return _done(
        request, _topics, _TOPICS, lambda work: naming.retire_topic(work, topic_id, retired=retired, by=login.staff_id)
    )


def units(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """The present units, and what became of others."""
    return _units(request)


def rename_unit(
    request: Request, unit_id: int, name: Annotated[str, Form()] = "", login: Login = Depends(_manages)
) -> Response:
    """Give it another name; the former one is still understood."""
    return _done(request, _units, _UNITS, lambda work: naming.rename_unit(work, unit_id, name, by=login.staff_id))


def retire_unit(
    request: Request, unit_id: int, into: Annotated[str, Form()] = "", login: Login = Depends(_manages)
) -> Response:
    """End it; `into`: the unit that it became a part of."""
    return _done(
        request, _units, _UNITS,
        lambda work: naming.retire_unit(work, unit_id, into=whole(into), by=login.staff_id),
    )  # fmt: skip


_Page = Callable[..., Response]


def _done(request: Request, shows: _Page, address: str, does: Callable[[UnitOfWork], None]) -> Response:
    try:
        run(request, does)
    except ConflictError:
        return shows(request, status=409)
    return RedirectResponse(f"{address}?done=saved", status_code=303)


def _topics(request: Request, *, status: int = 200) -> Response:
    found = look(request, own_topics.everyone, retired=True)
    problem = say(request, "desk.topics.taken") if status != 200 else ""
    return page(request, "ward/own_topics.html", status=status, found=found, problem=problem)


def _units(request: Request, *, status: int = 200) -> Response:
    problem = say(request, "desk.units.taken") if status != 200 else ""
    return page(
        request, "ward/unit_names.html", status=status, units=look(request, ward.units_now),
        past=look(request, ward.unit_histories), problem=problem,
    )  # fmt: skip
