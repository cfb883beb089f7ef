"""What goes out in the coming year, by month; and leaving out one time of a series."""

from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, require
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.bulletins import series as bulletin_series
from storage.bulletins.series import Coming

_writes = require("bulletin.write")
_approves = require("bulletin.approve")
_COMING = "/console/bulletins/coming"


def router() -> APIRouter:
    """The routes. They come before those of one bulletin, whose addresses take any act."""
    routes = late_routes()
    routes.add_api_route(_COMING, coming, methods=["GET"])
    routes.add_api_route("/console/bulletins/{bulletin_id:int}/skip", skip, methods=["POST"])
    return routes


def coming(request: Request, did: str = "", login: Login = Depends(_writes)) -> Response:
    """The year ahead."""
    del login
    found = look(request, bulletin_series.coming)
    months = [(month, list(each)) for month, each in groupby(found, key=_month)]
    return page(request, "bulletins/coming.html", months=months, did=did if did in {"skipped", "late"} else "")


def _month(each: Coming) -> date:
    return in_vietnam(each.start).date().replace(day=1)


def skip(
    request: Request, bulletin_id: int, slot: Annotated[str, Form()] = "", login: Login = Depends(_approves)
) -> Response:
    """Leave out one time of a series. The others stay."""
    try:
        run(request, bulletin_series.skip, bulletin_id, slot, staff_id=login.staff_id)
    except ConflictError:
        return RedirectResponse(f"{_COMING}?did=late", status_code=303)
    return RedirectResponse(f"{_COMING}?did=skipped", status_code=303)
