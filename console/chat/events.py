"""What is new in a chat: as a stream of events, or on request for browsers without streams."""

import asyncio
import json
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from console.chat.live import FullError
from console.chat.room import Room
from console.chat.show import event_of
from console.frame.visitor import Visitor
from core.message import Json
from storage.messages import webchat

_NO_STORE = {"Cache-Control": "no-store"}


def add(routes: APIRouter, room: Room) -> None:
    """Register the routes."""

    @routes.get("/chat/events")
    async def events(request: Request) -> Response:
        visitor = room.visitor(request)
        after = _number(request.headers.get("last-event-id", "") or request.query_params.get("after", ""))
        stream = _stream(room, request, visitor, after)
        try:
            first = await anext(stream)  # here, so that a refusal is an answer and not a broken stream
        except FullError:
            return Response(status_code=429, headers={"Retry-After": "10", **_NO_STORE})
        headers = {"X-Accel-Buffering": "no", **_NO_STORE}
        return StreamingResponse(_after(first, stream), media_type="text/event-stream", headers=headers)

    @routes.get("/chat/messages")
    async def messages(request: Request) -> Response:
        visitor = room.visitor(request)
        after = _number(request.query_params.get("after", ""))
        rows = await room.database.read(webchat.since, visitor.chat, after)
        return JSONResponse([event_of(request, visitor, row) for row in rows], headers=_NO_STORE)


async def _after(first: str, rest: AsyncIterator[str]) -> AsyncIterator[str]:
    yield first
    async for each in rest:
        yield each


async def _stream(room: Room, request: Request, visitor: Visitor, after: int) -> AsyncIterator[str]:
    seen: set[int] = set()
    quiet = room.context.limits.stream_comment.total_seconds()
    with room.live.watch(visitor.chat, visitor.address) as event:
        yield "retry: 3000\n\n"
        while not room.live.closed:
            event.clear()
            rows = [row for row in await room.database.read(webchat.since, visitor.chat, after) if row.id not in seen]
            for row in rows:
                seen.add(row.id)
                after = max(after, row.id)
                yield _line(row.id, event_of(request, visitor, row))
            if rows:
                continue
            try:
                async with asyncio.timeout(quiet):  # `wait_for` of Python 3.11 may swallow a cancel
                    await event.wait()
            except TimeoutError:
                yield ": here\n\n"


def _line(number: int, event: dict[str, Json]) -> str:
    return f"id: {number}\ndata: {json.dumps(event)}\n\n"


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
