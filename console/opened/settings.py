"""The ward's settings of the public case page: which topics officers release, licence, contact, keys of Open311."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from civics.cases.petitions import Topic
from civics.ward.tiles import host_of
from console.frame.access import Login, require
from console.frame.asking import whole
from console.frame.door import late_routes
from console.frame.reading import look, run
from console.frame.render import page, say
from core.errors import ConflictError
from core.message import Json
from core.text import normal
from handlers.cases import open311 as calls
from handlers.cases import releasing, webhooks
from handlers.ward import settings
from storage.cases import hooks, open311
from storage.ward import ward

_PAGE = "/console/settings/opened"
_MOST_PER_HOUR = 1000
_TILES = "https://ban-do.example.vn/{z}/{x}/{y}.png"
_manages = require("settings.change")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route(_PAGE, show, methods=["GET"])
    routes.add_api_route(_PAGE, save, methods=["POST"])
    routes.add_api_route(f"{_PAGE}/keys", make_key, methods=["POST"])
    routes.add_api_route(f"{_PAGE}/keys/{{key_id:int}}/revoke", revoke_key, methods=["POST"])
    routes.add_api_route(f"{_PAGE}/hooks", make_hook, methods=["POST"])
    routes.add_api_route(f"{_PAGE}/hooks/{{hook_id:int}}/secret", renew_hook, methods=["POST"])
    routes.add_api_route(f"{_PAGE}/hooks/{{hook_id:int}}/end", end_hook, methods=["POST"])
    return routes


def show(request: Request, login: Login = Depends(_manages)) -> Response:  # noqa: ARG001  # the right is the point
    """All of them."""
    return _page(request)


def save(
    request: Request,
    *,
    topic: Annotated[list[str] | None, Form()] = None,
    licence: Annotated[str, Form()] = "",
    contact: Annotated[str, Form()] = "",
    tiles: Annotated[str, Form()] = "",
    tiles_credit: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Set topics, licence, contact and the map's background."""
    where, mail = licence.strip()[:300], normal(contact).strip()[:120]
    squares, credit = tiles.strip()[:300], normal(tiles_credit).strip()[:120]
    if where and not _is_address(where):
        return _page(request, status=422, problem=say(request, "opened_desk.settings.bad_licence"))
    if squares and not (host_of(squares) and credit):
        return _page(request, status=422, problem=say(request, "opened_desk.settings.bad_tiles", example=_TILES))
    known = [each.value for each in Topic if each.value in (topic or [])]
    values: dict[str, Json] = {
        releasing.TOPICS: list[Json](known), releasing.LICENCE: where, releasing.CONTACT: mail,
        releasing.TILES: squares, releasing.TILES_CREDIT: credit,
    }  # fmt: skip
    run(request, settings.save, values, by=login.staff_id)
    return RedirectResponse(f"{_PAGE}?done=saved", status_code=303)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.netloc) and text.isascii() and text.isprintable()


def make_key(
    request: Request,
    *,
    name: Annotated[str, Form()] = "",
    per_hour: Annotated[str, Form()] = "",
    login: Login = Depends(_manages),
) -> Response:
    """Make a key and show it this one time."""
    called, most = normal(name).strip()[:80], whole(per_hour.strip()) or 0
    if not called or not 1 <= most <= _MOST_PER_HOUR:
        return _page(request, status=422, problem=say(request, "opened_desk.settings.bad_key"))
    key = run(request, calls.make_key, name=called, per_hour=most, by=login.staff_id)
    return _page(request, made=key)


def revoke_key(request: Request, key_id: int, login: Login = Depends(_manages)) -> Response:
    """End a key."""
    run(request, calls.revoke_key, key_id, by=login.staff_id)
    return RedirectResponse(f"{_PAGE}?done=saved", status_code=303)


def make_hook(request: Request, *, url: Annotated[str, Form()] = "", login: Login = Depends(_manages)) -> Response:
    """Set up a webhook and show its secret this one time."""
    try:
        secret = run(request, webhooks.make, url.strip(), by=login.staff_id)
    except ConflictError:
        return _page(request, status=422, problem=say(request, "opened_desk.hooks.bad"))
    return _page(request, secret=secret)


def renew_hook(request: Request, hook_id: int, login: Login = Depends(_manages)) -> Response:
    """Give it another secret and show it this one time."""
    return _page(request, secret=run(request, webhooks.renew, hook_id, by=login.staff_id))


def end_hook(request: Request, hook_id: int, login: Login = Depends(_manages)) -> Response:
    """Tell it nothing more."""
    run(request, webhooks.end, hook_id, by=login.staff_id)
    return RedirectResponse(f"{_PAGE}?done=saved", status_code=303)


def _page(request: Request, *, status: int = 200, problem: str = "", made: str = "", secret: str = "") -> Response:
    known = look(request, ward.settings)
    return page(
        request, "opened/settings.html", status=status, problem=problem, made=made,
        topics=[each.value for each in Topic], chosen=look(request, releasing.topics),
        licence=str(known.get(releasing.LICENCE) or ""), contact=str(known.get(releasing.CONTACT) or ""),
        tiles_example=_TILES, tiles=str(known.get(releasing.TILES) or ""),
        tiles_credit=str(known.get(releasing.TILES_CREDIT) or ""),
        keys=look(request, open311.keys), hooks=look(request, hooks.all_of), secret=secret,
    )  # fmt: skip
