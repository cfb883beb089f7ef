"""The door before all wards: it finds the ward of a request, by host name or by `/w/<code>/`, and hands it on.

A ward's pages know nothing of the beginning `/w/<code>`. It is taken from what comes in, and put before paths in what
goes out (templates do it for links, `console.frame.render`). Cookies of such a ward carry its code in their names; its
pages get no cookie of another ward, though a browser sends this host's cookies to all of them.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.province.wards import NotServedError, Wards
from bot.province.watch import PATHS
from core.logs import WARD, get_logger
from storage.province.registry import State

log = get_logger("province")

_BELOW = re.compile(r"/w/([a-z0-9]{2,31})(/.*)?")
_SAFE = "__Host-"
Told = Callable[[int], Response]


@dataclass(frozen=True, slots=True)
class Door:
    """An ASGI application. `desk`: the pages of the province. `told`: a page for a ward that cannot be asked.

    `watch`: `/healthz` and `/metrics` of this process.
    """

    wards: Wards
    desk: ASGIApp
    watch: ASGIApp
    told: Told
    failed: Callable[[str, Exception], Awaitable[None]]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        code, base = self.wards.of_host(_host(Headers(scope=scope))), ""
        if not code:
            below = _BELOW.fullmatch(scope["path"])
            if below is None:
                await self._own(scope, receive, send)
                return
            code, base = below[1], f"/w/{below[1]}"
            if (elsewhere := self._elsewhere(scope, code, below[2])) is not None:
                await elsewhere(scope, receive, send)
                return
        WARD.set(code)
        try:
            held = await self.wards.app(code)
        except NotServedError as error:
            await self._refused(error.state)(scope, receive, send)
            return
        except Exception as error:  # this ward alone cannot be opened
            await self.failed(code, error)
            await self._refused(State.FAILED)(scope, receive, send)
            return
        assert held.app is not None
        held.busy += 1
        try:
            await held.app(_inside(scope, code, base), receive, _outside(send, code, base))
        finally:
            held.busy -= 1

    def _elsewhere(self, scope: Scope, code: str, rest: str | None) -> Response | None:
        """A ward with a host name is asked there alone; `/w/<code>` without anything behind it is its front page."""
        row = self.wards.row(code)
        query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
        if row is not None and row.entry.hosts:
            if scope["method"] not in {"GET", "HEAD"}:
                return self.told(404)
            port = urlsplit(f"//{Headers(scope=scope).get('host', '')}").port
            host = row.entry.hosts[0] + (f":{port}" if port else "")
            return RedirectResponse(f"{scope['scheme']}://{host}{rest or '/'}{query}", status_code=308)
        return RedirectResponse(f"/w/{code}/{query}", status_code=308) if rest is None else None

    def _refused(self, state: State | None) -> Response:
        if state is None:
            return self.told(404)
        answer = self.told(503)
        answer.headers["Retry-After"] = "60"
        return answer

    async def _own(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What belongs to no ward: whether this process lives, and the pages of the province."""
        own = self.watch if scope["path"] in PATHS else self.desk
        await own(scope, receive, send)


def _host(headers: Headers) -> str:
    try:
        return urlsplit(f"//{headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _inside(scope: Scope, code: str, base: str) -> Scope:
    """The request as the ward's pages see it."""
    if not base:
        return scope
    found = {**scope, "path": scope["path"].removeprefix(base) or "/", "state": dict(scope.get("state", {}))}
    raw = scope.get("raw_path") or b""
    found.pop("raw_path", None)
    if raw.startswith(base.encode() + b"/"):
        found["raw_path"] = raw.removeprefix(base.encode())
    headers = []
    for name, value in scope["headers"]:
        if name == b"cookie":
            headers.append((name, _cookies(value.decode("latin-1"), code).encode("latin-1")))
        elif name == b"referer":
            headers.append((name, _without(value.decode("latin-1"), base).encode("latin-1")))
        else:
            headers.append((name, value))
    found["headers"] = headers
    return found


def _cookies(header: str, code: str) -> str:
    """The cookies of this ward alone, under the names that its pages know."""
    kept = []
    for each in header.split(";"):
        name, mark, value = each.strip().partition("=")
        prefix = _SAFE if name.startswith(_SAFE) else ""
        own = name.removeprefix(prefix)
        if mark and own.startswith(f"{code}."):
            kept.append(f"{prefix}{own.removeprefix(f'{code}.')}={value}")
    return "; ".join(kept)


def _without(address: str, base: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return parts._replace(path=parts.path.removeprefix(base)).geturl() if parts.path.startswith(f"{base}/") else address


def _outside(send: Send, code: str, base: str) -> Send:
    """Sends an answer of the ward's pages as the browser must see it."""
    if not base:
        return send

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if (to := headers.get("location", "")).startswith("/") and not to.startswith("//"):
                headers["location"] = base + to
            message["headers"] = [
                (name, _carrying(value.decode("latin-1"), code, base).encode("latin-1")) if name == b"set-cookie"
                else (name, value)
                for name, value in message["headers"]
            ]  # fmt: skip
        await send(message)

    return sent


def _carrying(cookie: str, code: str, base: str) -> str:
    """A cookie whose name carries the ward. Where a browser lets it have a path, it is for this ward's pages only."""
    name, _, rest = cookie.partition("=")
    prefix = _SAFE if name.startswith(_SAFE) else ""
    if not prefix:  # such a cookie must be for the whole host (RFC 6265bis, 4.1.3.2)
        rest = re.sub(
            r"(?i)(;\s*path=)(/[^;]*)", lambda found: f"{found[1]}{base}{found[2]}".rstrip("/"), rest, count=1
        )
    return f"{prefix}{code}.{name.removeprefix(prefix)}={rest}"
