"""A Zalo Official Account as a channel (OpenAPI v3). docs/zalo.md lists the substitutes for what it cannot show."""

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx

from bot.channels import zalo_errors, zalo_media, zalo_read, zalo_write
from bot.channels.begun import Begun
from bot.channels.once import Once
from bot.channels.zalo_templates import ZaloTemplates
from bot.channels.zalo_wire import RefusedError, Tokens, Wire
from bot.channels.zalo_write import Part
from civics.cases.reaching import Cost, hours_until
from core.channel import Pace, Peek, Sent, Shows
from core.clock import Clock
from core.errors import Fate, SendError, once_more
from core.message import Address, Incoming, Json, Media, MediaKind, Outgoing
from core.words import Words

_SHOWS = Shows(
    text_limit=zalo_write.TEXT, caption_limit=zalo_write.TEXT, buttons=5, group_buttons=0, groups=True, quotes=False,
    albums=False, free_hours=hours_until(Cost.FREE), paid_hours=hours_until(Cost.CHARGED), phones=True,
    contact_form=True, reactions=True,
)  # fmt: skip
_KEPT = timedelta(days=6)  # an upload is valid for seven days
_MOST_UPLOADS = 500
_REACTION, _ICON = "/v2.0/oa/message", "/-strong"
_TO_PERSON, _TO_GROUP = "/v3.0/oa/message/cs", "/v3.0/oa/group/message"


