"""A message from the browser: read, checked for size, stored with its inbox row in one transaction, answered with 202.

Nothing is handled here. The script posts JSON; a page without script posts the form. Both bring a key that is made once
per message, so that a repeat after a lost connection does no harm.
"""

import json
import re
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import JSONResponse, RedirectResponse, Response

from console.chat.answers import NO_STORE, RefusedError, by_script, refuse
from console.chat.arrivals import Arrivals, answers
from console.chat.code_door import CodeDoor
from console.chat.room import Room
from console.chat.show import BY_START, label_of, render
from console.chat.uploading import keep, slow_down
from console.frame.visitor import Visitor
from core.errors import NotFoundError
from core.message import Point
from core.text import normal
from storage.database.unit import UnitOfWork
from storage.media import uploads
from storage.media.uploads import AT_MOST
from storage.messages import webchat
from storage.messages.webchat import Arrival, WebMessage

TEXT_LIMIT = 20_000  # characters
_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
_START = re.compile(r"[A-Za-z0-9_-]{0,64}")
_JSON_LIMIT = 200_000  # bytes


def add(routes: APIRouter, room: Room) -> None:
    """Register the route."""
    door, seen = CodeDoor(room), Arrivals(room)

    @routes.post("/chat/send")
    async def send(request: Request) -> Response:
        visitor = room.visitor(request)
        try:
            wait = room.may_speak(visitor)
            if wait is not None:
                raise slow_down(wait)
            arrival, ids, refused = await _read(room, request, visitor)
            await door.pass_(visitor, arrival.text)
            message, poll = await _store(room, arrival, ids)
            await seen.note(visitor, poll)
        except RefusedError as error:
            return refuse(request, room, visitor, error)
        response: Response
        if by_script(request):
            said = {"id": message.id, "html": render(request, visitor, message)}
            response = JSONResponse(said, status_code=202, headers=NO_STORE)
        elif refused is not None:  # the rest was sent; this page says what was not, and why
            response = refuse(request, room, visitor, refused)
        else:
            response = RedirectResponse("/chat#write", status_code=303)
        visitor.welcome(response, secure=room.context.settings.secure)
        return response


async def _store(room: Room, arrival: Arrival, ids: list[str]) -> tuple[WebMessage, str]:
    try:
        return await room.database.write(_take, arrival, ids)
    except NotFoundError as error:
        raise RefusedError(404, "file.gone") from error


def _take(work: UnitOfWork, arrival: Arrival, ids: list[str]) -> tuple[WebMessage, str]:
    """Find files and label, keep the message, hand it to the inbox. Gives the consultation whose ballot it sends."""
    found = [uploads.find(work, each, chat=arrival.chat) for each in ids]
    if not all(each.whole for each in found):
        raise NotFoundError("An upload is not whole yet.")
    label = arrival.label
    if arrival.press:
        label = label_of(webchat.get(work, arrival.chat, arrival.under), arrival.press) or "✓"
    if arrival.reply_to:
        try:
            webchat.get(work, arrival.chat, arrival.reply_to)
        except NotFoundError:
            arrival = replace(arrival, reply_to="")  # the words are worth more than the quote
    arrival = replace(arrival, media=tuple(each.media for each in found), label=label)
    poll = answers(work, arrival)
    return webchat.get(work, arrival.chat, str(webchat.take(work, arrival))), poll


async def _read(room: Room, request: Request, visitor: Visitor) -> tuple[Arrival, list[str], RefusedError | None]:
    """The message, its uploads, and why a file was not taken (the words and the other files are taken)."""
    if request.headers.get("content-type", "").startswith("application/json"):
        return *await _from_script(room, request, visitor), None
    async with request.form(max_files=AT_MOST + 2, max_fields=30, max_part_size=_JSON_LIMIT) as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        arrival = _arrival(room, visitor, fields)
        files = [each for each in _files(form) if each.size]
        if len(files) > AT_MOST:
            raise RefusedError(422, "file.many", limit=AT_MOST)
        _not_empty(arrival, files=bool(files))
        ids: list[str] = []
        refused: RefusedError | None = None
        for each in files:
            try:
                ids.append((await keep(room, visitor, each)).id)
            except RefusedError as error:
                refused = error
        if refused is not None and not (ids or arrival.text or arrival.press):
            raise refused
        return arrival, ids, refused


def _files(form: FormData) -> list[UploadFile]:
    return [each for each in form.getlist("files") if isinstance(each, UploadFile)]


async def _from_script(room: Room, request: Request, visitor: Visitor) -> tuple[Arrival, list[str]]:
    try:
        body = await request.body()
        raw = json.loads(body if len(body) <= _JSON_LIMIT else b"")
        fields = {name: value for name, value in raw.items() if isinstance(value, str)}
        ids = [_whole(str(each)) for each in raw.get("uploads") or []]
        point = raw.get("point")
        at = Point(float(point["lat"]), float(point["lon"])) if point else None
    except (ArithmeticError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise RefusedError(422, "unreadable") from error
    if at is not None and not (-90 <= at.lat <= 90 and -180 <= at.lon <= 180):
        raise RefusedError(422, "unreadable")
    if len(ids) > AT_MOST:
        raise RefusedError(422, "file.many", limit=AT_MOST)
    arrival = replace(_arrival(room, visitor, fields), point=at)
    _not_empty(arrival, files=bool(ids))
    return arrival, ids


def _arrival(room: Room, visitor: Visitor, fields: dict[str, str]) -> Arrival:
    fields = {name: _whole(value) for name, value in fields.items()}
    key, press = fields.get("key", ""), fields.get("press", "")
    text = normal(fields.get("text", "")).strip()
    if len(text) > TEXT_LIMIT:
        raise RefusedError(413, "too_long", limit=TEXT_LIMIT)
    if not _KEY.fullmatch(key) or len(press.encode()) > 64:
        raise RefusedError(422, "unreadable")
    label = ""
    if "start" in fields:
        if not _START.fullmatch(fields["start"]):
            raise RefusedError(422, "unreadable")
        text = f"/start {fields['start']}".strip()
        key_of_label = BY_START.get(fields["start"].partition("-")[0], "chat.start.label")
        label = room.context.words.say(visitor.language, key_of_label)
    return Arrival(
        visitor.chat,
        key,
        text="" if press else text,
        press=press,
        under=fields.get("under", ""),
        label=label,
        reply_to=fields.get("reply_to", ""),
        language=visitor.language,
    )


def _whole(text: str) -> str:
    """The text without halves of a character, which JSON can carry and no page can."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _not_empty(arrival: Arrival, *, files: bool) -> None:
    if not (arrival.text or arrival.press or arrival.point is not None or files):
        raise RefusedError(422, "empty")
