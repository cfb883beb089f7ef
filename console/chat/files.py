"""The files of a chat, for the browser with its cookie. A guessed address always gets the same 404."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.chat.room import Room
from console.frame import serving
from core.errors import LostFileError, NotFoundError
from storage.messages import webfiles
from storage.messages.webfiles import WebFile


def add(routes: APIRouter, room: Room) -> None:
    """Register the route."""

    @routes.get("/chat/files/{message_id}/{part}")
    def file(request: Request, message_id: str, part: int, small: str = "") -> Response:
        visitor = room.visitor(request)
        found = room.database.look(webfiles.find, visitor.chat, message_id, part)
        try:
            content, mime = _content(room, found, small=bool(small))
        except LostFileError as error:
            raise NotFoundError("There is no such file.") from error
        return serving.held(request, content, mime=mime, name=found.media.name, cache=serving.SECRET)


def _content(room: Room, found: WebFile, *, small: bool) -> tuple[bytes, str]:
    """The bytes to show and their type: of a picture the version without EXIF, where there is one."""
    if found.staged:
        return b"".join(room.staging.read(found.staged)), found.mime.partition(";")[0]
    name = (found.thumb if small else "") or found.shown
    mime = "image/jpeg" if name else found.mime
    with room.context.files.open(name or found.stored) as file:
        return file.read(), mime
