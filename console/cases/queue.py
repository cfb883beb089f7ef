"""The queue: the rail of views, filters and search, the list, and the parts of it that a live page asks for."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.cases import day
from console.cases.listing import listing
from console.frame.access import Login, may, require, signed_in
from console.frame.asking import Asked
from console.frame.choices import choices
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.errors import ConflictError
from storage.ward import saved_views

_queue = require("queue.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/", queue, methods=["GET"])
    routes.add_api_route("/console/rows", rows, methods=["GET"])
    routes.add_api_route("/console/views", save_view, methods=["POST"])
    routes.add_api_route("/console/views/{view_id}/drop", drop_view, methods=["POST"])
    return routes


def queue(request: Request, login: Login = Depends(signed_in)) -> Response:
    """The page. It works without a script: filters are a form, "more" is a link. Who sees no case is led on."""
    if not may(login, "queue.read"):
        return RedirectResponse("/console/registers", status_code=303)
    asked = Asked.of(request.query_params)
    found = listing(request, login, asked)
    counts = None if asked.narrowed else found.counted
    return page(
        request, "cases/queue/page.html", list=found, choices=choices(), here="",
        day=look(request, day.read, login, counts=counts),
    )  # fmt: skip


def rows(request: Request, here: str = "", login: Login = Depends(_queue)) -> Response:
    """The rail and the list alone, as `/console/` with the same query shows them. `here` is the opened case's code."""
    asked = Asked.of(request.query_params)
    return page(request, "cases/queue/rows.html", list=listing(request, login, asked), here=here)


def save_view(request: Request, name: Annotated[str, Form()] = "", login: Login = Depends(_queue)) -> Response:
    """Keep the list of this address under a name, instead of one of the same name. One beyond the limit is not kept."""
    query = Asked.of(request.query_params).query(after="", pages="")
    if name.strip():
        try:
            run(request, saved_views.save, login.staff_id, name=name, query=query)
        except ConflictError:
            return RedirectResponse(f"/console/{query}", status_code=303)
    return RedirectResponse(f"/console/{query}{'&' if query else '?'}done=saved", status_code=303)


def drop_view(request: Request, view_id: int, login: Login = Depends(_queue)) -> Response:
    """Forget one of their views."""
    run(request, saved_views.drop, login.staff_id, view_id)
    return RedirectResponse("/console/?done=saved", status_code=303)
