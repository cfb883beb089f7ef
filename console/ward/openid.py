"""Signing in with an account at an OpenID provider, as an option beside the password.

The provider says who somebody is, no more: an admin has tied that identity to an account, whose second factor is still
asked for. What the way there must remember is in a sealed cookie of ten minutes.
"""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import cookies
from console.frame.access import Login, local, require
from console.frame.context import Context, context_of
from console.frame.door import late_routes
from console.frame.openid import AwayError, UntrueError
from console.frame.reading import look, run
from console.frame.render import page, say
from console.ward import login as password_login
from console.ward import staff as pages
from core.errors import ConflictError
from core.message import Json
from handlers.ward import accounts
from storage.database.seal import MARK, WrongKeyError
from storage.people import identities

COOKIE = "danban_openid"
BACK = "/console/openid/back"
_LIFE = timedelta(minutes=10)
_manages = require("staff.manage")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of the provider. Only the browser that asked can bring the answer."""

    state: str
    nonce: str
    verifier: str
    target: str
    until: int  # seconds since 1970


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/openid", begin, methods=["GET"])
    routes.add_api_route(BACK, back, methods=["GET"])
    routes.add_api_route("/console/staff/{staff_id:int}/identity", tie, methods=["POST"])
    return routes


def begin(request: Request, next: str = "") -> Response:  # noqa: A002  # the name of the field in the address
    """To the provider's page."""
    context = context_of(request)
    if context.provider is None:
        return RedirectResponse("/console/login", status_code=303)
    until = int((context.clock() + _LIFE).timestamp())
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    asked = Asked(state, nonce, verifier, local(next), until)
    try:
        where = context.provider.address(state=asked.state, nonce=asked.nonce, verifier=asked.verifier)
    except AwayError:
        return _refused(request, "away", target=asked.target, status=503)
    except UntrueError:
        return _refused(request, "untrue", target=asked.target, status=502)
    response = RedirectResponse(where, status_code=303)
    sealed = context.database.seal.close_text(json.dumps(asdict(asked)))
    cookies.put(
        response, COOKIE, sealed, secure=context.settings.secure, seconds=int(_LIFE.total_seconds()), path="/console"
    )
    return response


def back(request: Request, code: str = "", state: str = "", error: str = "") -> Response:
    """From the provider's page: sign in as the account that the identity is tied to."""
    context = context_of(request)
    asked = _asked(request, context)
    if context.provider is None or asked is None or not hmac.compare_digest(state.encode(), asked.state.encode()):
        return _refused(request, "stale", target=local(""), status=400)
    if error or not code:
        return _refused(request, "declined", target=asked.target, status=401)
    try:
        claims = context.provider.claims(code, nonce=asked.nonce, verifier=asked.verifier)
    except AwayError:
        return _refused(request, "away", target=asked.target, status=503)
    except UntrueError:
        context.count("openid_untrue")
        return _refused(request, "untrue", target=asked.target, status=401)
    who = _identity(claims, context.settings.oidc_claim)
    account = look(request, identities.owner, who) if who else None
    if account is None:
        context.count("openid_unknown")
        return _refused(request, "unknown", target=asked.target, status=403, who=who)
    agent = request.headers.get("user-agent", "")
    response = password_login.begin(request, account, agent=agent, target=asked.target, kept="")
    cookies.drop(response, COOKIE, secure=context.settings.secure, path="/console")
    return response


def tie(request: Request, staff_id: int, subject: str = Form(""), login: Login = Depends(_manages)) -> Response:
    """An admin ties an identity to an account, or takes it away with an empty field."""
    try:
        done = run(request, accounts.tie, staff_id, subject[:1000], by=login.reader)
    except ConflictError:
        return pages.shown(request, staff_id, status=409, problem=say(request, "console.openid.taken"))
    if not done:
        return pages.shown(request, staff_id, status=409, problem=say(request, "console.openid.not_here"))
    return RedirectResponse(f"/console/staff/{staff_id}?done=saved", status_code=303)


def _asked(request: Request, context: Context) -> Asked | None:
    sealed = cookies.read(request, COOKIE)
    try:
        found = Asked(**json.loads(context.database.seal.open_text(sealed))) if sealed.startswith(MARK) else None
    except (WrongKeyError, ValueError, TypeError):
        return None
    return found if found is not None and context.clock().timestamp() < found.until else None


def _identity(claims: Mapping[str, Json], name: str) -> str:
    """The value of the claim. An e-mail address counts only when the provider has verified it."""
    if name == "email" and claims.get("email_verified") is not True:
        return ""
    found = claims.get(name)
    return identities.clean(found) if isinstance(found, str) else ""


def _refused(request: Request, problem: str, *, target: str, status: int, who: str = "") -> Response:
    context = context_of(request)
    response = page(
        request, "ward/login.html", status=status, next=target, typed="", problem=f"openid_{problem}", minutes=0,
        kept="", who=who,
    )  # fmt: skip
    cookies.drop(response, COOKIE, secure=context.settings.secure, path="/console")
    return response
