"""The heads of the trail, to print and keep where nobody who runs the server can reach them."""

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from storage.database.unit import UnitOfWork
from storage.ward import sealed_chain, trail_chain
from storage.ward.trail_chain import Head

_works = require("work")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/trail", show, methods=["GET"])
    return routes


def show(request: Request, login: Login = Depends(_works)) -> Response:
    """Today's head and those of past days. A head reveals neither what the lines say nor how many there are.

    The head of the sealed trail is only for the named list: its change would tell others that something happened.
    """
    now, past = look(request, _read)
    sealed = look(request, sealed_chain.head) if login.reads_sealed else ""
    return page(request, "ward/trail.html", now=now, past=past, sealed=sealed)


def _read(work: UnitOfWork) -> tuple[Head, list[Head]]:
    return trail_chain.head(work), trail_chain.heads(work)
