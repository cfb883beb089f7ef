"""Files that are uploaded: announced, sent in pieces at an offset, asked about after a lost connection."""

import secrets
from datetime import timedelta
from functools import partial

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, Response

from console.chat.answers import NO_STORE, RefusedError, refuse
from console.chat.room import Room
from console.frame.visitor import Visitor
from core.errors import ConflictError, LostFileError, NotFoundError, RefusedFileError, StoreAwayError
from core.text import normal
from storage.media import uploads
from storage.media.kinds import PICTURE_ENDINGS, PICTURE_TYPES, other_kind, picture_kind
from storage.media.uploads import PIECE, Upload

_MB = 1024 * 1024
_SOON = timedelta(minutes=1)
_LATER = timedelta(hours=1)  # by then the fetcher has taken what waits, and a day's oldest files no longer count


def add(routes: APIRouter, room: Room) -> None:
    """Register the routes."""

    @routes.post("/chat/upload")
    async def announce(request: Request) -> Response:
        visitor = room.visitor(request)
        try:
            if request.headers.get("content-type", "").startswith("multipart/form-data"):
                found = await _whole(room, request, visitor)
                return _where(found, found.size, status=201)
            found = await begin(room, visitor, *await _announced(request))
        except RefusedError as refused:
            return refuse(request, room, visitor, refused)
        return _where(found, 0, status=201)

    @routes.put("/chat/upload/{upload_id}")
    async def piece(request: Request, upload_id: str, at: int = 0) -> Response:
        visitor = room.visitor(request)
        try:
            _in_time(room.may_send_a_piece(visitor))
            found = await room.database.read(uploads.find, upload_id, chat=visitor.chat)
            reached, status = await _took(room, request, found, at)
        except (NotFoundError, LostFileError):
            return refuse(request, room, visitor, RefusedError(404, "file.gone"))
        except RefusedError as refused:
            return refuse(request, room, visitor, refused)
        return _where(found, reached, status=status)

    @routes.get("/chat/upload/{upload_id}")
    async def reached(request: Request, upload_id: str) -> Response:
        visitor = room.visitor(request)
        try:
            found = await room.database.read(uploads.find, upload_id, chat=visitor.chat)
            return _where(found, await _reached(room, found))
        except NotFoundError:
            return refuse(request, room, visitor, RefusedError(404, "file.gone"))
        except RefusedError as refused:
            return refuse(request, room, visitor, refused)


async def begin(room: Room, visitor: Visitor, name: str, mime: str, size: int) -> Upload:
    """Record that a file will come. Raises RefusedError with the sentence."""
    if not visitor.known:
        raise RefusedError(403, "no_cookie")
    if size > uploads.LIMIT:
        raise RefusedError(413, "file.too_big", limit=uploads.LIMIT // _MB)
    _in_time(room.may_upload(visitor, size))
    clean = normal(name).replace("/", " ").replace("\\", " ").strip()[:120]
    found = Upload(secrets.token_hex(16), visitor.chat, clean, mime[:128].lower(), size, whole=False)
    try:
        await room.database.write(uploads.begin, found)
    except RefusedFileError as error:
        raise RefusedError(422, "file.broken") from error
    except ConflictError as error:
        raise RefusedError(429, "file.many", wait=uploads.KEPT, limit=uploads.AT_MOST) from error
    except uploads.FullError as error:
        raise RefusedError(429, "file.full", wait=_LATER) from error
    return found


async def keep(room: Room, visitor: Visitor, file: UploadFile) -> Upload:
    """Stage a file that came whole in a form. Raises RefusedError."""
    size = file.size or 0
    found = await begin(room, visitor, file.filename or "", file.content_type or "", size)
    at = 0
    try:
        while piece := await file.read(PIECE):
            at = await run_in_threadpool(room.staging.append, found.id, piece, at=at)
        await _finish(room, found)
    except StoreAwayError:
        raise away() from None
    return found


def _in_time(wait: timedelta | None) -> None:
    if wait is not None:
        raise slow_down(wait)


def away() -> RefusedError:
    """The error while the file store does not answer. Our script tries again by itself; what came is kept."""
    return RefusedError(503, "file.away", wait=_SOON)


def slow_down(wait: timedelta) -> RefusedError:
    """The error for too much in too short a time."""
    return RefusedError(429, "slow_down", wait=wait, minutes=max(1, round(wait.total_seconds() / 60)))


async def _took(room: Room, request: Request, upload: Upload, at: int) -> tuple[int, int]:
    """How far the file is after this body, and the answer's status: 409 for another offset. Raises RefusedError."""
    try:
        return await _take(room, request, upload, at), 200
    except ConflictError:
        return await _reached(room, upload), 409
    except StoreAwayError:
        raise away() from None


async def _reached(room: Room, upload: Upload) -> int:
    try:
        return await run_in_threadpool(room.staging.reached, upload.id)
    except StoreAwayError:
        raise away() from None


async def _take(room: Room, request: Request, upload: Upload, at: int) -> int:
    """Stage what the body brings, also when the line breaks in the middle. Raises ConflictError, RefusedError."""
    waiting = bytearray()
    append = partial(_append, room, upload)
    try:
        async for each in request.stream():
            waiting += each
            if at + len(waiting) > upload.size:
                raise RefusedError(413, "file.broken")
            if len(waiting) >= PIECE:
                at = await append(bytes(waiting), at)
                waiting.clear()
    except ClientDisconnect:
        pass  # what came is kept; the browser asks how much arrived
    at = await append(bytes(waiting), at)
    if at == upload.size and not upload.whole:
        await _finish(room, upload)
    return at


async def _append(room: Room, upload: Upload, piece: bytes, at: int) -> int:
    try:
        return await run_in_threadpool(room.staging.append, upload.id, piece, at=at)
    except StoreAwayError:
        raise
    except RefusedFileError as error:  # more pieces than any connection needs
        raise RefusedError(413, "file.pieces") from error


async def _finish(room: Room, upload: Upload) -> None:
    if await run_in_threadpool(_no_picture, room, upload):  # said now, before the files are counted
        await room.database.write(uploads.refuse, upload.id)
        await run_in_threadpool(room.staging.drop, upload.id)
        raise RefusedError(422, "file.not_what", name=upload.name[:60])
    await run_in_threadpool(room.staging.settle, upload.id)
    await room.database.write(uploads.finish, upload.id)


def _no_picture(room: Room, upload: Upload) -> bool:
    """Whether it claims to be a picture that we show, by type or name, but does not begin like one."""
    if upload.mime not in PICTURE_TYPES and not upload.name.lower().endswith(PICTURE_ENDINGS):
        return False
    head = next(room.staging.read(upload.id), b"")[:32]
    return not picture_kind(head) and not other_kind(head).startswith("image/")


async def _whole(room: Room, request: Request, visitor: Visitor) -> Upload:
    async with request.form(max_files=1, max_fields=4) as form:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise RefusedError(422, "file.broken")
        return await keep(room, visitor, file)


async def _announced(request: Request) -> tuple[str, str, int]:
    try:
        raw = await request.json()
        return str(raw["name"]), str(raw["mime"]), int(raw["size"])
    except (ArithmeticError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError(422, "file.broken") from error


def _where(upload: Upload, at: int, *, status: int = 200) -> Response:
    return JSONResponse({"id": upload.id, "at": at, "size": upload.size}, status_code=status, headers=NO_STORE)
