"""An address with a slash too many at its end leads to the page without it: people type `/du-lieu/`."""

from urllib.parse import quote

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Match

_SAFE = frozenset({"GET", "HEAD"})


def without(request: Request) -> RedirectResponse | None:
    """The way to the page of the same address without its last slashes; None where there is no such page.

    It stays within this host: an address that begins with two slashes, or a slash and a backslash, names another one.
    """
    path: str = request.scope["path"]
    target = path.rstrip("/")
    if request.method not in _SAFE or not target or not _typed(request) or target[1:2] in ("/", "\\"):
        return None
    scope = {**request.scope, "path": target, "raw_path": None, "method": "GET"}
    pages = (each for each in request.app.routes if isinstance(each, APIRoute))
    if not any(each.matches(scope)[0] is Match.FULL for each in pages):
        return None
    query = request.url.query
    return RedirectResponse(f"{quote(target)}{f'?{query}' if query else ''}", status_code=308)


def _typed(request: Request) -> bool:
    """Whether the address itself ends with a slash: one that is written as `%2F` belongs to a name."""
    typed: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return typed.endswith(b"/")
