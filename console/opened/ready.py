"""Public pages of cases kept ready: the same answer serves everybody until what it shows changes.

Each answer is kept with the number of changes (`storage.cases.opened_list.version`) that was read before it was made,
and is sent only to those for whom the same number was read after they came: so what was sealed is sent to nobody who
comes after the commit. The number is one row. Visitors who come together share one reading of it, and a browser that
has the answer already gets 304, before any page is asked.

This is the first layer of all: an answer is kept as it leaves the others, with all its headers, and by the host that
was asked. A crowd that comes at once is answered some at a time, and its pages are made one after the other, so that
the chat and the hooks are not kept waiting. Whoever would wait in vain gets 503 and comes again.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.frame.context import Context
from console.frame.packing import wanted
from console.frame.render import language_of
from console.frame.serving import MINUTE
from console.frame.turnstile import BusyError, Makers, Turnstile
from console.frame.visits import Visits
from core.words import FIRST
from storage.cases import opened_list

_PATHS = ("/viec-da-bao", "/con-so", "/du-lieu", "/open311/v2/", "/sitemap", "/robots.txt")
_LONGEST = timedelta(minutes=1)  # what depends on the day or a setting is made anew after it
_MOST, _LARGEST = 8_000_000, 1_000_000  # bytes of all answers, and of one
_PAUSE = 0.02  # seconds between two readings of the number, when many come

_PER_TURN, _MOST_WAITING = 4, 1_000  # answers in a turn of the event loop, and how many may wait for theirs
# Pages that are made at once, each on a thread, and how many may wait. One: of several threads that only compute, each
# would take the interpreter from the chat.
_MADE_AT_ONCE, _MOST_TO_MAKE = 1, 100
_BUSY = 2  # seconds, until somebody who was sent away should come again
_OF_BODY = frozenset({b"content-length", b"content-type", b"content-encoding"})  # a 304 has none
_ASKED = frozenset(
    {b"host", b"cookie", b"if-none-match", b"accept-encoding", b"sec-fetch-site", b"range", b"x-fragment"}
)

Key = tuple[str, bytes, str, bool, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer. `tag` is its ETag; `known` begins the 304."""

    version: int
    at: datetime
    status: Message
    body: bytes
    tag: str
    known: Message


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
    """ASGI middleware, around all others. `visits` counts, as for every page."""

    def __init__(self, app: ASGIApp, *, context: Context, visits: Visits) -> None:
        self._app = app
        self._context = context
        self._visits = visits
        self._shelf = _Shelf()
        self._version = Shared(lambda: context.database.read(opened_list.version))
        self._making: dict[tuple[Key, int], asyncio.Future[Kept | None]] = {}
        self._turnstile = Turnstile(_PER_TURN, most=_MOST_WAITING)
        self._makers = Makers(_MADE_AT_ONCE, most=_MOST_TO_MAKE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_PATHS):
            await self._app(scope, receive, send)
            return
        asked = _asked(scope)
        if "range" in asked or "x-fragment" in asked or self._visits.wait(scope) is not None:
            await self._app(scope, receive, send)  # it refuses who comes too often
            return
        try:
            await self._answer(asked, scope, receive, send)
        except BusyError:
            self._context.count("pages_busy")
            await self._later(scope)(scope, receive, send)

    async def _answer(self, asked: Mapping[str, str], scope: Scope, receive: Receive, send: Send) -> None:
        key = (scope["path"], scope["query_string"], _language(scope, asked), wanted(asked), asked.get("host", ""))
        try:
            version = await self._version.now()
        except Exception:  # whatever it is: the page meets it too, and says so calmly
            await self._app(scope, receive, send)
            return
        kept = await self._found(key, version)
        if kept is None:
            await self._make(key, version, scope, receive, send)
            return
        await self._turnstile.through()
        known = asked.get("if-none-match", "")
        if known and kept.tag in [each.strip().removeprefix("W/") for each in known.split(",")]:
            await send(dict(kept.known))
            await send({"type": "http.response.body", "body": b""})
            return
        await send(dict(kept.status))
        await send({"type": "http.response.body", "body": kept.body})

    def _later(self, scope: Scope) -> Response:
        says = self._context.words.say(language_of(Request(scope)), "opened.busy", seconds=_BUSY)
        headers = {"Retry-After": str(_BUSY), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return PlainTextResponse(says, status_code=503, headers=headers)

    async def _found(self, key: Key, version: int) -> Kept | None:
        """The answer that is kept, or is being made for somebody else just now."""
        found = self._shelf.get(key, version, self._context.clock())
        if found is None and (made := self._making.get((key, version))) is not None:
            return await asyncio.shield(made)
        return found

    async def _make(self, key: Key, version: int, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the page answer, and keep what it says. Whoever comes meanwhile waits for this one."""
        waiting = asyncio.get_running_loop().create_future()
        if (key, version) in self._making:  # what was made for others is not to be kept
            waiting.set_result(None)
        else:
            self._making[key, version] = waiting
        taken = _Taken(version, self._context.clock())
        leave = None

        def decided(kept: Kept | None) -> None:
            if not waiting.done():
                waiting.set_result(kept)
                del self._making[key, version]
            if leave is not None:
                leave()

        async def taking(message: Message) -> None:
            if not taken.decided and taken.take(message):
                if taken.kept is not None:
                    self._shelf.put(key, taken.kept)
                decided(taken.kept)  # before it is sent: a slow line, or a long file, keeps nobody waiting
            await send(message)

        try:
            leave = await self._makers.enter()
            await self._app(_plain(scope), receive, taking)
        finally:
            decided(None)


@dataclass(slots=True)
class _Taken:
    """One answer as it goes by."""

    version: int
    at: datetime
    kept: Kept | None = None
    decided: bool = False
    _start: Message | None = None
    _parts: list[bytes] = field(default_factory=list)

    def take(self, message: Message) -> bool:
        """Whether it is decided: it is kept (`kept`), or it is not to be kept."""
        self.decided = self._looked(message)
        return self.decided

    def _looked(self, message: Message) -> bool:
        if message["type"] == "http.response.start":
            self._start = {**message, "headers": list(message["headers"])}
            return not _lasts(Headers(raw=message["headers"]), message["status"])
        self._parts.append(message.get("body", b""))
        if sum(map(len, self._parts)) > _LARGEST:
            return True
        if message.get("more_body"):
            return False
        assert self._start is not None
        told = [each for each in self._start["headers"] if each[0] not in _OF_BODY]
        tag = next(value for name, value in told if name == b"etag").decode("latin-1")
        known = {"type": "http.response.start", "status": 304, "headers": told}
        self.kept = Kept(self.version, self.at, self._start, b"".join(self._parts), tag, known)
        return True


def _asked(scope: Scope) -> dict[str, str]:
    """The headers that matter here, in one walk."""
    return {name.decode(): value.decode("latin-1") for name, value in reversed(scope["headers"]) if name in _ASKED}


def _language(scope: Scope, asked: Mapping[str, str]) -> str:
    """The language of the answer. Most visitors have chosen none: neither in the address nor before."""
    return language_of(Request(scope)) if scope["query_string"] or "cookie" in asked else FIRST


def _lasts(headers: Headers, status: int) -> bool:
    """Whether it is a page of `lasting`: neither a picture, which comes from the disk, nor what is streamed."""
    kind = headers.get("content-type", "")
    page = kind.startswith("text/") or kind.partition(";")[0].endswith(("json", "xml"))
    return status == 200 and page and headers.get("cache-control") == MINUTE and "etag" in headers


def _plain(scope: Scope) -> Scope:
    """The request without the visitor's tag: the whole answer is wanted, for others too."""
    return {**scope, "headers": [each for each in scope["headers"] if each[0] != b"if-none-match"]}
