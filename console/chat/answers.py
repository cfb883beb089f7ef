"""How the web chat refuses: a sentence for the script, the same sentence on a page for browsers without it."""

from datetime import timedelta
from math import ceil

from fastapi import Request
from starlette.responses import JSONResponse, Response

from console.chat.room import Room
from console.frame.render import page
from console.frame.visitor import Visitor

NO_STORE = {"Cache-Control": "no-store"}


class RefusedError(Exception):
    """The request is not taken. `key` names the sentence in the catalogue, `values` fill it."""

    def __init__(self, status: int, key: str, /, *, wait: timedelta | None = None, **values: object) -> None:
        """`wait`: the time after which it may be tried again."""
        super().__init__(key)
        self.wait = wait
        self.status = status
        self.key = key
        self.values = values


def by_script(request: Request) -> bool:
    """Whether our script asks, which wants JSON, or a form, which wants a page."""
    return request.headers.get("x-chat") == "1"


def refuse(request: Request, room: Room, visitor: Visitor, refused: RefusedError) -> Response:
    """The sentence, for script or form."""
    says = room.context.words.say(visitor.language, f"chat.{refused.key}", **refused.values)
    headers = dict(NO_STORE)
    if refused.wait is not None:
        headers["Retry-After"] = str(max(1, ceil(refused.wait.total_seconds())))
    if by_script(request):
        return JSONResponse({"says": says}, status_code=refused.status, headers=headers)
    response = page(
        request, "chat/sorry.html", status=refused.status, language=visitor.language, says=says, large=visitor.large
    )
    response.headers.update(headers)
    return response
