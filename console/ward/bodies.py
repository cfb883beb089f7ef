"""The address book of bodies to which cases are forwarded, and a member of staff's own prepared answers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import topics
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from console.ward import canned_files, canned_form
from console.ward.canned_form import Typed, typed_in
from core.errors import ConflictError
from handlers.ward import settings
from storage.ward import bodies, ward

_manages = require("settings.change")
_works = require("work")
_BOOK, _OWN = "/console/settings/bodies", "/console/canned"


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_BOOK, book, methods=["GET"])
    routes.add_api_route(_BOOK, put_body, methods=["POST"])
    routes.add_api_route(f"{_BOOK}/{{body_id}}/drop", drop_body, methods=["POST"])
    routes.add_api_route(_OWN, own, methods=["GET"])
    routes.add_api_route(_OWN, put_own, methods=["POST"])
    routes.add_api_route(f"{_OWN}/files/{{file_id}}", file, methods=["GET"])
    routes.add_api_route(f"{_OWN}/{{canned_id}}/drop", drop_own, methods=["POST"])
    return routes


def book(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """The address book."""
    return _book(request)


def put_body(
    request: Request,
    *,
    body_id: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    about: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Write a body, new or changed."""
    typed = {"id": body_id, "name": name, "phone": phone, "about": about}
    if not name.strip():
        return _book(request, status=422, problem=say(request, "desk.bodies.incomplete"), typed=typed)
    try:
        run(request, settings.write_body, whole(body_id), name=name, phone=phone, about=about, by=login.staff_id)
    except ConflictError:
        return _book(request, status=409, problem=say(request, "desk.bodies.taken", name=name.strip()), typed=typed)
    return RedirectResponse(f"{_BOOK}?done=saved", status_code=303)


def drop_body(request: Request, body_id: int, login: Login = Depends(_manages)) -> Response:
    """Take a body out of the book. Cases that went there keep its name."""
    run(request, settings.drop_body, body_id, by=login.staff_id)
    return RedirectResponse(f"{_BOOK}?done=saved", status_code=303)


def own(request: Request, login: Login = Depends(_works)) -> Response:
    """Their own prepared answers, and those for everybody."""
    return _own(request, login)


def put_own(request: Request, typed: Typed = Depends(typed_in), login: Login = Depends(_works)) -> Response:
    """Write a prepared answer of their own, with its files."""
    if refused := canned_form.write(request, typed, by=login.staff_id, own=True):
        return _own(request, login, status=refused[0], problem=refused[1], typed=typed.shown())
    return RedirectResponse(f"{_OWN}?done=saved", status_code=303)


def file(request: Request, file_id: int, login: Login = Depends(_works)) -> Response:
    """One file of a prepared answer that they may use."""
    return canned_files.shown(request, file_id, login)


def drop_own(request: Request, canned_id: int, login: Login = Depends(_works)) -> Response:
    """Remove one of their own."""
    run(request, ward.drop_canned, canned_id, own_of=login.staff_id)
    return RedirectResponse(f"{_OWN}?done=saved", status_code=303)


_NO_BODY = {"id": "", "name": "", "phone": "", "about": ""}
_NO_ANSWER = {"id": "", "short": "", "title": "", "text": "", "verb": "word", "topic": ""}


def _book(request: Request, *, status: int = 200, problem: str = "", typed: dict[str, str] | None = None) -> Response:
    found = look(request, bodies.everyone)
    return page(request, "ward/bodies.html", status=status, problem=problem, bodies=found, typed=typed or _NO_BODY)


def _own(
    request: Request, login: Login, *, status: int = 200, problem: str = "", typed: dict[str, str] | None = None
) -> Response:
    found = look(request, ward.canned_answers, own_of=login.staff_id)
    return page(
        request,
        "ward/canned.html",
        status=status,
        problem=problem,
        own=[each for each in found if each.staff_id is not None],
        others=[each for each in found if each.staff_id is None],
        typed=typed or _NO_ANSWER,
        topics=look(request, topics.offered),
    )
