"""Accounts, for admins: who works here, in which role, and who is on the named list for denunciations."""

from collections.abc import Callable
from typing import Annotated, Concatenate, ParamSpec

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import why
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.passwords import passwords_of
from console.frame.reading import look, run
from console.frame.render import STAFF_LANGUAGES, page, say
from console.frame.seconds import on
from core.errors import ConflictError
from handlers.ward import accounts
from handlers.ward.accounts import ROLES, Wanted
from storage.across.seconds.kinds import READER_FACTOR, READER_GRANT, READER_RESET
from storage.database.unit import UnitOfWork
from storage.people import identities, sessions, staff
from storage.people.staff import Account
from storage.ward import ward

_manages = require("staff.manage")
P = ParamSpec("P")


def _read(
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "observer",
    language: Annotated[str, Form()] = "vi",
    unit: Annotated[str, Form()] = "",
    reads_sealed: Annotated[str, Form()] = "",
) -> Wanted:
    """What the form says, cleaned. An unknown value becomes a harmless one."""
    return Wanted(
        name=name.strip()[:128],
        role=role if role in ROLES else "observer",
        language=language if language in STAFF_LANGUAGES else "vi",
        unit_id=whole(unit),
        reads_sealed=bool(reads_sealed) and role != "observer",
    )


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/staff", everyone, methods=["GET"])
    routes.add_api_route("/console/staff", add, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}", one, methods=["GET"])
    routes.add_api_route("/console/staff/{staff_id}", change, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}/password", new_password, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}/factor", no_factor, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}/sessions", end_sessions, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}/disable", disable, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}/enable", enable, methods=["POST"])
    return routes


def everyone(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """The list, and the form for a new member."""
    return _list(request)


def add(
    request: Request,
    *,
    login_name: Annotated[str, Form()] = "",
    form: Wanted = Depends(_read),
    login: Login = Depends(_manages),
) -> Response:
    """Make an account. Its first password is shown only this once."""
    wanted = staff.login_of(login_name)
    if not form.name or not wanted or not wanted.replace(".", "").replace("-", "").replace("_", "").isalnum():
        return _list(request, status=422, problem=say(request, "console.staff.incomplete"), typed=login_name, form=form)
    password = passwords_of(request).fresh()
    stored = passwords_of(request).make(password)
    try:
        made = run(request, accounts.add, wanted, form, stored=stored, by=login.reader)
    except ConflictError:
        taken = say(request, "console.staff.taken", login=wanted)
        return _list(request, status=409, problem=taken, typed=login_name, form=form)
    return shown(request, made, password=password)


def one(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # as above
    """One account."""
    return shown(request, staff_id)


def change(
    request: Request, staff_id: int, form: Wanted = Depends(_read), login: Login = Depends(_manages)
) -> Response:
    """Write what the form says. One's own role stays, so that nobody locks themselves out by accident."""
    if not form.name:
        return shown(request, staff_id, status=422, problem=say(request, "console.staff.incomplete"))
    return _done(request, staff_id, accounts.change, form, by=login.reader)


def new_password(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Make a one-time password, shown only this once.

    For a person on the named list, another one of the list must agree. One's own is changed on one's own page, with the
    present password.
    """
    if staff_id == login.staff_id:
        return RedirectResponse("/console/me#password", status_code=303)
    password = passwords_of(request).fresh()
    stored = passwords_of(request).make(password)
    try:
        given = run(request, accounts.reset, staff_id, stored, by=login.reader)
    except ConflictError as error:
        return _refused(request, staff_id, error)
    return shown(request, staff_id, password=password) if given else _waits(staff_id)


def no_factor(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Remove the second factor of a person who lost it. For the named list, another person of the list must agree."""
    if staff_id == login.staff_id:
        return RedirectResponse("/console/me#factor", status_code=303)
    return _done(request, staff_id, accounts.factor_off, by=login.reader)


def end_sessions(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Sign the member out everywhere."""
    run(request, accounts.end_sessions, staff_id, by=login.reader, but=login.session)
    return RedirectResponse(f"/console/staff/{staff_id}?done=signed_out", status_code=303)


def disable(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Close the account at once. Its cases and acts stay. Nobody closes their own."""
    if staff_id == login.staff_id:
        return shown(request, staff_id, status=409, problem=say(request, "console.staff.not_yourself"))
    return _done(request, staff_id, accounts.disable, disabled=True, by=login.reader)


def enable(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Open the account again."""
    return _done(request, staff_id, accounts.disable, disabled=False, by=login.reader)


def _done(
    request: Request,
    staff_id: int,
    body: Callable[Concatenate[UnitOfWork, int, P], bool],
    *args: P.args,
    **kwargs: P.kwargs,
) -> Response:
    """Run it and go back to the account, with a word on what waits for somebody else."""
    try:
        done = run(request, body, staff_id, *args, **kwargs)
    except ConflictError as error:
        return _refused(request, staff_id, error)
    return RedirectResponse(f"/console/staff/{staff_id}?done=saved", status_code=303) if done else _waits(staff_id)


def _waits(staff_id: int) -> Response:
    return RedirectResponse(f"/console/staff/{staff_id}?done=second_reader", status_code=303)


def _refused(request: Request, staff_id: int, error: ConflictError) -> Response:
    return shown(request, staff_id, status=409, problem=say(request, why.key(error, "seconds.problem.cannot")))


# --- pages ------------------------------------------------------------------------------------------------------

_EMPTY = Wanted(name="", role="officer", language="vi", unit_id=None, reads_sealed=False)


def _list(
    request: Request, *, status: int = 200, problem: str = "", typed: str = "", form: Wanted = _EMPTY
) -> Response:
    everybody, units = look(request, _accounts)
    names = {unit.id: unit.name for unit in units}
    return page(
        request,
        "ward/staff.html",
        status=status,
        accounts=everybody,
        units=units,
        unit_names=names,
        roles=ROLES,
        problem=problem,
        typed=typed,
        form=form,
    )


def _accounts(work: UnitOfWork) -> tuple[list[Account], list[ward.Unit]]:
    return staff.everyone(work), ward.units_now(work)


def shown(
    request: Request, staff_id: int, *, status: int = 200, password: str = "", link: str = "", problem: str = ""
) -> Response:
    """The page of an account. `password`, `link`: what was just made for it, shown this once."""
    account, units, open_sessions, identity = look(request, _account, staff_id)
    login: Login = request.state.login
    return page(
        request,
        "ward/account.html",
        status=status,
        account=account,
        units=units,
        roles=ROLES,
        sessions=open_sessions,
        identity=identity,
        password=password,
        link=link,
        problem=problem,
        waits=on(request, login, str(staff_id), READER_GRANT, READER_RESET, READER_FACTOR),
    )


def _account(work: UnitOfWork, staff_id: int) -> tuple[Account, list[ward.Unit], list[sessions.Session], str]:
    found = staff.get(work, staff_id)
    return found, ward.units_now(work), sessions.of(work, staff_id), identities.of(work, staff_id)
