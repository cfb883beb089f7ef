"""Telegram's limits: lengths, buttons, HTML, and rates on a virtual clock. A violation is an ApiError."""

import json
import math
import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

_TAGS = frozenset(
    "b strong i em u ins s strike del span tg-spoiler a tg-emoji code pre blockquote".split()  # noqa: SIM905
)
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")

_LESS = "\ue000"  # stands for an escaped "<" while tags are read


class ApiError(Exception):
    """What the server answers instead of a result."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str) -> ApiError:
    """A 400."""
    return ApiError(400, f"Bad Request: {description}")


def units(text: str) -> int:
    """UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Html(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise bad(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset 0')
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise bad(f'can\'t parse entities: Unmatched end tag "{tag}"')

    def handle_data(self, data: str) -> None:
        if "<" in data:
            raise bad("can't parse entities: Unsupported start tag")
        self.said.append(data)


def shown(text: str, mode: str) -> str:
    """The text after entity parsing. Raises ApiError where HTML is not Telegram's."""
    if mode.upper() != "HTML":
        return text
    if _ENTITY.search(text):
        raise bad("can't parse entities: unexpected '&'")
    if re.search(r"<(?!/?[a-zA-Z])", text):
        raise bad('can\'t parse entities: Unsupported start tag "" at byte offset 0')
    parser = _Html()
    parser.feed(text.replace("&lt;", _LESS))
    parser.close()
    if parser.open:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{parser.open[-1]}\"")
    return "".join(parser.said).replace(_LESS, "<")


def text_of(params: dict[str, str], name: str = "text", *, limit: int = 4096) -> str:
    """The checked text or caption of a call."""
    text = shown(params.get(name, ""), params.get("parse_mode", ""))
    if name == "text" and not text.strip():
        raise bad("message text is empty")
    if units(text) > limit:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    return text


def markup_of(params: dict[str, str]) -> dict[str, Any]:
    """The checked keyboard of a call."""
    markup: dict[str, Any] = json.loads(params.get("reply_markup") or "{}")
    buttons = [button for row in markup.get("inline_keyboard", []) for button in row]
    if len(buttons) > 100:
        raise bad("reply markup is too long")
    for each in buttons:
        if not each.get("text"):
            raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        if ("callback_data" in each) == ("url" in each):
            raise bad("can't parse inline keyboard button: exactly one of the optional fields must be used")
        if "callback_data" in each and not 1 <= len(each["callback_data"].encode()) <= 64:
            raise bad("BUTTON_DATA_INVALID")
    return markup


@dataclass(slots=True)
class Rates:
    """30 messages per second in all, 1 per second in a chat with a short burst, 20 per minute in a group."""

    clock: Callable[[], float]
    burst: int = 5
    on: bool = True
    _all: deque[float] = field(default_factory=deque)
    _chats: dict[int, deque[float]] = field(default_factory=dict)

    def book(self, chat: int) -> None:
        """Count one message. Raises ApiError 429 with the wait."""
        if not self.on:
            return
        now = self.clock()
        per_chat = self._chats.setdefault(chat, deque())
        windows = [(self._all, 30, 1.0)]
        windows.append((per_chat, 20, 60.0) if chat < 0 else (per_chat, self.burst, float(self.burst)))
        for sent, most, span in windows:
            while sent and sent[0] <= now - span:
                sent.popleft()
            if len(sent) >= most:
                wait = max(1, math.ceil(sent[0] + span - now))
                raise ApiError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self._all.append(now)
        per_chat.append(now)
