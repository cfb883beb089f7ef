"""Public pages of cases kept ready: the same answer serves everybody until what it shows changes.

Each answer is kept with the number of changes (`storage.cases.opened_list.version`) that was read before it was made,
and is sent only to those for whom the same number was read after they came: so what was sealed is sent to nobody who
comes after the commit. The number is one row. Visitors who come together share one reading of it, and a browser that
has the answer already gets 304, before any page is asked.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.frame import packing
from console.frame.context import Context
from console.frame.render import language_of
from console.frame.serving import MINUTE
from storage.cases import opened_list

_PATHS = ("/viec-da-bao", "/con-so", "/du-lieu", "/open311/v2/", "/sitemap", "/robots.txt")
_LONGEST = timedelta(minutes=1)  # what depends on the day or a setting is made anew after it
_MOST, _LARGEST = 8_000_000, 1_000_000  # bytes of all answers, and of one
_PAUSE = 0.02  # seconds between two readings of the number, when many come
_REPEATED = frozenset({b"etag", b"cache-control", b"vary", b"access-control-allow-origin"})  # by a 304 too

Key = tuple[str, bytes, str, bool]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer. `tag` is its ETag."""

    version: int
    at: datetime
    status: Message
    body: bytes
    tag: bytes
    told: list[tuple[bytes, bytes]]  # what a 304 repeats


@dataclass(slots=True)
class Shared:
    """Reads something for all who wait for it. Whoever comes gets a reading that began after they came."""

    read: Callable[[], Awaitable[int]]
    pause: float = _PAUSE
    _begun: float = 0.0
    _next: asyncio.Task[int] | None = None
    _last: asyncio.Task[int] | None = None

    async def now(self) -> int:
        """What a reading gives that begins from now on. Raises what the reading raises."""
        if self._next is None:
            self._next = asyncio.create_task(self._reading(self._last))
        return await asyncio.shield(self._next)

    async def _reading(self, before: asyncio.Task[int] | None) -> int:
        if before is not None and not before.done():
            await asyncio.wait([before])
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._begun + self.pause - loop.time()))
        self._begun, self._last, self._next = loop.time(), self._next, None  # who comes now waits for the next one
        return await self.read()


@dataclass(slots=True)
class _Shelf:
    """The answers, those used last at the end; never more than so many bytes."""

    answers: OrderedDict[Key, Kept] = field(default_factory=OrderedDict)
    size: int = 0

    def get(self, key: Key, version: int, now: datetime) -> Kept | None:
        found = self.answers.get(key)
        if found is None or found.version != version or now - found.at >= _LONGEST:
            return None
        self.answers.move_to_end(key)
        return found

    def put(self, key: Key, kept: Kept) -> None:
        if (was := self.answers.pop(key, None)) is not None:
            self.size -= len(was.body)
        self.answers[key] = kept
        self.size += len(kept.body)
        while self.size > _MOST:
            self.size -= len(self.answers.popitem(last=False)[1].body)


class Ready:
    """ASGI middleware, outside of what compresses the answers."""

    def __init__(self, app: ASGIApp, *, context: Context) -> None:
        self._app = app
        self._context = context
        self._shelf = _Shelf()
        self._version = Shared(lambda: context.database.read(opened_list.version))
        self._making: dict[tuple[Key, int], asyncio.Future[Kept | None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        if scope["type"] != "http" or scope["method"] != "GET" or not _may_keep(scope["path"], headers):
            await self._app(scope, receive, send)
            return
        key = (scope["path"], scope["query_string"], language_of(Request(scope)), packing.wanted(headers))
        version = await self._version.now()
        kept = await self._found(key, version)
        if kept is None:
            await self._make(key, version, scope, receive, send)
            return
        known = [each.strip().removeprefix("W/") for each in headers.get("if-none-match", "").split(",")]
        if kept.tag.decode() in known:
            await send({"type": "http.response.start", "status": 304, "headers": list(kept.told)})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({**kept.status, "headers": list(kept.status["headers"])})
        await send({"type": "http.response.body", "body": kept.body})

    async def _found(self, key: Key, version: int) -> Kept | None:
        """The answer that is kept, or is being made for somebody else just now."""
        found = self._shelf.get(key, version, self._context.clock())
        if found is None and (made := self._making.get((key, version))) is not None:
            return await asyncio.shield(made)
        return found

    async def _make(self, key: Key, version: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the page answer, and keep what it says. Whoever comes meanwhile waits for this one."""
        if (key, version) in self._making:  # what was made for others is not to be kept
            await self._app(scope, receive, send)
            return
        waiting = self._making[key, version] = asyncio.get_running_loop().create_future()
        taken = _Taken(version, self._context.clock())

        async def taking(message: Message) -> None:
            if not waiting.done() and taken.take(message):
                if taken.kept is not None:
                    self._shelf.put(key, taken.kept)
                waiting.set_result(taken.kept)
                del self._making[key, version]
            await send(message)

        try:
            await self._app(_plain(scope), receive, taking)
        finally:
            if not waiting.done():
                waiting.set_result(None)
                del self._making[key, version]


@dataclass(slots=True)
class _Taken:
    """One answer as it goes by."""

    version: int
    at: datetime
    kept: Kept | None = None
    _start: Message | None = None
    _parts: list[bytes] = field(default_factory=list)

    def take(self, message: Message) -> bool:
        """Whether it is decided: it is kept (`kept`), or it is not to be kept."""
        if message["type"] == "http.response.start":
            self._start = {**message, "headers": list(message["headers"])}
            return not _lasts(Headers(raw=message["headers"]), message["status"])
        self._parts.append(message.get("body", b""))
        if sum(map(len, self._parts)) > _LARGEST:
            return True
        if message.get("more_body"):
            return False
        assert self._start is not None
        told = [each for each in self._start["headers"] if each[0] in _REPEATED]
        tag = next(value for name, value in told if name == b"etag")
        self.kept = Kept(self.version, self.at, self._start, b"".join(self._parts), tag, told)
        return True


def _may_keep(path: str, headers: Headers) -> bool:
    return path.startswith(_PATHS) and "range" not in headers and "x-fragment" not in headers


def _lasts(headers: Headers, status: int) -> bool:
    """Whether it is a page of `lasting`: neither a picture, which comes from the disk, nor what is streamed."""
    kind = headers.get("content-type", "")
    page = kind.startswith("text/") or kind.partition(";")[0].endswith(("json", "xml"))
    return status == 200 and page and headers.get("cache-control") == MINUTE and "etag" in headers


def _plain(scope: Scope) -> Scope:
    """The request without the visitor's tag: the whole answer is wanted, for others too."""
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != b"if-none-match"]}
