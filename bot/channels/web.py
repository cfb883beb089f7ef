"""The ward's own web chat as a channel. Its platform is our database: to send is to store a row and ring a bell.

Payloads are what `storage.messages.webchat.take` wrote when the browser's message came. Open pages read the sent rows.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import datetime

from core.channel import Pace, Peek, Sent, Shows
from core.errors import Fate, LostFileError, NotFoundError, SendError, UnreadableError
from core.message import Address, Incoming, Json, Kind, Media, MediaKind, Outgoing, Point, Quoted
from core.text import normal
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media import uploads
from storage.media.uploads import Pieces
from storage.messages import push, webchat

_SHOWS = Shows(
    text_limit=20_000, caption_limit=20_000, buttons=100, edits=True, location_button=True, cards=True, sealed=True,
    phones=True,
)  # fmt: skip


class WebChannel:
    """The web chat of one ward. Deep links open `/chat` on the ward's public address."""

    name = webchat.CHANNEL
    bot = webchat.BOT
    shows = _SHOWS
    pace = Pace()

    def __init__(self, database: Database, staging: Pieces, *, public_url: str) -> None:
        self._database = database
        self._staging = staging
        self._public_url = public_url

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        """The ids of a raw payload. Raises UnreadableError when it has no usable id."""
        external_id, chat = raw.get("id"), raw.get("chat")
        if not isinstance(external_id, str) or not external_id or not isinstance(chat, str) or not chat:
            raise UnreadableError("A web message without id or chat.")
        return Peek(external_id, chat)

    def read(self, raw: Mapping[str, Json]) -> tuple[Incoming, ...]:
        """The one event of a payload. Raises UnreadableError."""
        peek = self.peek(raw)
        try:
            return (_incoming(raw, peek),)
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableError("A web message that cannot be read.") from error

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Put the message into the chat. The same message twice in a row appears once. Raises SendError only.

        A deleted message shows the text instead, in the history too.
        """
        try:
            if outgoing.deletes:
                for each in outgoing.deletes:
                    await self._database.write(webchat.say, address.chat, replace(outgoing, deletes=(), edits=each))
                return Sent(outgoing.deletes)
            message_id = await self._database.write(_say, address.chat, outgoing)
        except NotFoundError as error:
            raise SendError(Fate.OURS, str(error)) from error
        except Exception as error:  # the database is away or busy, so nothing was written
            raise SendError(Fate.AGAIN, f"the chat could not be written: {type(error).__name__}") from error
        return Sent((str(message_id),))

    async def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes that the browser sent. Raises LostFileError when they are gone or incomplete."""
        try:
            upload = await self._database.read(uploads.find, media.ref)
        except NotFoundError as error:
            raise LostFileError(str(error)) from error
        if not upload.whole:
            raise LostFileError("The upload never came whole.")
        pieces = self._staging.read(upload.id)
        while piece := await asyncio.to_thread(next, pieces, b""):
            yield piece

    def deep_link(self, payload: str) -> str:
        """The address of the chat, which offers to continue with `payload`."""
        return f"{self._public_url}/chat?start={payload}" if payload else f"{self._public_url}/chat"

    async def close(self) -> None:
        """Does nothing."""


def _say(work: UnitOfWork, chat: str, outgoing: Outgoing) -> int:
    """Store the message and, if the person is not looking at the page, a web push: in one transaction."""
    message_id = webchat.say(work, chat, outgoing)
    if not outgoing.edits and not outgoing.answers_press:
        push.tell_chat(work, chat)
    return message_id


def _incoming(raw: Mapping[str, Json], peek: Peek) -> Incoming:
    text = normal(_text(raw, "text"))
    press = _text(raw, "press")
    command, argument = _command(text)
    media, point, quoted = raw.get("media", []), raw.get("point"), raw.get("quoted")
    if not isinstance(media, list):
        raise TypeError(media)
    return Incoming(
        Address(webchat.CHANNEL, webchat.BOT, peek.chat),
        peek.external_id,
        Kind.PRESS if press else Kind.MESSAGE,
        datetime.fromisoformat(_text(raw, "at")),
        person=peek.chat,
        message_id=_text(raw, "under" if press else "message_id"),
        text="" if command else text,
        command=command,
        argument=argument,
        press=press,
        press_id=peek.external_id if press else "",
        media=tuple(_media(each) for each in media),
        point=Point(_degrees(point, "lat"), _degrees(point, "lon")) if isinstance(point, dict) else None,
        quoted=_quoted(quoted, peek.chat) if isinstance(quoted, dict) else None,
        language_hint=_text(raw, "language"),
    )


def _command(text: str) -> tuple[str, str]:
    if not text.startswith("/"):
        return "", ""
    word, _, rest = text[1:].partition(" ")
    return (word.lower(), rest.strip()) if word.isalnum() and word.isascii() else ("", "")


def _media(raw: Json) -> Media:
    if not isinstance(raw, dict):
        raise TypeError(raw)
    size = raw.get("size", 0)
    return Media(
        MediaKind(_text(raw, "kind")),
        _text(raw, "ref"),
        name=_text(raw, "name"),
        mime=_text(raw, "mime"),
        size=size if isinstance(size, int) else 0,
    )


def _quoted(raw: Mapping[str, Json], chat: str) -> Quoted:
    media, ours = raw.get("media", []), bool(raw.get("ours"))
    return Quoted(
        _text(raw, "message_id"),
        person="" if ours else chat,
        text=_text(raw, "text"),
        media=tuple(_media(each) for each in media) if isinstance(media, list) else (),
        from_bot=ours,
    )


def _degrees(point: Mapping[str, Json], name: str) -> float:
    value = point[name]
    if not isinstance(value, int | float):
        raise TypeError(value)
    return float(value)


def _text(raw: Mapping[str, Json], name: str) -> str:
    value = raw.get(name, "")
    if not isinstance(value, str):
        raise TypeError(value)
    return value
