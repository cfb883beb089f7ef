"""The files of a chat, for the browser that holds its cookie. Whoever guesses an address gets a 404, always alike."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from console.asking import whole
from console.chat.room import Room
from core.errors import LostFileError, NotFoundError
from storage.media import webfiles
from storage.media.webfiles import WebFile

# What a browser may open in place; everything else is handed over to be saved.
_OPENED = {
    "image/jpeg", "image/png", "image/webp", "image/gif",
    "audio/mpeg", "audio/mp4", "audio/ogg", "audio/webm", "audio/amr", "audio/wav", "audio/aac", "audio/x-m4a",
    "video/mp4", "video/webm", "video/quicktime", "video/3gpp",
}  # fmt: skip
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Accept-Ranges": "bytes",
}


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
        kind = "inline" if mime in _OPENED else "attachment"
        headers = {
            **_HEADERS,
            "Content-Disposition": f"{kind}; filename*=UTF-8''{quote(found.media.name or 'tep', safe='')}",
        }
        return _ranged(request, content, mime if mime in _OPENED else "application/octet-stream", headers)


def _content(room: Room, found: WebFile, *, small: bool) -> tuple[bytes, str]:
    """The bytes to show and their type: of a picture the version without EXIF, where there is one."""
    if found.staged:
        return b"".join(room.staging.read(found.staged)), found.mime.partition(";")[0]
    name = (found.thumb if small else "") or found.shown
    mime = "image/jpeg" if name else found.mime
    with room.context.files.open(name or found.stored) as file:
        return file.read(), mime


def _ranged(request: Request, content: bytes, mime: str, headers: dict[str, str]) -> Response:
    """The whole, or the one range that a player asks for."""
    unit, _, asked = request.headers.get("range", "").partition("=")
    first, _, last = asked.partition("-")
    if unit != "bytes" or whole(first) is None or (last and whole(last) is None):
        return Response(content, media_type=mime, headers=headers)
    start, end = int(first), min(int(last), len(content) - 1) if last else len(content) - 1
    if start > end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(content)}"})
    headers = {**headers, "Content-Range": f"bytes {start}-{end}/{len(content)}"}
    return Response(content[start : end + 1], status_code=206, media_type=mime, headers=headers)
