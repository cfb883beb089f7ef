"""Requests for codes that let somebody speak for a household.

A second person agrees here; then the asker sees the code, once. Codes for one person, who may not vote, are made at
once.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import why
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from console.households.roll_slips import picture, sheet
from core.errors import ConflictError, NotFoundError
from handlers.people import roll_desk
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import code_asks, households, person_codes
from storage.households.code_asks import Ask, What
from storage.households.households import Household
from storage.ward import ward

_GONE = "roll.asks.gone"
HERE = "/console/roll/asks"
_works = require(code_asks.ACT)


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(HERE, listing, methods=["GET"])
    for name, act in (("agree", agree), ("refuse", refuse), ("take", take)):
        routes.add_api_route(f"{HERE}/{{ask_id}}/{name}", act, methods=["POST"])
    routes.add_api_route("/console/roll/person", person, methods=["POST"])
    routes.add_api_route("/console/roll/slips", slips, methods=["POST"])
    return routes


def listing(request: Request, *, login: Login = Depends(_works)) -> Response:
    """The requests that wait, the oldest first."""
    return _listing(request, login)


def _listing(request: Request, login: Login, *, problem: str = "") -> Response:
    asks, known, names, others = look(request, _known, login.staff_id)
    return page(
        request, "households/asks.html", status=409 if problem else 200, asks=asks, households=known, names=names,
        others=others, problem=problem, me=login.staff_id,
    )  # fmt: skip


def _known(work: UnitOfWork, staff_id: int) -> tuple[list[Ask], dict[int, Household], dict[int, str], int]:
    asks = code_asks.waiting(work)
    ids = {each.household_id for each in asks if each.household_id is not None}
    known = {each: households.get(work, each) for each in ids}
    return asks, known, ward.unit_names(work), code_asks.others(work, staff_id)


def agree(request: Request, ask_id: int, *, login: Login = Depends(_works)) -> Response:
    """Agree to a request of somebody else."""
    ward = context_of(request).ward
    return _done(request, login, lambda work: roll_desk.agree(work, ward, ask_id, staff_id=login.staff_id))


def refuse(request: Request, ask_id: int, *, login: Login = Depends(_works)) -> Response:
    """Refuse a request, or take one's own back."""
    return _done(request, login, lambda work: code_asks.refuse(work, ask_id, staff_id=login.staff_id))


def _done(request: Request, login: Login, body: Callable[[UnitOfWork], None]) -> Response:
    try:
        run(request, body)
    except (ConflictError, NotFoundError) as error:
        return _listing(request, login, problem=_why(error))
    return RedirectResponse(f"{HERE}?done=saved", status_code=303)


def take(
    request: Request, ask_id: int, *, after: Annotated[str, Form()] = "", login: Login = Depends(_works)
) -> Response:
    """The code or the slips that were agreed to. They are in this answer and nowhere else."""
    context = context_of(request)
    try:
        given, household = run(request, roll_desk.take, context.ward, ask_id, after=after[:32], staff_id=login.staff_id
        )  # fmt: skip
    except (ConflictError, NotFoundError) as error:
        return _listing(request, login, problem=_why(error))
    if household is not None and given.code:
        who = "authorised" if given.ask.word else "representative"
        return told(request, given.code, household=household, who=f"roll.code.{who}")
    if not given.slips:
        return _listing(request, login, problem="roll.slips.nobody")
    more = {"after": given.ask.after} if given.more else None
    back = f"/console/roll/ho/{household.id}" if household is not None else "/console/roll/slips"
    return sheet(request, given.slips, back=back, more=more, act=f"{HERE}/{ask_id}/take")


def slips(
    request: Request,
    *,
    unit: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Ask for the slips of a whole group."""
    number = whole(unit)
    if number is None or number not in look(request, ward.unit_names):
        raise NotFoundError("no such unit")
    return to(asked(request, What.SLIPS, login, unit_id=number, again=bool(again)))


def person(request: Request, *, login: Login = Depends(_works)) -> Response:
    """A code for one person at the desk."""
    code = run(request, person_codes.make, staff_id=login.staff_id)
    return told(request, code, household=None, who="roll.person.title", lives=person_codes.LIVES.days)


def told(request: Request, code: str, *, household: Household | None, who: str, lives: int = 0) -> Response:
    """The page that shows a code once. `who`: the words for its owner; `lives`: days, of a person's code."""
    days = lives or household_claims.DESK_LIVES.days
    return page(
        request,
        "households/code.html",
        household=household,
        code=code,
        who=who,
        days=days,
        picture=picture(request, code),
    )


def asked(request: Request, what: What, login: Login, **about: Any) -> int:
    """Make the request; gives its id. Raises ConflictError, NotFoundError."""

    def body(work: UnitOfWork) -> int:
        return code_asks.ask(work, what, staff_id=login.staff_id, **about)

    return run(request, body)


def to(ask_id: int) -> Response:
    """Go to the list, at this request."""
    return RedirectResponse(f"{HERE}?done=saved#a{ask_id}", status_code=303)


def _why(error: ConflictError | NotFoundError) -> str:
    return why.key(error, _GONE) if isinstance(error, ConflictError) else _GONE
