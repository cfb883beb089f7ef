"""Accounts, for admins: who works here, in which role, and who is on the named list for denunciations."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, context_of, require
from console.frame.asking import whole
from console.frame.passwords import Passwords
from console.frame.render import STAFF_LANGUAGES, page, say
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.people import sessions, staff
from storage.people.staff import Account
from storage.ward import audit, ward

ROLES = ("officer", "admin", "observer")
_manages = require("staff.manage")


@dataclass(frozen=True, slots=True)
class Entered:
    """What the form says, cleaned; a value nobody offers becomes the harmless one."""

    name: str
    role: str
    language: str
    unit_id: int | None
    reads_sealed: bool


def _read(
    name: Annotated[str, Form()] = "",
    role: Annotated[str, Form()] = "observer",
    language: Annotated[str, Form()] = "vi",
    unit: Annotated[str, Form()] = "",
    reads_sealed: Annotated[str, Form()] = "",
) -> Entered:
    return Entered(
        name=name.strip()[:128],
        role=role if role in ROLES else "observer",
        language=language if language in STAFF_LANGUAGES else "vi",
        unit_id=whole(unit),
        reads_sealed=bool(reads_sealed) and role != "observer",
    )


def router() -> APIRouter:
    """The routes."""
    routes = APIRouter()
    routes.add_api_route("/console/staff", everyone, methods=["GET"])
    routes.add_api_route("/console/staff", add, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}", one, methods=["GET"])
    routes.add_api_route("/console/staff/{staff_id}", change, methods=["POST"])
    routes.add_api_route("/console/staff/{staff_id}/password", new_password, methods=["POST"])
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
    form: Entered = Depends(_read),
    login: Login = Depends(_manages),
) -> Response:
    """Make an account; its first password is shown this once."""
    wanted = staff.login_of(login_name)
    if not form.name or not wanted or not wanted.replace(".", "").replace("-", "").replace("_", "").isalnum():
        return _list(request, status=422, problem=say(request, "console.staff.incomplete"), typed=login_name, form=form)
    password = _passwords(request).fresh()
    stored = _passwords(request).make(password)
    try:
        made = context_of(request).database.run(_add, wanted, form, stored, by=login.staff_id)
    except ConflictError:
        taken = say(request, "console.staff.taken", login=wanted)
        return _list(request, status=409, problem=taken, typed=login_name, form=form)
    return _one(request, made, password=password)


def one(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # as above
    """One account."""
    return _one(request, staff_id)


def change(
    request: Request, staff_id: int, form: Entered = Depends(_read), login: Login = Depends(_manages)
) -> Response:
    """Write what the form says. One's own role stays: nobody locks themselves out by accident."""
    if not form.name:
        return _one(request, staff_id, status=422, problem=say(request, "console.staff.incomplete"))
    context_of(request).database.run(_change, staff_id, form, by=login.staff_id)
    return RedirectResponse(f"/console/staff/{staff_id}?done=saved", status_code=303)


