"""The protection of every request and answer: same-origin rule, safe headers, limited bodies, calm error pages."""

import asyncio
import logging
import secrets
import traceback
from collections.abc import Callable
from datetime import timedelta
from math import ceil
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.frame.access import COOKIE
from console.frame.context import Context
from console.frame.visitor import tongue
from console.frame.visits import CALLS, Visits

POLICY = (
    "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; object-src 'none'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)
PERMISSIONS = "camera=(self), microphone=(self), geolocation=(self)"  # the chat's photo, voice note and place
_SAFE = {"GET", "HEAD", "OPTIONS"}
_HOOKS = "/hook/"  # platforms are no browsers; each hook checks its own secret

log = logging.getLogger("danban.console")

Render = Callable[[Request, int, str], Response]


_BY_ANY_NAME = ("/healthz", "/metrics")  # asked by address; so are hooks, through tunnels and load balancers
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}  # `make run`, and a proxy that names no host; no stranger's page can
_YEAR = 365 * 24 * 3600


class TooLargeError(HTTPException):
    """The body passed the limit while it was read. FastAPI lets only its own kind of error through."""

    def __init__(self) -> None:
        super().__init__(413)


class TooSlowError(HTTPException):
    """The body came so slowly that it would have held its place for ever."""

    def __init__(self) -> None:
        super().__init__(408)


class Shield:
    """ASGI middleware around the whole application. `render` makes an error page from (request, status, id)."""

    def __init__(self, app: ASGIApp, *, context: Context, render: Render, visits: Visits) -> None:
        self._app = app
        self._context = context
        self._render = render
        self._visits = visits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                _dress(MutableHeaders(scope=message), scope["path"], secure=self._context.settings.secure)
            await send(message)

        request = Request(scope, receive)
        most, seconds = self._bounds(scope, headers)
        pause = self._context.limits.body_pause.total_seconds()
        if (refusal := self._refusal(request, headers, most)) is not None:
            await refusal(scope, receive, dressed)
            return
        try:
            await self._app(scope, _bounded(receive, most, seconds, pause=pause), dressed)
        except (TooLargeError, TooSlowError) as error:
            if not started:
                await self._render(request, error.status_code, "")(scope, receive, dressed)
        except Exception as error:  # the last line of defence: whatever the error was, the person gets a page
            number = secrets.token_hex(4)
            _note(number, error)
            self._context.count("page_failed")
            if started:
                raise
            await self._render(request, 500, number)(scope, receive, dressed)

    def _refusal(self, request: Request, headers: Headers, most: int) -> Response | None:
        """An answer that is given without asking the application."""
        if (wait := self._visits.wait(request.scope)) is not None:
            self._context.count("pages_refused")
            return self._later(request, wait)
        path = request.url.path
        hook = path.startswith(_HOOKS)
        if not hook and path not in _BY_ANY_NAME and not self._our_host(headers):
            self._context.count("foreign_host_refused")
            return self._render(request, 421, "")
        if request.method not in _SAFE and not path.startswith((_HOOKS, CALLS)) and not self._same_origin(headers):
            self._context.count("cross_origin_refused")
            return self._render(request, 403, "")
        length = headers.get("content-length", "")
        return self._render(request, 413, "") if length.isdecimal() and int(length[:18]) > most else None

    def _later(self, request: Request, wait: timedelta) -> Response:
        seconds = max(1, ceil(wait.total_seconds()))
        if request.url.path.startswith(CALLS):
            answer = self._render(request, 429, "")
            answer.headers["Retry-After"] = str(seconds)
            return answer
        says = self._context.words.say(tongue(request), "chat.too_many_pages", seconds=seconds)
        return PlainTextResponse(
            says, status_code=429, headers={"Retry-After": str(seconds), "Cache-Control": "no-store"}
        )

    def _bounds(self, scope: Scope, headers: Headers) -> tuple[int, float]:
        """How many bytes a body may have, whatever its length header says, and how many seconds it may take."""
        limits, path = self._context.limits, scope["path"]
        files = headers.get("content-type", "").startswith("multipart/form-data") or scope["method"] == "PUT"
        staff = path.startswith("/console/") and COOKIE in headers.get("cookie", "")
        if files and (staff or path.startswith(("/chat/", CALLS))):
            return limits.body_bytes, limits.body_time.total_seconds()
        if staff or path.startswith((_HOOKS, CALLS)):
            return limits.form_bytes, limits.small_time.total_seconds()
        return limits.small_bytes, limits.small_time.total_seconds()

    def _our_host(self, headers: Headers) -> bool:
        """Whether this address is the ward's. Another name that leads here could be a stranger's (DNS rebinding)."""
        return _host(headers.get("host", "")) in {*_LOOPBACK, _host(urlsplit(self._context.settings.public_url).netloc)}

    def _same_origin(self, headers: Headers) -> bool:
        """Whether a browser says that one of our own pages sent this. If it says nothing, the answer is no."""
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        ours = {headers.get("host", ""), urlsplit(self._context.settings.public_url).netloc} - {""}
        for name in ("origin", "referer"):
            said = headers.get(name)
            if said is not None:
                try:
                    return urlsplit(said).netloc in ours
                except ValueError:  # no address at all
                    return False
        return False


def _host(netloc: str) -> str:
    """The name in lower case, without port and brackets; empty for an invalid address."""
    try:
        return urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        return ""


def _bounded(receive: Receive, left: int, seconds: float, *, pause: float) -> Receive:
    """The same body, cut off when it is too large or too slow.

    Only the time in which we wait for it counts: the time that the answer takes is not the visitor's fault.
    """
    whole = False

    async def counted() -> Message:
        nonlocal left, seconds, whole
        if whole:
            return await receive()  # only the visitor's disconnect can still come
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(min(pause, seconds)):  # `wait_for` of Python 3.11 may swallow a cancel
                message = await receive()
        except TimeoutError:
            raise TooSlowError from None
        seconds -= asyncio.get_running_loop().time() - begun
        left -= len(message.get("body", b""))
        if left < 0:
            raise TooLargeError
        whole = not message.get("more_body", False)
        return message

    return counted


def _dress(headers: MutableHeaders, path: str, *, secure: bool) -> None:
    headers.setdefault("Content-Security-Policy", POLICY)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = PERMISSIONS
    if secure:
        headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    if path.startswith("/console"):
        headers["Cache-Control"] = "no-store"


def _note(number: str, error: Exception) -> None:
    """Log where it failed, never with which words: an exception's text may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-6:][::-1]
    )
    log.error("page error %s: %s at %s", number, type(error).__name__, where)
