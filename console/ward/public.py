"""The ward's front page: what this is, the way into the web chat, the way into the console."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import cookies
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import LANGUAGE_COOKIE, page
from core.words import LANGUAGES
from storage.ward import ward


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/", front, methods=["GET"])
    routes.add_api_route("/favicon.ico", icon, methods=["GET"])
    return routes


def icon() -> Response:
    """The icon under its old address; pages name the new one."""
    return RedirectResponse("/static/icon.svg", status_code=308)


def front(request: Request) -> Response:
    """The page for residents, in the language that they choose by its buttons."""
    response: Response = page(request, "ward/front.html", reception=look(request, ward.reception))
    chosen = request.query_params.get("lang", "")
    if chosen in LANGUAGES:
        cookies.put(response, LANGUAGE_COOKIE, chosen, secure=context_of(request).settings.secure)
    return response
