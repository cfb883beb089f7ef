"""The queue: the rail of views, filters and search, the list, and the pieces of it that a live page asks for."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from console.cases.listing import listing
from console.frame.access import Login, signed_in
from console.frame.asking import Asked
from console.frame.choices import choices
from console.frame.render import page


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/", queue, methods=["GET"])
    routes.add_api_route("/console/rows", rows, methods=["GET"])
    return routes


def queue(request: Request, login: Login = Depends(signed_in)) -> Response:
    """The page. Works without a script: filters are a form, "more" is a link."""
    asked = Asked.of(request.query_params)
    return page(request, "cases/queue/page.html", list=listing(request, login, asked), choices=choices(), here="")


def rows(request: Request, here: str = "", login: Login = Depends(signed_in)) -> Response:
    """The rail and the list alone, as `/console/` with the same query shows them; `here` is the opened case's code."""
    asked = Asked.of(request.query_params)
    return page(request, "cases/queue/rows.html", list=listing(request, login, asked), here=here)
