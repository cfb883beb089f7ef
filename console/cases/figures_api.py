"""The figures of a period for a program, with the rights of the account whose token it brings (docs/read-api.md)."""

import secrets
from datetime import timedelta
from math import ceil

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from console.cases import figures
from console.cases.figures import PARTS, Period, Shown
from console.frame.access import Login, digest_of, may, signed_in
from console.frame.context import Context
from console.frame.door import late_routes
from console.frame.meter import Meter
from console.frame.reading import look, run
from console.frame.render import page, say
from core.message import Json
from handlers.ward import own_account
from storage.cases.figures import Line
from storage.people import read_tokens

PER_HOUR = 120  # readings with one token
_ME = "/console/me/token"
_PREFIX = "danban_"


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/api/figures.json", read, methods=["GET"])
    routes.add_api_route(_ME, show, methods=["GET"])
    routes.add_api_route(_ME, make, methods=["POST"])
    routes.add_api_route(f"{_ME}/end", end, methods=["POST"])
    return routes


def limit(context: Context) -> Meter:
    """What counts the readings of one ward."""
    return Meter(PER_HOUR, timedelta(hours=1), clock=context.clock)


def read(request: Request) -> Response:
    """The figures as JSON. 401: no token, or one that has ended; 403: the account may not; 429: too often."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    account = look(request, read_tokens.owner, digest_of(token.strip())) if kind.lower() == "bearer" else None
    if account is None:
        return _refused(request, 401, {"WWW-Authenticate": "Bearer"})
    login = Login.of_account(account)
    if login.owes or not may(login, "figures.read"):
        return _refused(request, 403, {})
    meter = request.app.state.reads
    assert isinstance(meter, Meter)
    if (wait := meter.take(str(account.id))) is not None:
        return _refused(request, 429, {"Retry-After": str(max(1, ceil(wait.total_seconds())))})
    request.state.login = login
    period = Period.of(request)
    found = figures.found(request, login, period)
    told: dict[str, Json] = {
        "since": period.since.isoformat(), "until": period.until.isoformat(), "whole": _line(found.whole),
        "by": {by.value: [_named(each) for each in lines] for by, lines in found.tables},
        "denunciations": found.denounced,
    }  # fmt: skip
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


def _refused(request: Request, status: int, headers: dict[str, str]) -> Response:
    says = say(request, f"account.token.refused_{status}", most=PER_HOUR)
    return JSONResponse({"error": says}, status_code=status, headers={"Cache-Control": "no-store", **headers})


def _line(line: Line) -> dict[str, Json]:
    parts: dict[str, Json] = {name: getattr(line, name) for name in ("received", *PARTS, "disputed")}
    return {**parts, "unhappy_percent": _short(line.unhappy), "first_reply_hours": _short(line.hours)}


def _named(shown: Shown) -> dict[str, Json]:
    return {"key": shown.line.key, "name": shown.name, **_line(shown.line)}


def _short(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def show(request: Request, login: Login = Depends(signed_in)) -> Response:
    """One's own token: since when there is one."""
    return _page(request, login)


def make(request: Request, login: Login = Depends(signed_in)) -> Response:
    """Make a token and show it this one time. The one before it ends."""
    token = f"{_PREFIX}{secrets.token_hex(24)}"
    run(request, own_account.make_token, login.staff_id, digest_of(token))
    return _page(request, login, token=token)


def end(request: Request, login: Login = Depends(signed_in)) -> Response:
    """End one's own token."""
    run(request, own_account.end_token, login.staff_id)
    return _page(request, login)


def _page(request: Request, login: Login, *, token: str = "") -> Response:
    since = look(request, read_tokens.made_at, login.staff_id)
    return page(request, "ward/token.html", since=since, token=token, most=PER_HOUR)
