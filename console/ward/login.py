"""Signing in and out, and the sessions of signed-in people."""

import secrets
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.frame import cookies
from console.frame.access import COOKIE, Login, digest_of, find_login, local, signed_in
from console.frame.context import context_of
from console.frame.door import late_routes
from console.frame.kept import returned
from console.frame.passwords import passwords_of
from console.frame.reading import look, run
from console.frame.render import STAFF_LANGUAGES, page
from storage.people import sessions, staff
from storage.people.staff import Account

_ONE_WEEK = int(sessions.WHOLE.total_seconds())


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console", _to_console, methods=["GET"])
    routes.add_api_route("/console/login", login_page, methods=["GET"], name="login_page")
    routes.add_api_route("/console/login", sign_in, methods=["POST"])
    routes.add_api_route("/console/logout", sign_out, methods=["POST"])
    routes.add_api_route("/console/language", choose_language, methods=["POST"])
    routes.add_api_route("/console/me/sessions", end_sessions, methods=["POST"])
    return routes


def _to_console() -> Response:
    return RedirectResponse("/console/today", status_code=307)


def login_page(request: Request, next: str = "") -> Response:  # noqa: A002  # the name of the field in the address
    """The form. A person who is signed in already goes on."""
    if find_login(request):
        return RedirectResponse(local(next), status_code=303)
    return page(request, "ward/login.html", next=local(next), typed="", problem="", minutes=0, kept="")


def sign_in(
    request: Request,
    login: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002  # as above
    kept: Annotated[str, Form()] = "",
) -> Response:
    """Open a session for a right password: five tries in a quarter of an hour per login and address.

    `kept`: what they had typed when their session ended (`console.frame.kept`).
    """
    context = context_of(request)
    address = request.client.host if request.client else ""
    who = (staff.login_of(login), address)
    wait = run(request, sessions.count_login, *who)
    if wait is not None:
        context.count("login_throttled")
        minutes = -(-int(wait.total_seconds()) // 60)
        response: Response = page(
            request,
            "ward/login.html",
            status=429,
            next=local(next),
            typed=login,
            problem="wait",
            minutes=minutes,
            kept=kept,
        )
        response.headers["Retry-After"] = str(int(wait.total_seconds()))
        return response
    account = _proven(request, login, password)
    if account is None:
        context.count("login_refused")
        return _refused(request, "wrong", login=login, target=local(next), kept=kept)
    run(request, sessions.forget_login, *who)
    if account.password_until is not None and account.password_until <= context.clock():
        return _refused(request, "past", login=login, target=local(next), kept=kept)
    return begin(request, account, agent=request.headers.get("user-agent", ""), target=local(next), kept=kept)


def _refused(request: Request, problem: str, *, login: str, target: str, kept: str) -> Response:
    return page(
        request, "ward/login.html", status=401, next=target, typed=login, problem=problem, minutes=0, kept=kept
    )  # fmt: skip


def _proven(request: Request, login: str, password: str) -> Account | None:
    passwords = passwords_of(request)
    found = look(request, staff.for_login, login)
    right = passwords.right(found[1] if found else None, password[:1024])
    return found[0] if found and right else None


def begin(request: Request, account: Account, *, agent: str, target: str, kept: str) -> Response:
    """Begin a session of somebody who has proved who they are.

    It is not complete while the code of the second factor is missing.
    """
    token = secrets.token_urlsafe(32)
    waits = account.has_factor and not account.demo
    run(request, sessions.begin, account.id, digest=digest_of(token), agent=agent, waits=waits)
    owes = waits or bool(account.owes)
    enter = f"/console/enter?{urlencode({'next': target})}" if owes else ""
    form = returned(request, kept, staff_id=account.id)
    response: Response = RedirectResponse(enter or target, status_code=303)
    if form is not None:
        response = page(request, "ward/kept.html", form=form, owes=enter, next=enter or target)
        response.headers["Cache-Control"] = "no-store"
    cookies.put(response, COOKIE, token, secure=context_of(request).settings.secure, seconds=_ONE_WEEK, path="/console")
    return response


def sign_out(request: Request) -> Response:
    """End this session."""
    login = find_login(request)
    if login is not None:
        run(request, sessions.revoke, login.session, staff_id=login.staff_id)
    response = RedirectResponse("/console/login", status_code=303)
    cookies.drop(response, COOKIE, secure=context_of(request).settings.secure, path="/console")
    return response


def choose_language(
    request: Request, language: Annotated[str, Form()] = "vi", login: Login = Depends(signed_in)
) -> Response:
    """Show the console in Vietnamese or English from now on."""
    if language in STAFF_LANGUAGES:
        run(request, staff.set_language, login.staff_id, language)
    referer = request.headers.get("referer", "")
    path = "/" + referer.split("/", 3)[3] if referer.count("/") >= 3 else ""
    return RedirectResponse(local(path), status_code=303)


def end_sessions(
    request: Request, which: Annotated[str, Form()] = "others", login: Login = Depends(signed_in)
) -> Response:
    """End one session (its digest), all `others`, or `all`: "đăng xuất mọi nơi"."""
    if which == "all":
        run(request, sessions.revoke_all, login.staff_id)
        return sign_out(request)
    if which == "others":
        run(request, sessions.revoke_all, login.staff_id, but=login.session)
    else:
        run(request, sessions.revoke, which, staff_id=login.staff_id)
    return RedirectResponse("/console/me?done=sessions", status_code=303)
