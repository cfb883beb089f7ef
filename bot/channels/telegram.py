"""Telegram as a channel: aiogram's types and methods behind our own intake and sender, without its dispatcher.

Text is sent plain, so nothing that people write can break a message. A 429 names a wait, but not for whom. We take it
as the chat's, unless the call names no chat or another private chat is held at the same time.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientTimeout

from bot.channels import telegram_errors as errors
from bot.channels.telegram_address import ALLOWED
from bot.channels.telegram_files import fetched
from bot.channels.telegram_limits import PACE, SHOWS
from bot.channels.telegram_marks import marked
from bot.channels.telegram_models import (
    AnswerCallbackQuery,
    Bot,
    BotCommand,
    ClientDecodeError,
    DeleteMessage,
    DeleteWebhook,
    EditMessageCaption,
    EditMessageText,
    GetMe,
    GetWebhookInfo,
    Message,
    SetMyCommands,
    SetWebhook,
    TelegramAPIError,
    TelegramAPIServer,
    TelegramRetryAfter,
)
from bot.channels.telegram_read import CHANNEL, Reader, chat_of
from bot.channels.telegram_session import Session
from bot.channels.telegram_topics import Topics
from bot.channels.telegram_uploads import Uploads
from bot.channels.telegram_wire import Wire, quick
from bot.channels.telegram_write import NO_PREVIEW, Call, calls, inline, mode_of, with_quote
from core.channel import Peek, Sent
from core.clock import Clock
from core.errors import Fate, SendError, UnreadableError
from core.message import Address, Incoming, Json, Media, Outgoing
from core.text import head
from core.words import Words

COMMANDS = ("phananh", "hoi", "hoso", "ngonngu", "chuyenkenh", "xoadulieu", "help")
_TIMEOUT = ClientTimeout(total=20.0, sock_connect=5.0)
_TOAST = 200  # characters of the answer to a press
_BEGUN = 500  # messages of several calls that stopped half-way and are remembered


class TelegramChannel:
    """One bot on Telegram. `start` must run before `read` and `deep_link`, which need the bot's name."""

    name = CHANNEL
    shows = SHOWS
    pace = PACE

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        words: Words,
        clock: Clock,
        open_file: Callable[[str], Path],
        monotonic: Callable[[], float] = time.monotonic,
        username: str = "",
    ) -> None:
        """`open_file`: the path of the shown version (without EXIF data) of a kept file, by its SHA-256."""
        session = Session(TelegramAPIServer.from_base(api_url))
        session.timeout = _TIMEOUT  # type: ignore[assignment]  # aiohttp gets it as it is; a float would have no connect timeout
        self._bot = Bot(token, session=session)
        self._session = session
        self._wire = Wire(self._bot, session, _TIMEOUT)
        self.bot = str(self._bot.id)
        self._words = words
        self._clock = clock
        self._open_file = open_file
        self._monotonic = monotonic
        self._reader = Reader(self.bot, username, clock)
        self._begun: OrderedDict[tuple[Address, Outgoing], list[str]] = OrderedDict()
        self._held: dict[str, float] = {}
        self._uploads = Uploads()
        self._topics = Topics(self._call)

    async def start(self) -> None:
        """Ask for the bot's own name and set its menu of commands. Raises SendError."""
        me = await self._call(GetMe())
        self._reader = Reader(self.bot, me.username or "", self._clock)
        for language, code in (("vi", None), ("vi", "vi"), ("en", "en")):
            menu = [
                BotCommand(command=each, description=self._words.say(language, f"telegram.command.{each}"))
                for each in COMMANDS
            ]
            await self._call(SetMyCommands(commands=menu, language_code=code))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Let Telegram post updates to `url`, with `secret` in a header. Raises SendError."""
        await self._call(SetWebhook(url=url, secret_token=secret, allowed_updates=list(ALLOWED), max_connections=40))

    async def webhook(self) -> str:
        """The address to which updates are posted now; empty while polling is possible. Raises SendError."""
        found: str = (await self._call(GetWebhookInfo())).url
        return found

    async def delete_webhook(self) -> None:
        """End the posting of updates, so that they can be polled. Waiting updates are kept. Raises SendError."""
        await self._call(DeleteWebhook(drop_pending_updates=False))

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        """The ids of an update of any kind. Raises UnreadableError when it has no id."""
        update_id = raw.get("update_id")
        if isinstance(update_id, bool) or not isinstance(update_id, int):
            raise UnreadableError("An update without an id.")
        return Peek(str(update_id), chat_of(raw))

    def read(self, raw: Mapping[str, Json]) -> tuple[Incoming, ...]:
        """The events of an update; none for kinds that we do not answer. Raises UnreadableError.

        Kinds that we never asked for (business chats, reactions) are not read: they may concern anybody.
        """
        external_id = self.peek(raw).external_id
        return self._reader.events(raw, external_id)

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Send one message. A message of several calls continues where it stopped. Raises SendError only."""
        if outgoing.answers_press:
            return await self._toast(outgoing)
        if outgoing.deletes:
            return await self._take_back(address, outgoing)
        if outgoing.reacts and await marked(self._call, address, outgoing.reacts):
            return Sent()
        if not outgoing.text and not outgoing.media and not outgoing.edits:
            raise SendError(Fate.OURS, "a message without text and files")
        if outgoing.topic and not address.thread:
            topic = await self._topics.of(address, outgoing)
            sent = await self._send(replace(address, thread=topic), outgoing)
            self._topics.done(address, outgoing)
            return replace(sent, thread=topic)
        return await self._send(address, outgoing)

    async def _send(self, address: Address, outgoing: Outgoing) -> Sent:
        if quick(outgoing):
            return await self._say_words(address, outgoing)
        if outgoing.edits and not outgoing.media:
            changed = await self._change(address, outgoing)
            if changed is not None:
                return changed
        return await self._say(address, outgoing)

    async def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes of a file, at most 20 MB. Raises RefusedFileError, LostFileError, or SendError (AGAIN)."""
        async for piece in fetched(self._bot, self._session, media):
            yield piece

    def deep_link(self, payload: str) -> str:
        """A link that opens a private chat; `payload` is 1–64 of A–Z a–z 0–9 _ -. Empty before `start`."""
        if not self._reader.username:
            return ""
        base = f"https://t.me/{self._reader.username}"
        return f"{base}?start={payload}" if payload else base

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def _call(self, method: Call) -> Any:
        try:
            return await self._bot(method)
        except (TelegramAPIError, ClientDecodeError, TimeoutError, OSError, ClientError) as error:
            raise errors.send_error(
                error, everybody=self._everybody(str(getattr(method, "chat_id", "") or ""), error)
            ) from None

    def _everybody(self, chat: str, error: BaseException) -> bool:
        if not isinstance(error, TelegramRetryAfter):
            return False
        now = self._monotonic()
        self._held = {each: until for each, until in self._held.items() if until > now}
        others = any(each != chat for each in self._held)
        if chat and not chat.startswith("-"):
            self._held[chat] = now + error.retry_after
            return others
        return not chat

    async def _toast(self, outgoing: Outgoing) -> Sent:
        text = head(outgoing.text, _TOAST)
        try:
            await self._bot(AnswerCallbackQuery(callback_query_id=outgoing.answers_press, text=text or None))
        except (TelegramAPIError, ClientDecodeError, TimeoutError, OSError, ClientError) as error:
            if not errors.harmless(error):
                raise errors.send_error(error, everybody=isinstance(error, TelegramRetryAfter)) from None
        return Sent()

    async def _change(self, address: Address, outgoing: Outgoing) -> Sent | None:
        """Edit an earlier message of ours. None when it no longer exists and must be sent anew."""
        markup, mode = inline(outgoing.rows), mode_of(outgoing)
        place: dict[str, Any] = {
            "chat_id": int(address.chat), "message_id": int(outgoing.edits), "reply_markup": markup,
        }  # fmt: skip
        first: Call = EditMessageText(text=outgoing.text, parse_mode=mode, link_preview_options=NO_PREVIEW, **place)
        second: Call = EditMessageCaption(caption=outgoing.text, parse_mode=mode, **place)
        for method in (first, second) if outgoing.text else (second,):
            try:
                await self._bot(method)
            except (TelegramAPIError, ClientDecodeError, TimeoutError, OSError, ClientError) as error:
                if errors.harmless(error):
                    break
                if errors.without_text(error) and method is first:
                    continue
                if errors.uneditable(error):
                    return None
                raise errors.send_error(error, everybody=self._everybody(address.chat, error)) from None
            break
        return Sent((outgoing.edits,))

    async def _take_back(self, address: Address, outgoing: Outgoing) -> Sent:
        """Delete each message; a message that is too old is edited to the text. An old file of an album stays."""
        for at, message_id in enumerate(outgoing.deletes):
            try:
                await self._bot(DeleteMessage(chat_id=int(address.chat), message_id=int(message_id)))
            except (TelegramAPIError, ClientDecodeError, TimeoutError, OSError, ClientError) as error:
                if errors.undeletable(error) and at == 0:
                    await self._change(address, replace(outgoing, deletes=(), edits=message_id))
                elif not errors.deleted(error) and not errors.undeletable(error):
                    raise errors.send_error(error, everybody=self._everybody(address.chat, error)) from None
        return Sent(outgoing.deletes)

    async def _say_words(self, address: Address, outgoing: Outgoing) -> Sent:
        try:
            return Sent((await self._wire.say(address, outgoing),))
        except (TelegramAPIError, ClientDecodeError, TimeoutError, OSError, ClientError) as error:
            raise errors.send_error(error, everybody=self._everybody(address.chat, error)) from None

    async def _say(self, address: Address, outgoing: Outgoing) -> Sent:
        with self._uploads.sending(outgoing.media):
            return await self._say_in_calls(address, outgoing)

    async def _say_in_calls(self, address: Address, outgoing: Outgoing) -> Sent:
        key = (address, outgoing)
        said: list[Message] = []
        try:
            todo = await asyncio.to_thread(
                calls, address, outgoing, words=self._words, open_file=self._open_file, known=self._uploads.known
            )
        except (OSError, ValueError, LookupError) as error:
            raise SendError(Fate.OURS, f"the message cannot be put together: {type(error).__name__}") from None
        done = self._begun.pop(key, [])
        ids: list[str] = list(done)
        skip = len([each for each in ids if each == ""])
        for at, method in enumerate(todo):
            if at < skip:
                continue
            try:
                answer = await self._call(method)
            except SendError as error:
                if ids and error.fate in {Fate.AGAIN, Fate.LATER}:
                    self._remember(key, ids)
                raise
            messages: list[Message] = answer if isinstance(answer, list) else [answer]
            said += messages
            ids += [*(str(each.message_id) for each in messages), ""]  # the empty id marks the end of a call
            if at == 0:
                await self._quote_if_lost(messages[0], outgoing)
        self._uploads.learn(outgoing.media, said)
        return Sent(tuple(each for each in ids if each))

    def _remember(self, key: tuple[Address, Outgoing], ids: list[str]) -> None:
        self._begun[key] = ids
        while len(self._begun) > _BEGUN:
            self._begun.popitem(last=False)

    async def _quote_if_lost(self, message: Message, outgoing: Outgoing) -> None:
        """If the reply no longer points to a message, put the quoted words and the name into the text."""
        if not outgoing.reply_to or message.reply_to_message is not None or not (outgoing.quote or outgoing.mention):
            return
        place: dict[str, Any] = {
            "chat_id": message.chat.id, "message_id": message.message_id, "reply_markup": inline(outgoing.rows),
        }  # fmt: skip
        text = with_quote(outgoing)
        method: Call = (
            EditMessageCaption(caption=text, **place)
            if message.text is None
            else EditMessageText(text=text, link_preview_options=NO_PREVIEW, **place)
        )
        try:
            await self._bot(method)
        except (TelegramAPIError, ClientDecodeError, TimeoutError, OSError, ClientError):
            return  # the answer itself arrived, and only that matters
