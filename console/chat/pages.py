"""The page itself: the history, the look that a visitor chooses, and the way back after a lost cookie."""

import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from console.chat.answers import NO_STORE
from console.chat.offline import worker_of
from console.chat.room import Room
from console.chat.show import BY_START, bubbles
from console.frame.render import LANGUAGE_COOKIE, page
from console.frame.shield import POLICY
from console.frame.visitor import SIZE_COOKIE, Visitor, chat_of, new_cookie, remember
from core.words import LANGUAGES
from storage.database.unit import UnitOfWork
from storage.media.uploads import AT_MOST, LIMIT
from storage.messages import webchat
from storage.messages.webchat import WebMessage
from storage.people.recovery import Outcome, recover

NAMES = {"vi": "Tiếng Việt", "en": "English", "zh": "中文", "ko": "한국어"}
_FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def add(routes: APIRouter, room: Room) -> None:
    """Register the routes."""
    _add_history(routes, room)
    _add_look(routes, room)
    _add_recovery(routes, room)


def _add_history(routes: APIRouter, room: Room) -> None:
    """The chat with its messages, and its frame without any."""

    @routes.get("/chat")
    def chat(request: Request, before: int = 0, start: str = "", reply: str = "", embed: str = "") -> Response:
        visitor = room.visitor(request)
        found, older, newest = room.database.look(_history, visitor.chat, before)
        shown = bubbles(found, room.context.clock())
        quoted = next((each for each in shown if str(each.id) == reply), None)
        response = _page(
            request,
            visitor,
            "chat/page.html",
            bubbles=shown,
            older=shown[0].id if older and shown else 0,
            newest=newest,
            past=bool(before),
            start=start if start.replace("-", "").replace("_", "").isalnum() and len(start) <= 64 else "",
            says=BY_START.get(start.partition("-")[0]),
            reply=quoted,
            key=secrets.token_hex(12),
            embed=bool(embed),
            **_asked_of_script(request, room, visitor, frame=False),
        )
        if embed:
            response.headers["Content-Security-Policy"] = _FRAMED  # our own site may frame it, nobody else
        visitor.welcome(response, secure=room.context.settings.secure)
        return response

    @routes.get("/chat/shell")
    def shell(request: Request) -> Response:
        """The frame without messages. A browser keeps it for times without a connection. It sets no cookie."""
        visitor = room.visitor(request)
        return _page(
            request, visitor, "chat/page.html", bubbles=[], older=0, newest=0, past=False, start="", says=None,
            reply=None, key=secrets.token_hex(12), embed=False, **_asked_of_script(request, room, visitor, frame=True),
        )  # fmt: skip


def _add_look(routes: APIRouter, room: Room) -> None:
    """The language and the size of letters that a visitor chooses."""

    @routes.post("/chat/look")
    def look(request: Request, lang: str = Form(""), size: str = Form("")) -> Response:
        secure = room.context.settings.secure
        response = RedirectResponse(_back(request), status_code=303)
        if lang in LANGUAGES:
            remember(response, LANGUAGE_COOKIE, lang, secure=secure)
        if size in {"large", "usual"}:
            remember(response, SIZE_COOKIE, size, secure=secure)
        return response


def _add_recovery(routes: APIRouter, room: Room) -> None:
    """The way back to a chat whose cookie is lost: a case's code and the recovery word."""

    @routes.get("/chat/recover")
    def lost(request: Request) -> Response:
        return _page(request, room.visitor(request), "chat/recover.html", code="", outcome="", minutes=0)

    @routes.post("/chat/recover")
    def found_again(request: Request, code: str = Form(""), word: str = Form("")) -> Response:
        visitor = replace(room.visitor(request), cookie=(cookie := new_cookie()), chat=chat_of(cookie))
        outcome, wait = room.database.run(
            recover, code=code[:40], word=word[:100], chat=visitor.chat, address=visitor.address
        )
        if outcome is Outcome.MOVED:
            response: Response = RedirectResponse("/chat#write", status_code=303)
            visitor.welcome(response, secure=room.context.settings.secure)
            return response
        room.context.count("chat_recovery_refused")
        minutes = max(1, round(wait.total_seconds() / 60))
        status = 429 if outcome is Outcome.LATER else 422
        return _page(
            request, visitor, "chat/recover.html", status=status, code=code[:40], outcome=outcome.value, minutes=minutes
        )


def _asked_of_script(request: Request, room: Room, visitor: Visitor, *, frame: bool) -> dict[str, Any]:
    """What the page hands to its script."""
    return {
        "bounds": {"files": AT_MOST, "bytes": LIMIT}, "worker": worker_of(request, visitor), "shell": frame,
        "push_key": room.push_key(),
    }  # fmt: skip


def _history(work: UnitOfWork, chat: str, before: int) -> tuple[list[WebMessage], bool, int]:
    return (*webchat.history(work, chat, before=before), webchat.newest(work))


def _page(request: Request, visitor: Visitor, template: str, *, status: int = 200, **values: object) -> Response:
    response = page(
        request,
        template,
        status=status,
        language=visitor.language,
        names=NAMES,
        large=visitor.large,
        **values,
    )
    response.headers.update(NO_STORE)
    return response


def _back(request: Request) -> str:
    """The page of the chat on which the form was."""
    path = urlsplit(request.headers.get("referer", "")).path
    return path if path in {"/chat", "/chat/recover"} else "/chat"
