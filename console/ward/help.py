"""The page that explains the console: the keys, the colours, what each role may do, what the law asks."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from console.frame.access import Login, signed_in
from console.frame.door import late_routes
from console.frame.render import page

KEYS = ("j", "k", "Enter", "r", "n", "a", "x", "s", "/", "?", "Esc")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/help", show, methods=["GET"])
    return routes


def show(request: Request, login: Login = Depends(signed_in)) -> Response:  # noqa: ARG001  # only for staff
    """The page."""
    words = {"/": "slash", "?": "question"}
    return page(request, "ward/help.html", keys=[(key, words.get(key, key.lower())) for key in KEYS])
