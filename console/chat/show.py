"""From a stored message to what the page shows: a bubble with its files, choices, place mark and card."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request

from console.frame.render import Pages
from console.frame.visitor import Visitor
from core.clock import in_vietnam
from core.message import Button, Json, MediaKind, Outgoing, Point, outgoing_from_json
from storage.messages.webchat import FORGETS, WebMessage, media_of

# What the button says that begins the talk to which a page has led, by the first word of its start; "Bắt đầu" else.
BY_START = {"gap": "opened.also", "chuaxong": "opened.still"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A file in a bubble. `sort` is picture, sound, film or paper."""

    sort: str
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as the template needs it."""

    id: int
    ours: bool
    text: str
    time: str
    full: str
    day: str
    files: tuple[Shown, ...]
    form: str  # a new key for the choices of a page without script
    key: str = ""  # the browser's own key of a message that it sent
    quote: str = ""
    quote_ours: bool = False
    point: Point | None = None
    rows: tuple[tuple[Button, ...], ...] = ()
    now: bool = True  # its choices can be pressed now
    ask: str = ""
    step: tuple[int, int] | None = None
    card: str = ""
    by: str = ""
    edited: bool = False


_SORTS = {
    MediaKind.PHOTO: "picture",
    MediaKind.STICKER: "picture",
    MediaKind.VIDEO: "film",
    MediaKind.VOICE: "sound",
    MediaKind.AUDIO: "sound",
}


def bubble(message: WebMessage, now: datetime) -> Bubble:
    """The message as a bubble; times are those of a clock in Viet Nam."""
    local = in_vietnam(message.at)
    today = local.date() == in_vietnam(now).date()
    files = tuple(
        Shown(_SORTS.get(each.kind, "paper"), each.name, f"/chat/files/{message.id}/{n}")
        for n, each in enumerate(media_of(message))
    )
    clock, day = f"{local:%H:%M}", f"{local:%d/%m/%Y}"
    time = clock if today else f"{local:%d/%m} {clock}"
    full, form = f"{day} {clock}", secrets.token_hex(12)
    if message.ours:
        out = _outgoing(message)
        rows = tuple(tuple(each for each in row if _safe(each)) for row in out.rows)
        return Bubble(
            message.id, message.ours, out.text, time, full, day, files, form,
            rows=rows, ask=out.ask, step=out.step, card=out.card, by=out.by, quote=out.quote,
            edited=bool(message.body.get("edited")),
        )  # fmt: skip
    quoted, point = message.body.get("quoted"), message.body.get("point")
    return Bubble(
        message.id, message.ours, _text(message.body.get("text")), time, full, day, files, form,
        key=_text(message.body.get("key")),
        quote=_text(quoted.get("text")) or "…" if isinstance(quoted, dict) else "",
        quote_ours=isinstance(quoted, dict) and bool(quoted.get("ours")),
        point=Point(float(str(point["lat"])), float(str(point["lon"]))) if isinstance(point, dict) else None,
    )  # fmt: skip


def bubbles(messages: Iterable[WebMessage], now: datetime) -> list[Bubble]:
    """The history as bubbles. Only choices after the person's last message can be pressed."""
    found = [bubble(each, now) for each in messages]
    last = max((n for n, each in enumerate(found) if not each.ours), default=-1)
    return [replace(each, now=n > last) for n, each in enumerate(found)]


def event_of(request: Request, visitor: Visitor, message: WebMessage) -> dict[str, Json]:
    """What an open page is told: a bubble to add, one to change, some to remove, or a toast."""
    if message.event and FORGETS in message.body:
        return {"id": message.id, "forgets": message.body[FORGETS]}
    if message.event and message.body.get("answers_press"):
        return {"id": message.id, "toast": _text(message.body.get("text"))}
    if message.event:
        edited = str(message.body["edits"])
        body = {name: value for name, value in message.body.items() if name != "edits"}
        same = WebMessage(int(edited), message.ours, message.at, {**body, "edited": True})
        return {"id": message.id, "edits": edited, "html": render(request, visitor, same)}
    return {"id": message.id, "ours": message.ours, "html": render(request, visitor, message)}


def render(request: Request, visitor: Visitor, message: WebMessage) -> str:
    """One bubble as HTML in the visitor's language."""
    pages = request.app.state.pages
    assert isinstance(pages, Pages)
    now = request.app.state.context.clock()
    return pages.render(visitor.language, "chat/bubble.html", bubble=bubble(message, now))


def label_of(message: WebMessage, value: str) -> str:
    """The label of the button with that value; empty when the message has no such button."""
    if not message.ours:
        return ""
    found = (each.label for row in _outgoing(message).rows for each in row if each.value == value)
    return next(found, "")


def _outgoing(message: WebMessage) -> Outgoing:
    return outgoing_from_json({name: value for name, value in message.body.items() if name != "edited"})


def _safe(button: Button) -> bool:
    return bool(button.value) or button.url.startswith(("https://", "http://", "/", "tel:"))


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
