"""A browser asks to be told when something comes: its address at its push service is kept, sealed, for this chat."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from console.chat.answers import NO_STORE, RefusedError, refuse
from console.chat.room import Room
from console.chat.uploading import slow_down
from console.frame import browsers
from console.frame.visitor import Visitor
from core.errors import ConflictError
from storage.messages import push
from storage.messages.push import Device

_LONGEST = 4_000  # bytes


def add(routes: APIRouter, room: Room) -> None:
    """Register the route."""

    @routes.post("/chat/push")
    async def register(request: Request) -> Response:
        visitor = room.visitor(request)
        try:
            device = await _device(request, room, visitor)
            owner = push.chat_owner(visitor.chat)
            await room.database.write(push.register, owner, device, language=visitor.language)
        except ConflictError:
            return refuse(request, room, visitor, RefusedError(422, "push.failed"))
        except RefusedError as refused:
            return refuse(request, room, visitor, refused)
        return JSONResponse({}, status_code=201, headers=NO_STORE)


async def _device(request: Request, room: Room, visitor: Visitor) -> Device:
    if not visitor.known:
        raise RefusedError(403, "no_cookie")
    if (wait := room.may_send_a_piece(visitor)) is not None:
        raise slow_down(wait)
    try:
        body = await request.body()
        raw = await request.json() if len(body) <= _LONGEST else {}
        return browsers.device(str(raw["endpoint"]), str(raw["keys"]["p256dh"]), str(raw["keys"]["auth"]))
    except (ArithmeticError, ConflictError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError(422, "push.failed") from error
