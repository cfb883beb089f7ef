"""The ward's official channels in public, with outages that were announced (NĐ 224/2026/NĐ-CP Điều 9, 13)."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Asked, Entry

_MOST = 50


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/kenh-chinh-thuc", listing, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """Every channel in use, and what is out or will be."""
    return page(request, "registers/channels.html", found=look(request, _listed))


def _listed(work: UnitOfWork) -> tuple[list[Entry], list[Entry]]:
    used = entries.some(work, Asked("channel", public=True), reader=None, limit=_MOST, first=True)
    out = entries.some(work, Asked("outage", public=True), reader=None, limit=_MOST)
    return used, out
