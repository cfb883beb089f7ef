"""What happens elsewhere, shown without reloading: one stream of events per open page, taken from the trail.

An event names an act and a case, but none of its words; the page then asks for what it shows. A line about a case that
the reader may not know of makes no event for them.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from console.frame import reading
from console.frame.access import Login, may, require
from console.frame.asking import whole
from console.frame.context import Context, context_of
from console.frame.door import late_routes
from core.message import Json
from storage.cases import presence
from storage.database.unit import UnitOfWork
from storage.people import sessions
from storage.ward import audit
from storage.ward.audit import Act

_BURST = 0.2  # seconds in which acts are collected before a stream looks
EMERGENCY = "chat.emergency"
_AGAIN = 20  # acts of sealed cases that a reader's page gets again when its stream begins anew
_HEARD_BEFORE = "case.again"  # what those are called then: nobody is told of a new case twice
_FAR = 500  # a page this many lines behind is told to load again


Here = frozenset[tuple[int, int, bool]]  # case, member, writing


class FullError(Exception):
    """The login has as many streams as it may have."""


class Live:
    """Wakes each open stream. One per application, used on the event loop only."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._streams: dict[asyncio.Event, int] = {}
        self._unlisten: Callable[[], None] | None = None
        self.closed = False

    @contextlib.contextmanager
    def watch(self, staff_id: int) -> Iterator[asyncio.Event]:
        """An event that is set after each act, and at the close. Raises FullError."""
        if list(self._streams.values()).count(staff_id) >= self._context.limits.streams_per_login:
            raise FullError
        event = asyncio.Event()
        self._streams[event] = staff_id
        if self._unlisten is None:
            self._unlisten = self._context.database.listen("live", self._waker(asyncio.get_running_loop()))
        try:
            yield event
        finally:
            del self._streams[event]
            if not self._streams and self._unlisten is not None:
                self._unlisten()
                self._unlisten = None

    def close(self) -> None:
        """Let every stream end now. A signal handler on the loop may call it."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        for event in tuple(self._streams):  # a copy: a stream may end on another thread meanwhile
            event.set()

    def _waker(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        def wake() -> None:  # from the database's thread
            with contextlib.suppress(RuntimeError):  # the loop has just closed
                loop.call_soon_threadsafe(self._wake)

        return wake


_queue = require("queue.read")


def router() -> APIRouter:
    """The routes."""
    routes = late_routes()
    routes.add_api_route("/console/events", events, methods=["GET"])
    return routes


async def events(request: Request, after: str = "", login: Login = Depends(_queue)) -> Response:
    """The stream. It goes on after `Last-Event-ID`, or after `after` when a page opens it anew."""
    live = request.app.state.live
    assert isinstance(live, Live)
    await reading.end(request)  # the stream reads for itself
    said = request.headers.get("last-event-id", "") or after
    stream = _stream(live, context_of(request), login, whole(said))
    try:
        first = await anext(stream)  # here, so that a refusal is an answer and not a broken stream
    except FullError:
        return Response(status_code=429, headers={"Retry-After": "30"})
    return StreamingResponse(_after(first, stream), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _after(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for each in rest:
        yield each


async def _stream(live: Live, context: Context, login: Login, after: int | None) -> AsyncIterator[str]:
    quiet, now = context.limits.stream_comment.total_seconds(), asyncio.get_running_loop().time
    beat = now() + quiet
    with live.watch(login.staff_id) as event:
        newest = await context.database.read(audit.latest)
        old = await context.database.read(audit.latest_sealed)
        sealed = old if after is None else max(0, old - _AGAIN)
        seen = newest if after is None else min(after, newest)
        yield "retry: 3000\n\n"
        if newest - seen > _FAR:
            seen = newest
            yield _line(seen, "reload", {})
        here: Here | None = None
        while not live.closed:
            event.clear()
            news = await context.database.read(_news, login.session, seen, sealed)
            if news is None:  # signed out elsewhere, or disabled
                yield _line(seen, "signed-out", {})
                return
            found, hidden, now_here = news
            for act in hidden:  # these get no number: it would show others that an event is missing
                sealed = act.id
                told = _told(act)
                yield _line(seen, "act", {**told, "act": _HEARD_BEFORE} if act.id <= old else told)
            for case_id in sorted({each[0] for each in now_here ^ (now_here if here is None else here)}):
                yield _passing("presence", {"case": case_id})
            here = now_here
            for act in found:
                seen = act.id
                yield _line(act.id, "act", _told(act))
            if found or hidden:
                await asyncio.sleep(_BURST)
                continue
            if not await _woken(event, until=beat):
                yield ": here\n\n"
                beat = now() + quiet


async def _woken(event: asyncio.Event, *, until: float) -> bool:
    """Whether something rang before that time of the loop's clock.

    Comments keep a rhythm of their own: an act that the reader may not know of must not delay one.
    """
    try:
        async with asyncio.timeout_at(until):  # `wait_for` of Python 3.11 may swallow a cancel
            await event.wait()
    except TimeoutError:
        return False
    return True


def _news(work: UnitOfWork, session: str, after: int, after_sealed: int) -> tuple[list[Act], list[Act], Here] | None:
    """The acts that the session's owner may see (sealed cases apart), and who is where. None when the session is over.

    Rights are read anew each time.
    """
    owner = sessions.owner(work, session)
    login = None if owner is None else Login.of(owner, session=session)
    if login is None or login.owes:
        return None
    acts = [act for act in audit.since(work, after, reader=login.reader) if _concerns(login, act)]
    hidden = audit.since_sealed(work, after_sealed, reader=login.reader)
    return acts, hidden, presence.everywhere(work, reader=login.reader)


def _concerns(login: Login, act: Act) -> bool:
    """Whether a login gets an act: all get cases, those who answer an emergency, those who manage them the rest."""
    if act.case_id is not None or may(login, "alerts.read"):
        return True
    if act.act.startswith("second."):
        return may(login, "case.answer")
    if act.act.startswith("bulletin."):
        return may(login, "bulletin.write")
    return act.act == EMERGENCY and may(login, "case.answer")


def _told(act: Act) -> dict[str, Json]:
    return {"act": act.act, "case": act.case_id, "by": act.staff_id}


def _passing(name: str, fields: dict[str, Json]) -> str:
    """An event that nobody needs to get later, so it has no id."""
    return f"event: {name}\ndata: {json.dumps(fields)}\n\n"


def _line(number: int, name: str, fields: dict[str, Json]) -> str:
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(fields)}\n\n"
