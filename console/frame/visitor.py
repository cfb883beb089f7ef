"""Who looks at the chat: a random cookie that only the browser holds, and the chat id derived from it.

The database knows only the chat id. It cannot be turned back into the cookie, so nobody who reads the database (or a
backup) can open a chat with it.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from fastapi import Request
from starlette.responses import Response

from console.frame import cookies
from console.frame.render import LANGUAGE_COOKIE
from core.words import FIRST, LANGUAGES
from storage.people.sessions import network_of

COOKIE = "danban_chat"
SIZE_COOKIE = "danban_size"
_SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True, slots=True)
class Visitor:
    """One browser. `chat` is what the server stores; `language` is the page's, not the chat's."""

    cookie: str
    chat: str
    known: bool  # the browser sent the cookie
    language: str
    large: bool  # "chữ to"
    address: str  # of IPv6 the /64, because one machine has a whole one

    def welcome(self, response: Response, *, secure: bool) -> None:
        """Give the browser its cookie, or another year of it."""
        remember(response, COOKIE, self.cookie, secure=secure)


def remember(response: Response, name: str, value: str, *, secure: bool) -> None:
    """Set a cookie for a year that no script can read and no other site can send with a post."""
    cookies.put(response, name, value, secure=secure)


def new_cookie() -> str:
    """128 random bits."""
    return secrets.token_urlsafe(16)


def chat_of(cookie: str) -> str:
    """The chat id of a cookie."""
    return hashlib.sha256(b"danban web chat " + cookie.encode()).hexdigest()[:40]


def visitor_of(request: Request) -> Visitor:
    """The browser that sent this request; a new one gets a new cookie."""
    brought = cookies.read(request, COOKIE, former=True)
    known = _SHAPE.fullmatch(brought) is not None
    cookie = brought if known else new_cookie()
    return Visitor(
        cookie=cookie,
        chat=chat_of(cookie),
        known=known,
        language=tongue(request),
        large=cookies.read(request, SIZE_COOKIE, former=True) == "large",
        address=network_of(request.client.host) if request.client is not None else "",
    )


def tongue(request: Request) -> str:
    """The language chosen on the page, else the browser's first one that we speak, else Vietnamese."""
    chosen = request.query_params.get("lang") or cookies.read(request, LANGUAGE_COOKIE, former=True)
    if chosen in LANGUAGES:
        return chosen
    for part in request.headers.get("accept-language", "").split(","):
        said = part.partition(";")[0].strip().lower()[:2]
        if said in LANGUAGES:
            return said
    return FIRST
