"""One's own account: sessions, password, second factor and recovery codes. Nobody can do these for somebody else."""

import secrets
from dataclasses import dataclass
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Form
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, entering, local, signed_in
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.passwords import Passwords, passwords_of
from console.frame.reading import look, run
from console.frame.render import page
from core import totp
from handlers.ward import own_account as acts
from storage.database.unit import UnitOfWork
from storage.messages import push, push_key
from storage.notices import choices, ways
from storage.notices.choices import HOURS, Choice
from storage.notices.ways import Way
from storage.people import factor, readers, sessions, staff
from storage.people.sessions import Session
from storage.people.staff import Account
from storage.ward.audit import Act

SHORTEST = 10  # characters of a password
_LONGEST = 1024
_SECRET_BYTES = 20  # RFC 4226, 4, R6


@dataclass(frozen=True, slots=True)
class AppSecret:
    """What an authenticator app takes: the QR, or the secret in groups of four."""

    qr: Markup
    text: str


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/me", me, methods=["GET"])
    routes.add_api_route("/console/me/password", change_password, methods=["POST"])
    routes.add_api_route("/console/me/factor", set_factor, methods=["POST"])
    routes.add_api_route("/console/me/factor/off", factor_off, methods=["POST"])
    routes.add_api_route("/console/me/codes", new_codes, methods=["POST"])
    return routes


def me(request: Request, login: Login = Depends(signed_in)) -> Response:
    """My account, where I am signed in, and how I prove who I am."""
    return shown(request, login)


def change_password(
    request: Request,
    *,
    current: Annotated[str, Form()] = "",
    fresh: Annotated[str, Form()] = "",
    again: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002  # as the login has it
    login: Login = Depends(entering),
) -> Response:
    """Change one's own password. All other sessions of the account end. A one-time password need not be typed again."""
    forced = login.owes == "password"
    if login.owes and not forced:
        return RedirectResponse("/console/enter", status_code=303)
    passwords = passwords_of(request)
    stored = look(request, staff.password_of, login.staff_id)
    problem = _unfit(request, login, current=None if forced else current, fresh=fresh, again=again, stored=stored)
    if problem:
        return _back(request, login, problem, target=local(next))
    run(request, acts.choose_password, login.staff_id, passwords.make(fresh), session=login.session)
    return RedirectResponse(local(next) if forced else "/console/me?done=password", status_code=303)


def set_factor(
    request: Request,
    *,
    code: Annotated[str, Form()] = "",
    current: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002  # as the login has it
    login: Login = Depends(entering),
) -> Response:
    """Register an app by its first code, and show ten recovery codes, only this once.

    A person with a second factor proves it first: nobody can register another app on a screen that was left open.
    """
    if login.owes and login.owes != "factor":
        return RedirectResponse("/console/enter", status_code=303)
    if too_often(request, f"factor:{login.staff_id}"):
        return _back(request, login, "wait", target=local(next))
    codes = fresh_codes(passwords_of(request))
    problem = run(request, acts.take_factor, login.staff_id, code, current=current, codes=codes, session=login.session)
    if problem:
        return _back(request, login, problem, target=local(next))
    return page(request, "ward/codes.html", codes=codes, next=local(next))


def new_codes(request: Request, code: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """Make ten other recovery codes, for a code of the app."""
    if too_often(request, f"factor:{login.staff_id}"):
        return _back(request, login, "wait")
    codes = fresh_codes(passwords_of(request))
    if not run(request, acts.renew_codes, login.staff_id, code, codes):
        return _back(request, login, "code")
    return page(request, "ward/codes.html", codes=codes, next="/console/me")


def factor_off(request: Request, code: Annotated[str, Form()] = "", login: Login = Depends(signed_in)) -> Response:
    """Remove the second factor, where the account may."""
    if too_often(request, f"factor:{login.staff_id}"):
        return _back(request, login, "wait")
    problem = run(request, acts.factor_off, login.staff_id, code)
    return _back(request, login, problem) if problem else RedirectResponse("/console/me?done=factor_off", 303)


def app_secret(request: Request, login: Login) -> AppSecret:
    """The secret that waits for its first code, as a QR and as text. It stays the same until it is registered."""
    context = context_of(request)
    secret = run(request, factor.want, login.staff_id, secrets.token_bytes(_SECRET_BYTES))
    address = totp.address(secret, ward=context.settings.ward_name, login=login.login)
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=4)
    text = totp.text_of(secret)
    grouped = " ".join(text[at : at + 4] for at in range(0, len(text), 4))
    return AppSecret(Markup(drawn), grouped)  # noqa: S704  # written by segno


