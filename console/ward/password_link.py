"""A forgotten password: an admin makes a link, and whoever has it sets another password, once.

To open the page uses nothing up, because programs that look at links open them too.
"""

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame.access import Login, digest_of, require
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.passwords import passwords_of
from console.frame.reading import look, run
from console.frame.render import page, say
from console.ward import staff as pages
from console.ward.own_account import SHORTEST, unfit
from handlers.ward import accounts, own_account
from storage.people import password_links, staff
from storage.people.staff import Account

_manages = require("staff.manage")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/staff/{staff_id}/link", make, methods=["POST"])
    routes.add_api_route("/console/reset/{token}", shown, methods=["GET"])
    routes.add_api_route("/console/reset/{token}", choose, methods=["POST"])
    return routes


def make(request: Request, staff_id: int, login: Login = Depends(_manages)) -> Response:
    """Make a link, shown only this once. One's own password is changed on one's own page."""
    if staff_id == login.staff_id:
        return RedirectResponse("/console/me#password", status_code=303)
    token = secrets.token_urlsafe(32)
    if not run(request, accounts.link, staff_id, digest_of(token), by=login.reader):
        return pages.shown(request, staff_id, status=409, problem=say(request, "console.staff.link_refused"))
    return pages.shown(request, staff_id, link=f"{context_of(request).settings.public_url}/console/reset/{token}")


def shown(request: Request, token: str) -> Response:
    """The form."""
    account = look(request, password_links.owner, digest_of(token))
    return _past(request) if account is None else _form(request, account)


def choose(
    request: Request, token: str, fresh: Annotated[str, Form()] = "", again: Annotated[str, Form()] = ""
) -> Response:
    """Set the password. The link is used up only when the password is taken."""
    digest = digest_of(token)
    account = look(request, password_links.owner, digest)
    if account is None:
        return _past(request)
    passwords = passwords_of(request)
    stored = look(request, staff.password_of, account.id)
    if problem := unfit(passwords, account.login, fresh=fresh, again=again, stored=stored):
        return _form(request, account, problem=problem, status=422)
    if not run(request, own_account.password_by_link, digest, passwords.make(fresh)):
        return _past(request)
    return _kept(page(request, "ward/reset.html", account=None, done=True, problem="", shortest=SHORTEST))


def _form(request: Request, account: Account, *, problem: str = "", status: int = 200) -> Response:
    return _kept(
        page(request, "ward/reset.html", status=status, account=account, done=False, problem=problem, shortest=SHORTEST)
    )


def _past(request: Request) -> Response:
    return _kept(page(request, "ward/reset.html", status=410, account=None, done=False, problem="", shortest=SHORTEST))


def _kept(response: Response) -> Response:
    """Nobody keeps a copy, and no other page is told this address."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
