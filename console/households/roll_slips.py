"""Slips for the households of a unit, to be printed and carried round: a code, its QR, and what to do with it.

A code stands on the answer to one press and nowhere else. The QR opens the web chat with the code behind "#", which no
browser sends, so that it stands in no server's log.
"""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from console.frame.access import Login, context_of, require
from console.frame.asking import whole
from console.frame.render import page
from core.errors import NotFoundError
from core.words import FIRST
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import roll_list
from storage.households.claims import MOST_SLIPS, Slip
from storage.households.roll_list import UnitLine
from storage.ward import ward

_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/roll/slips", form, methods=["GET"])
    routes.add_api_route("/console/roll/slips", print_them, methods=["POST"])
    return routes


def form(request: Request, *, unit: str = "", login: Login = Depends(_works)) -> Response:
    """The units, with how many slips a print would make."""
    del login
    return _form(request, unit=unit)


def _form(request: Request, *, unit: str = "", problem: str = "") -> Response:
    lines, stamps, names = context_of(request).database.look(_known)
    status = 409 if problem else 200
    return page(
        request, "households/slips.html", status=status, lines=lines, stamps=stamps, names=names, unit=unit,
        problem=problem, most=MOST_SLIPS,
    )  # fmt: skip


def _known(work: UnitOfWork) -> tuple[list[UnitLine], dict[int, int], dict[int, str]]:
    lines = roll_list.by_unit(work)
    stamps = {each.unit_id: roll_list.printed(work, each.unit_id) for each in lines}
    return lines, stamps, ward.unit_names(work)


def print_them(
    request: Request,
    *,
    unit: Annotated[str, Form()] = "",
    stamp: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    after: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """New codes, on a page to be printed. The same press come twice makes none, so that no printed slip dies of it."""
    number, seen = whole(unit), whole(stamp)

    def body(work: UnitOfWork) -> tuple[list[Slip], int] | None:
        if number is None or seen != roll_list.printed(work, number):
            return None
        slips = household_claims.print_slips(work, number, again=bool(again), staff_id=login.staff_id, after=after[:32])
        return slips, roll_list.printed(work, number)

    found = context_of(request).database.run(body)
    if found is None or not found[0]:
        return _form(request, unit=unit, problem="roll.slips.stale" if found is None else "roll.slips.nobody")
    slips, now = found
    more = {"unit": unit, "stamp": str(now), "again": again, "after": slips[-1].household.code}
    return sheet(request, slips, back="/console/roll/slips", more=more if len(slips) == MOST_SLIPS else None)


def sheet(request: Request, slips: Sequence[Slip], *, back: str, more: dict[str, str] | None = None) -> Response:
    """The page to be printed, in Vietnamese. `more`: the fields of a form that prints the next ones."""
    context = context_of(request)
    names = context.database.look(ward.unit_names)
    oa = context.settings.zalo_oa_id
    return page(
        request, "households/sheet.html", slips=[(each, picture(request, each.code)) for each in slips], names=names,
        told=partial(context.words.say, FIRST), zalo=f"zalo.me/{oa}" if oa else "", back=back, more=more,
        here=context.settings.public_url.partition("://")[2] + "/chat",
    )  # fmt: skip


def picture(request: Request, code: str) -> Markup:
    """The QR that opens the web chat with this code in the box."""
    if not household_claims.typed(code):
        raise NotFoundError("no such code")
    made = segno.make(f"{context_of(request).settings.public_url}/chat#{code}", error="m", micro=False)
    return Markup(made.svg_inline(border=4, omitsize=True, svgclass="qr", lineclass="qr__line"))  # noqa: S704  # ours
