"""One household at the desk: who answers for it in the chat, codes that are told in person, its representative."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.ward.roll import Entry, code_of, name_of
from civics.ward.telephones import phone_of
from console.frame import why
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page
from console.households import code_asks
from core.errors import ConflictError
from core.text import normal
from handlers.people import roll_desk
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims
from storage.households import households
from storage.households.claims import Claim
from storage.households.code_asks import What
from storage.households.households import Act, Household
from storage.ward import ward

WORD = 200  # characters
WHO = ("representative", "authorised", "member")
_OTHERWISE = "roll.problem.changed"
_works = require("poll.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/roll/new", new, methods=["GET"])
    routes.add_api_route("/console/roll/new", add, methods=["POST"])
    base = "/console/roll/ho/{household_id}"
    routes.add_api_route(base, show, methods=["GET"])
    for name, act in (
        ("code", code), ("slip", slip), ("represent", represent), ("remove", remove), ("authorise", authorise),
        ("silence", silence), ("withdraw", withdraw),
    ):  # fmt: skip
        routes.add_api_route(f"{base}/{name}", act, methods=["POST"])
    return routes


def new(request: Request, *, login: Login = Depends(_works)) -> Response:
    """The form for a household that no table contained."""
    del login
    return _new(request, {})


def _new(request: Request, given: dict[str, str], *, wrong: tuple[str, ...] = (), problem: str = "") -> Response:
    units = look(request, ward.units_now)
    options = [("", ""), *((each.id, each.name) for each in units)]
    status = 422 if wrong else 409 if problem else 200
    return page(
        request, "households/new.html", status=status, unit_options=options, given=given, wrong=wrong, problem=problem
    )


def add(
    request: Request,
    *,
    unit: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Put it on the roll."""
    known = {each.id for each in look(request, ward.units_now)}
    number, called = whole(unit), phone_of(normal(phone).strip())
    entry = Entry(number or 0, code_of(code), name_of(name), called or "")
    faults = {
        "no_unit": number not in known, "code": not entry.code, "no_name": not entry.representative,
        "phone": called is None,
    }  # fmt: skip
    wrong = tuple(fault for fault, there in faults.items() if there)
    given = {"unit": unit, "code": code[:32], "name": name[:120], "phone": phone[:30]}
    if wrong:
        return _new(request, given, wrong=wrong)
    try:
        made = run(request, households.add, entry, staff_id=login.staff_id)
    except ConflictError as error:
        return _new(request, given, problem=why.key(error, _OTHERWISE))
    return _to(made)


def show(request: Request, household_id: int, *, login: Login = Depends(_works)) -> Response:
    """All that is known of it, and what may be done."""
    del login
    return _show(request, household_id)


def _show(request: Request, household_id: int, *, problem: str = "") -> Response:
    household, members, acts, waits, names = look(request, _known, household_id)
    return page(
        request, "households/household.html", status=409 if problem else 200, household=household, members=members,
        acts=acts, slip=waits, names=names, problem=problem, who=WHO,
    )  # fmt: skip


def _known(work: UnitOfWork, ident: int) -> tuple[Household, list[Claim], list[Act], bool, dict[int, str]]:
    household = households.get(work, ident)
    _, slips = household_claims.heard(work, [ident])
    names = ward.unit_names(work)
    return household, household_claims.of_household(work, ident), households.history(work, ident), bool(slips), names


def code(
    request: Request,
    household_id: int,
    *,
    who: Annotated[str, Form()] = "",
    word: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """A code for somebody at the desk: a member's at once, a voter's after a second person's yes."""
    if who not in WHO:
        return _show(request, household_id, problem="roll.problem.who")
    said = _word(word) if who == "authorised" else ""
    if who == "authorised" and not said:
        return _show(request, household_id, problem="roll.problem.no_word")
    if who != "member":
        return _ask(request, household_id, What.CODE, login, word=said)
    context = context_of(request)
    try:
        made, household = run(request, roll_desk.member_code, context.ward, household_id, staff_id=login.staff_id
        )  # fmt: skip
    except ConflictError as error:
        return _show(request, household_id, problem=why.key(error, _OTHERWISE))
    return code_asks.told(request, made, household=household, who="roll.code.member")


def slip(request: Request, household_id: int, *, login: Login = Depends(_works)) -> Response:
    """A new slip for this household alone, after a second person's yes."""
    return _ask(request, household_id, What.SLIP, login)


def _ask(request: Request, household_id: int, what: What, login: Login, **about: Any) -> Response:
    try:
        return code_asks.to(code_asks.asked(request, what, login, household_id=household_id, **about))
    except ConflictError as error:
        return _show(request, household_id, problem=why.key(error, _OTHERWISE))


def represent(
    request: Request,
    household_id: int,
    *,
    name: Annotated[str, Form()] = "",
    phone: Annotated[str, Form()] = "",
    same: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Record another representative, or correct the present one."""
    called = phone_of(normal(phone).strip())
    if called is None:
        return _show(request, household_id, problem="roll.problem.phone")

    def change(work: UnitOfWork, ward: Ward) -> None:
        roll_desk.represent(
            work, ward, household_id, name_of(name), phone=called, same_person=bool(same), staff_id=login.staff_id
        )

    return _done(request, household_id, change)


def remove(request: Request, household_id: int, *, login: Login = Depends(_works)) -> Response:
    """Take it off the roll."""

    def change(work: UnitOfWork, ward: Ward) -> None:
        roll_desk.remove(work, ward, household_id, staff_id=login.staff_id)

    return _done(request, household_id, change)


def authorise(
    request: Request,
    household_id: int,
    *,
    claim: Annotated[int, Form()],
    word: Annotated[str, Form()] = "",
    login: Login = Depends(_works),
) -> Response:
    """Let a member vote for the household, after a second person's yes. `word`: what the desk saw that lets them."""
    return _ask(request, household_id, What.SPEAK, login, claim_id=claim, word=_word(word))


def silence(
    request: Request, household_id: int, *, claim: Annotated[int, Form()], login: Login = Depends(_works)
) -> Response:
    """Take from somebody the right to vote for it."""

    def change(work: UnitOfWork, ward: Ward) -> None:
        roll_desk.silence(work, ward, household_id, claim, staff_id=login.staff_id)

    return _done(request, household_id, change)


def withdraw(
    request: Request, household_id: int, *, claim: Annotated[int, Form()], login: Login = Depends(_works)
) -> Response:
    """Take somebody out of the household."""

    def change(work: UnitOfWork, ward: Ward) -> None:
        roll_desk.withdraw(work, ward, household_id, claim, staff_id=login.staff_id)

    return _done(request, household_id, change)


def _done(request: Request, household_id: int, change: Callable[[UnitOfWork, Ward], None]) -> Response:
    try:
        run(request, change, context_of(request).ward)
    except ConflictError as error:
        return _show(request, household_id, problem=why.key(error, _OTHERWISE))
    return _to(household_id)


def _word(text: str) -> str:
    return " ".join(normal(text).split())[:WORD]


def _to(household_id: int) -> Response:
    return RedirectResponse(f"/console/roll/ho/{household_id}?done=saved", status_code=303)
