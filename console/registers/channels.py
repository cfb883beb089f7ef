"""The ward's official channels in public, with what residents say of them, and announced outages.

NĐ 224/2026/NĐ-CP Điều 9 to 13.
"""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from storage.database.unit import UnitOfWork
from storage.registers import channel_rates, entries
from storage.registers.channel_rates import Told
from storage.registers.entries import Asked, Entry

_MOST = 50


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/kenh-chinh-thuc", listing, methods=["GET"])
    return routes


def listing(request: Request) -> Response:
    """Every channel in use, and what is out or will be."""
    used, out, told = look(request, _listed)
    return page(request, "registers/channels.html", used=used, out=out, told=told, least=channel_rates.FEWEST)


def _listed(work: UnitOfWork) -> tuple[list[Entry], list[Entry], dict[int, Told]]:
    used = channel_rates.in_use(work)
    out = entries.some(work, Asked("outage", public=True), reader=None, limit=_MOST)
    return used, out, channel_rates.told(work, [each.id for each in used])
