"""A Zalo Bot as a channel (Bot Platform): text and pictures, for trials without a verified account.

bot.zaloplatforms.com/docs. It has no buttons, no files except pictures by address, and no locations; docs/zalo.md names
the substitutes. `ok` in an answer decides, whatever the HTTP status says.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import httpx

from bot.channels import zalo_media
from bot.channels.begun import Begun
from core.channel import Pace, Peek, Sent, Shows
from core.errors import Fate, SendError, UnreadableError
from core.message import Address, Incoming, Json, Kind, Media, MediaKind, Outgoing
from core.text import normal, split
from core.words import Words

CHANNEL = "zalo-bot"
TEXT = 1_900  # of 2,000; the platform does not say in which unit it counts
_SHOWS = Shows(text_limit=TEXT, caption_limit=TEXT, buttons=0, group_buttons=0, groups=False, albums=False)
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_MEDIA = {"message.image.received": MediaKind.PHOTO, "message.voice.received": MediaKind.VOICE}


class ZaloBotChannel:
    """One bot of the Bot Platform."""

    name = CHANNEL
    shows = _SHOWS
    pace = Pace(per_second=5.0, per_chat_second=1.0)  # the platform does not publish its limits

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        client: httpx.AsyncClient,
        words: Words,
        address_of: Callable[[str], str] | None = None,
        trusted: frozenset[str] = frozenset(),
    ) -> None:
        """`address_of` gives a public address of a kept picture; empty when it has none."""
        self.bot = token.partition(":")[0]
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        self._client = client
        self._words = words
        self._address_of = address_of
        self._trusted = trusted
        self._begun = Begun()

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        """The ids of an event. Raises UnreadableError when it names no message."""
        _, message = _opened(raw)
        message_id = _str(message, "message_id")
        if not message_id:
            raise UnreadableError("an event without a message")
        return Peek(message_id[:128], _str(_object(message, "chat"), "id")[:64])

    def read(self, raw: Mapping[str, Json]) -> tuple[Incoming, ...]:
        """The message, or none for groups (their use is not assured) and other bots."""
        event, message = _opened(raw)
        chat, sender = _object(message, "chat"), _object(message, "from")
        person = _str(sender, "id")
        if _str(chat, "chat_type") == "GROUP" or sender.get("is_bot") is True or not person:
            return ()
        found = self.peek(raw)
        base = Incoming(
            Address(CHANNEL, self.bot, found.chat), found.external_id, Kind.MESSAGE, _time(message), person=person,
            person_name=normal(_str(sender, "display_name")), message_id=found.external_id,
        )  # fmt: skip
        return (_said(base, event, message),)

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Send it, in one call or several. Raises SendError only."""
        if outgoing.answers_press:
            return Sent()  # there are no buttons that wait for an answer
        parts = await asyncio.to_thread(self._calls, outgoing) if outgoing.media else self._calls(outgoing)
        return await self._begun.say(address, outgoing, parts=parts, one=partial(self._say, address))

    def _calls(self, outgoing: Outgoing) -> list[dict[str, Json]]:
        """The calls in order: pictures by address, the first with the text; other files by name."""
        shown, notes = [], []
        for media in outgoing.media:
            address = self._address_of(media.ref) if media.kind is MediaKind.PHOTO and self._address_of else ""
            if address:
                shown.append(address)
            else:
                notes.append(self._words.say("vi", "send.zalo_no_file", name=media.name or media.kind.value))
        *before, last = split("\n\n".join(each for each in (_in_words(outgoing), *notes) if each), TEXT)
        found: list[dict[str, Json]] = [{"text": each} for each in before]
        if not shown:
            return [*found, {"text": last}] if last else found
        words: dict[str, Json] = {"caption": last} if last else {}
        return [*found, {"photo": shown[0], **words}, *map(_photo, shown[1:])]

    async def _say(self, address: Address, call: dict[str, Json]) -> str:
        method = "sendPhoto" if "photo" in call else "sendMessage"
        return _str(await self._call(method, {"chat_id": address.chat, **call}), "message_id")

    async def account(self) -> str:
        """The bot's name. Raises SendError, RECONNECT for an invalid token."""
        return _str(await self._call("getMe", {}), "account_name")

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes at the address that the event named. Raises RefusedFileError, LostFileError, SendError."""
        return zalo_media.download(self._client, media.ref, trusted=self._trusted)

    def deep_link(self, payload: str) -> str:
        """Empty: the platform documents no link to a bot."""
        del payload
        return ""

    async def updates(self, *, wait: int) -> dict[str, Json] | None:
        """The next event by getUpdates, or None after `wait` seconds. The platform deletes it when it is fetched.

        Raises SendError.
        """
        try:
            return await self._call("getUpdates", {"timeout": str(wait)}, wait=wait + 5.0)
        except _IdleError:
            return None

    async def set_hook(self, url: str, secret: str) -> None:
        """Let the platform post events to `url`, or keep them for `updates` when it is empty. Raises SendError."""
        if url:
            await self._call("setWebhook", {"url": url, "secret_token": secret})
        else:
            await self._call("deleteWebhook", {})

    async def _call(self, method: str, body: Mapping[str, Json], *, wait: float = 30.0) -> dict[str, Json]:
        try:
            answer = await self._client.post(f"{self._base}/{method}", json=body, timeout=wait)
        except _NOT_SENT as error:
            raise SendError(Fate.AGAIN, f"not connected: {type(error).__name__}") from None
        except httpx.HTTPError as error:
            raise SendError(Fate.DOUBTFUL, f"no answer: {type(error).__name__}") from None
        try:
            found = answer.json()
        except ValueError:
            found = None
        if not isinstance(found, dict) or "ok" not in found:
            raise SendError(Fate.DOUBTFUL, f"HTTP {answer.status_code} with an answer nobody can read")
        if found["ok"] is True:
            result = found.get("result")
            return result if isinstance(result, dict) else {}
        raise _refusal(found.get("error_code"), answer.status_code)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _photo(address: str) -> dict[str, Json]:
    return {"photo": address}


class _IdleError(SendError):
    """getUpdates had no event; that is no failure."""


def _refusal(code: Json, status: int) -> SendError:
    number = int(code) if isinstance(code, int | str) and str(code).isdecimal() else status
    if number == 408:
        return _IdleError(Fate.AGAIN, "nothing new")
    if number == 429:
        return SendError(Fate.LATER, "error 429", after=60.0, everybody=True)
    if number == 401:
        return SendError(Fate.RECONNECT, "error 401", everybody=True, says="send.reconnect")
    if number == 403:
        return SendError(Fate.GONE, "error 403", says="send.gone")
    if number >= 500:
        return SendError(Fate.AGAIN, f"error {number}")
    return SendError(Fate.OURS, f"error {number}")


def _opened(raw: Mapping[str, Json]) -> tuple[str, dict[str, Json]]:
    """Event name and message. The documentation wraps them in `result`, real events do not."""
    body = raw.get("result")
    inner: Mapping[str, Json] = body if isinstance(body, dict) else raw
    return _str(inner, "event_name"), _object(inner, "message")


def _str(raw: Mapping[str, Json], name: str) -> str:
    value = raw.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""


def _object(raw: Mapping[str, Json], name: str) -> dict[str, Json]:
    value = raw.get(name)
    return value if isinstance(value, dict) else {}


def _time(message: Mapping[str, Json]) -> datetime:
    try:
        return datetime.fromtimestamp(int(_str(message, "date")) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise UnreadableError("a message without a time") from None


def _said(base: Incoming, event: str, message: Mapping[str, Json]) -> Incoming:
    text = normal(_str(message, "text") or _str(message, "caption"))
    if match := re.fullmatch(r"/([0-9A-Za-z_]+)(?:\s+(.*))?", text, re.DOTALL):
        return replace(base, command=match[1].lower(), argument=(match[2] or "").strip())
    media: tuple[Media, ...] = ()
    if event in _MEDIA:
        url = _str(message, "photo_url") or _str(message, "photo") or _str(message, "voice_url")
        media = (Media(_MEDIA[event], url),) if url else ()
    return replace(
        base, text=text, media=media
    )  # stickers, files and places have no content here: people are asked to use words


def _in_words(outgoing: Outgoing) -> str:
    """The text with addresses written out.

    Choices are already a numbered list, because this channel shows no buttons.
    """
    links = [f"{each.label}: {each.url}" for row in outgoing.rows for each in row if each.url]
    return "\n".join([outgoing.text, *links]).strip()