def new_password(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Set a new password, show it this once, and end the member's sessions."""
    password = _passwords(request).fresh()
    stored = _passwords(request).make(password)
    context_of(request).database.run(_reset, staff_id, stored, by=login.staff_id, but=login.session)
    return _one(request, staff_id, password=password)


def end_sessions(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Sign the member out everywhere."""
    context_of(request).database.run(_end_sessions, staff_id, by=login.staff_id, but=login.session)
    return RedirectResponse(f"/console/staff/{staff_id}?done=signed_out", status_code=303)


def disable(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Close the account at once; its cases and acts stay. Nobody closes their own."""
    if staff_id == login.staff_id:
        return _one(request, staff_id, status=409, problem=say(request, "console.staff.not_yourself"))
    context_of(request).database.run(_disable, staff_id, disabled=True, by=login.staff_id)
    return RedirectResponse(f"/console/staff/{staff_id}?done=saved", status_code=303)


def enable(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Open the account again."""
    context_of(request).database.run(_disable, staff_id, disabled=False, by=login.staff_id)
    return RedirectResponse(f"/console/staff/{staff_id}?done=saved", status_code=303)


# --- transactions -----------------------------------------------------------------------------------------------


def _add(work: UnitOfWork, login: str, form: Entered, stored: str, *, by: int) -> int:
    made = staff.add(
        work,
        login,
        name=form.name,
        password=stored,
        role=form.role,
        language=form.language,
        unit_id=form.unit_id,
        reads_sealed=form.reads_sealed,
    )
    audit.record(work, "staff.added", actor=audit.STAFF, staff_id=by, whom=made, role=form.role)
    if form.reads_sealed:
        audit.record(work, "staff.sealed_granted", actor=audit.STAFF, staff_id=by, whom=made)
    return made


def _change(work: UnitOfWork, staff_id: int, form: Entered, *, by: int) -> None:
    role = staff.get(work, staff_id).role if staff_id == by else form.role
    before = staff.change(
        work,
        staff_id,
        name=form.name,
        role=role,
        language=form.language,
        unit_id=form.unit_id,
        reads_sealed=form.reads_sealed,
    )
    audit.record(work, "staff.changed", actor=audit.STAFF, staff_id=by, whom=staff_id, role=role, before=before.role)
    if before.reads_sealed != form.reads_sealed:
        act = "staff.sealed_granted" if form.reads_sealed else "staff.sealed_withdrawn"
        audit.record(work, act, actor=audit.STAFF, staff_id=by, whom=staff_id)


def _reset(work: UnitOfWork, staff_id: int, stored: str, *, by: int, but: str) -> None:
    staff.get(work, staff_id)
    staff.set_password(work, staff_id, stored)
    sessions.revoke_all(work, staff_id, but=but)
    audit.record(work, "staff.password_reset", actor=audit.STAFF, staff_id=by, whom=staff_id)


def _end_sessions(work: UnitOfWork, staff_id: int, *, by: int, but: str) -> None:
    count = sessions.revoke_all(work, staff_id, but=but)
    audit.record(work, "staff.signed_out", actor=audit.STAFF, staff_id=by, whom=staff_id, count=count)


def _disable(work: UnitOfWork, staff_id: int, *, disabled: bool, by: int) -> None:
    staff.get(work, staff_id)
    staff.disable(work, staff_id, disabled=disabled)
    if disabled:
        sessions.revoke_all(work, staff_id)
    act = "staff.disabled" if disabled else "staff.enabled"
    audit.record(work, act, actor=audit.STAFF, staff_id=by, whom=staff_id)


# --- pages ------------------------------------------------------------------------------------------------------

_EMPTY = Entered(name="", role="officer", language="vi", unit_id=None, reads_sealed=False)


def _list(
    request: Request, *, status: int = 200, problem: str = "", typed: str = "", form: Entered = _EMPTY
) -> Response:
    accounts, units = context_of(request).database.look(_accounts)
    names = {unit.id: unit.name for unit in units}
    return page(
        request,
        "ward/staff.html",
        status=status,
        accounts=accounts,
        units=units,
        unit_names=names,
        roles=ROLES,
        problem=problem,
        typed=typed,
        form=form,
    )


def _accounts(work: UnitOfWork) -> tuple[list[Account], list[ward.Unit]]:
    return staff.everyone(work), ward.units_now(work)


def _one(request: Request, staff_id: int, *, status: int = 200, password: str = "", problem: str = "") -> Response:
    account, units, open_sessions = context_of(request).database.look(_account, staff_id)
    return page(
        request,
        "ward/account.html",
        status=status,
        account=account,
        units=units,
        roles=ROLES,
        sessions=open_sessions,
        password=password,
        problem=problem,
    )


def _account(work: UnitOfWork, staff_id: int) -> tuple[Account, list[ward.Unit], list[sessions.Session]]:
    return staff.get(work, staff_id), ward.units_now(work), sessions.of(work, staff_id)


def _passwords(request: Request) -> Passwords:
    passwords = request.app.state.passwords
    assert isinstance(passwords, Passwords)
    return passwords
