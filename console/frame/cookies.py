"""Cookies: no script reads them, no other site posts with them, and over HTTPS no neighbouring host can set them.

Over HTTPS a name begins with `__Host-`. A browser accepts such a cookie only from this host, over HTTPS, for all its
paths (RFC 6265bis, 4.1.3.2). On `make run`, without HTTPS, the names have no prefix.
"""

from starlette.requests import Request
from starlette.responses import Response

from console.frame.context import Context

YEAR = 365 * 24 * 3600  # seconds
_PREFIX = "__Host-"


def named(name: str, *, secure: bool) -> str:
    """The name under which a browser holds it."""
    return f"{_PREFIX}{name}" if secure else name


def read(request: Request, name: str, *, former: bool = False) -> str:
    """What the browser sent, or nothing.

    `former`: also look for the name without prefix that an earlier release used, so that nobody loses a chat by an
    upgrade.
    """
    context = request.app.state.context
    assert isinstance(context, Context)
    found = request.cookies.get(named(name, secure=context.settings.secure), "")
    return found or (request.cookies.get(name, "") if former else "")


def put(response: Response, name: str, value: str, *, secure: bool, seconds: int = YEAR, path: str = "/") -> None:
    """Set a cookie for so many seconds. `path` counts only without HTTPS: with it, the cookie is for the whole host."""
    response.set_cookie(
        named(name, secure=secure), value, max_age=seconds, path="/" if secure else path, httponly=True,
        samesite="lax", secure=secure,
    )  # fmt: skip


def drop(response: Response, name: str, *, secure: bool, path: str = "/") -> None:
    """Delete the cookie."""
    response.delete_cookie(
        named(name, secure=secure), path="/" if secure else path, httponly=True, samesite="lax", secure=secure
    )
