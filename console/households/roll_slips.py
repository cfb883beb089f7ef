"""Slips for the households of a unit, to print and carry round: a code, its QR, and what to do with it.

A code is in the answer to one press and nowhere else. The QR opens the web chat with the code after "#". No browser
sends that part, so it is in no server's log.
"""

from collections.abc import Sequence
from functools import partial

import segno
from fastapi import APIRouter, Depends
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from console.frame.access import Login, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look
from console.frame.render import page
from core.errors import NotFoundError
from core.words import FIRST
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import person_codes, roll_list
from storage.households.claims import Slip
from storage.households.roll_list import UnitLine
from storage.ward import ward

_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/roll/slips", form, methods=["GET"])
    return routes


def form(request: Request, *, unit: str = "", login: Login = Depends(_works)) -> Response:
    """The units, with the number of slips that a print would make."""
    del login
    lines, names = look(request, _known)
    return page(request, "households/slips.html", lines=lines, names=names, unit=unit)


def _known(work: UnitOfWork) -> tuple[list[UnitLine], dict[int, str]]:
    return roll_list.by_unit(work), ward.unit_names(work)


def sheet(
    request: Request, slips: Sequence[Slip], *, back: str, more: dict[str, str] | None = None, act: str = ""
) -> Response:
    """The page to print, in Vietnamese. `more`: the fields of a form that prints the next ones, sent to `act`."""
    context = context_of(request)
    names = look(request, ward.unit_names)
    oa = context.settings.zalo_oa_id
    return page(
        request, "households/sheet.html", slips=[(each, picture(request, each.code)) for each in slips], names=names,
        told=partial(context.words.say, FIRST), zalo=f"zalo.me/{oa}" if oa else "", back=back, more=more, act=act,
        here=context.settings.public_url.partition("://")[2] + "/chat",
    )  # fmt: skip


def picture(request: Request, code: str) -> Markup:
    """The QR that opens the web chat with this code in the text box."""
    if not (household_claims.typed(code) or person_codes.typed(code)):
        raise NotFoundError("no such code")
    made = segno.make(f"{context_of(request).settings.public_url}/chat#{code}", error="m", micro=False)
    return Markup(made.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass="qr__line"))  # noqa: S704  # ours