class ZaloOaChannel:
    """One Official Account."""

    name = zalo_read.CHANNEL
    shows = _SHOWS
    pace = Pace(
        per_second=60.0, per_chat_second=2.0, per_group_minute=60.0
    )  # 4,000 calls per minute and app, of which some are reserved

    def __init__(
        self,
        oa_id: str,
        api_url: str,
        *,
        tokens: Tokens,
        client: httpx.AsyncClient,
        words: Words,
        clock: Clock,
        open_file: Callable[[str], Path],
        small: Callable[[Path], bytes],
        trusted: frozenset[str] = frozenset(),
        business_url: str = "",
        picture: str = "",
    ) -> None:
        """`open_file` gives the path of a kept file; `small` makes a picture small enough, or raises ValueError.

        Hosts in `trusted` are not checked when files are fetched (a test server's). `business_url`: the host of
        template messages by telephone. `picture`: the address of the ward's sign, which a form shows.
        """
        self.bot = oa_id
        self._wire = Wire(api_url, tokens=tokens, client=client)
        business = Wire(business_url, tokens=tokens, client=client, stale=zalo_errors.BUSINESS_TOKEN)
        self.templates = ZaloTemplates(self._wire, business)
        self._words = words
        self._clock = clock
        self._open_file = open_file
        self._small = small
        self._trusted = trusted
        self._uploads: OrderedDict[str, tuple[str, float]] = OrderedDict()
        self._picture_url = picture
        self._once = Once()
        self._begun = Begun()

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        """The ids of an event. Raises UnreadableError."""
        return zalo_read.peek(raw)

    def read(self, raw: Mapping[str, Json]) -> tuple[Incoming, ...]:
        """The event for us, or none. Raises UnreadableError."""
        return zalo_read.read(raw, oa_id=self.bot)

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Send it, in one call or several. A repeat continues where the last try ended. Raises SendError only."""
        if outgoing.answers_press:
            return Sent()  # there are no toasts here
        if outgoing.reacts and await self._reacted(address, outgoing.reacts):
            return Sent()
        parts = zalo_write.parts(outgoing, form=self._picture_url)
        return await self._begun.say(address, outgoing, parts=parts, one=partial(self._part, address))

    async def _reacted(self, address: Address, message_id: str) -> bool:
        """Mark their message as received; it counts for no quota. False where that is not possible, as in groups."""
        if address.chat.startswith(zalo_read.GROUP):
            return False
        act: dict[str, Json] = {"react_icon": _ICON, "react_message_id": message_id}
        try:
            await self._wire.call(_REACTION, {"recipient": {"user_id": address.chat}, "sender_action": act})
        except RefusedError as error:
            if error.fate is not Fate.OURS:
                raise
            return False
        except SendError as error:
            raise once_more(error) from None
        return True

    async def _part(self, address: Address, part: Part) -> str:
        if part.media is None:
            try:
                return await self._say(address, zalo_write.words(part))
            except RefusedError as error:
                if not (part.buttons or part.form) or error.code not in zalo_errors.SHAPES:
                    raise
            return await self._say(address, zalo_write.words(zalo_write.listed(part)))
        try:
            return await self._say(address, await self._with_file(part))
        except RefusedError as error:
            if error.code != zalo_errors.PAST_UPLOAD:
                raise
        self._uploads.pop(part.media.ref, None)
        return await self._say(address, await self._with_file(part))

    async def _say(self, address: Address, message: Mapping[str, Json]) -> str:
        group = address.chat.removeprefix(zalo_read.GROUP) if address.chat.startswith(zalo_read.GROUP) else ""
        recipient: dict[str, Json] = {"group_id": group} if group else {"user_id": address.chat}
        data = await self._wire.call(
            _TO_GROUP if group else _TO_PERSON, {"recipient": recipient, "message": dict(message)}
        )
        message_id = data.get("message_id")
        return message_id if isinstance(message_id, str) else ""

    async def _with_file(self, part: Part) -> dict[str, Json]:
        media = part.media
        assert media is not None
        try:
            path = await asyncio.to_thread(self._open_file, media.ref)
            kind = zalo_write.document_kind(media, path)
            if media.kind is MediaKind.PHOTO:
                with contextlib.suppress(ValueError):  # not a picture after all: name it in words
                    return zalo_write.picture(part, await self._picture(media, path))
            elif kind:
                return zalo_write.document(await self._document(media, path, kind))
        except (OSError, LookupError) as error:
            raise SendError(Fate.OURS, f"the message cannot be put together: {type(error).__name__}") from None
        text = self._words.say("vi", "send.zalo_no_file", name=media.name or path.name)
        return zalo_write.words(Part(f"{part.text}\n\n{text}".strip()))

    async def _picture(self, media: Media, path: Path) -> str:
        if found := self._uploaded(media.ref):
            return found
        with self._once.uploading([media.ref]):
            content = await asyncio.to_thread(self._small, path)
            mime = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
            name = "anh.png" if mime == "image/png" else "anh.jpg"
            data = await self._wire.upload("/v2.0/oa/upload/image", name, content, mime)
            return self._remember(media.ref, data.get("attachment_id"))

    async def _document(self, media: Media, path: Path, kind: str) -> str:
        if found := self._uploaded(media.ref):
            return found
        with self._once.uploading([media.ref]):
            content = await asyncio.to_thread(path.read_bytes)
            data = await self._wire.upload("/v2.0/oa/upload/file", media.name or path.name, content, kind)
            return self._remember(media.ref, data.get("token"))

    def _uploaded(self, ref: str) -> str:
        found, until = self._uploads.get(ref, ("", 0.0))
        return found if self._clock().timestamp() < until else ""

    def _remember(self, ref: str, found: Json) -> str:
        if not isinstance(found, str) or not found:
            raise SendError(Fate.AGAIN, "the upload was answered without an id")
        self._uploads[ref] = (found, (self._clock() + _KEPT).timestamp())
        while len(self._uploads) > _MOST_UPLOADS:
            self._uploads.popitem(last=False)
        return found

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes at the address that the event named. Raises RefusedFileError, LostFileError, SendError."""
        return zalo_media.download(self._wire.client, media.ref, trusted=self._trusted)

    def deep_link(self, payload: str) -> str:
        """The account's page, which opens the chat. Zalo does not pass on a payload."""
        del payload
        return f"https://zalo.me/{self.bot}"

    async def close(self) -> None:
        """Close the connections."""
        await self._wire.client.aclose()