def too_often(request: Request, who: str) -> bool:
    """Count a try. True when there were too many under this name."""
    return run(request, sessions.count_try, who) is not None


def fresh_codes(passwords: Passwords) -> tuple[str, ...]:
    """Ten recovery codes."""
    return tuple(passwords.fresh() for _ in range(factor.CODES))


# --- pages ------------------------------------------------------------------------------------------------------


def _unfit(request: Request, login: Login, *, current: str | None, fresh: str, again: str, stored: str) -> str:
    """Why a new password is not taken, as the end of a key `account.problem`. `current` None: it need not be typed."""
    passwords = passwords_of(request)
    if current is not None:
        if too_often(request, f"password:{login.staff_id}"):
            return "wait"
        if not passwords.right(stored, current[:_LONGEST]):
            return "current"
    return unfit(passwords, login.login, fresh=fresh, again=again, stored=stored)


def unfit(passwords: Passwords, login: str, *, fresh: str, again: str, stored: str) -> str:
    """Why this is no password, as the end of a key `account.problem`; empty when it is one."""
    if len(fresh) < SHORTEST or len(fresh) > _LONGEST or fresh.strip().lower() == login:
        return "short"
    if fresh != again:
        return "differ"
    return "same" if passwords.right(stored, fresh) else ""


def _back(request: Request, login: Login, problem: str, *, target: str = "/console/") -> Response:
    """The page that the form came from, with what was wrong."""
    status = {"wait": 429, "code": 401, "current": 401}.get(problem, 422)
    if not login.owes:
        return shown(request, login, problem=problem, status=status)
    return what_is_owed(request, login, target=target, problem=problem, status=status)


def what_is_owed(request: Request, login: Login, *, target: str, problem: str = "", status: int = 200) -> Response:
    """The page of what this login owes. `target`: where it goes then; `problem`: the end of a key `account.problem`."""
    app = app_secret(request, login) if login.owes == "factor" else None
    return page(
        request, "ward/enter.html", status=status, next=target, owes=login.owes, problem=problem, app=app,
        shortest=SHORTEST,
    )  # fmt: skip


def shown(request: Request, login: Login, *, problem: str = "", status: int = 200) -> Response:
    """The page of one's own account. `problem`: what was wrong, as the end of a key `account.problem`."""
    account, mine, left, heard, told = look(request, _known, login.staff_id)
    return page(
        request, "ward/me.html", status=status, sessions=mine, account=account, codes_left=left, heard=heard,
        problem=problem, app=app_secret(request, login), shortest=SHORTEST, ways=told,
        mails=bool(context_of(request).settings.smtp_host), choices=[each.value for each in Choice],
        browsers=look(request, push.browsers, push.staff_owner(login.staff_id)),
        hours=[(each, each) for each in HOURS], hour=look(request, choices.hour, login.staff_id),
        push_key=push_key.public(push_key.private(context_of(request).database.seal.keys)),
    )  # fmt: skip


def _known(work: UnitOfWork, staff_id: int) -> tuple[Account, list[Session], int, list[tuple[Act, str]], list[Way]]:
    account = staff.get(work, staff_id)
    heard = readers.heard(work) if account.reads_sealed else []
    return account, sessions.of(work, staff_id), factor.left(work, staff_id), heard, ways.of(work, staff_id)
