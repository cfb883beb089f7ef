"""A fast way for text messages: one POST of JSON over aiogram's own session, without building a model for each.

A bulletin is the same message thousands of times, so its JSON is built only once for those that were claimed together.
Any answer but a plain success goes to aiogram's own reader of answers, so that errors mean the same on both ways.
"""

import json
from collections import OrderedDict
from typing import Any

from aiohttp import ClientError, ClientTimeout

from bot.channels.telegram_models import AiohttpSession, Bot, ClientDecodeError, SendMessage, TelegramNetworkError
from core import jsons
from core.message import Address, Outgoing

_LAID_OUT = 64  # messages whose JSON is kept
_JSON = {"Content-Type": "application/json"}


def quick(outgoing: Outgoing) -> bool:
    """Whether it has only text and buttons: no file, no quote, no edit, no question for a place."""
    return bool(outgoing.text) and not (
        outgoing.media or outgoing.edits or outgoing.answers_press or outgoing.ask == "place"
        or outgoing.reply_to or outgoing.quote or outgoing.mention or outgoing.deletes
    )  # fmt: skip


class Wire:
    """Sends text messages. It knows the token and gives it to nobody."""

    def __init__(self, bot: Bot, session: AiohttpSession, timeout: ClientTimeout) -> None:
        self._bot = bot
        self._session = session
        self._timeout = timeout
        self._url = session.api.api_url(token=bot.token, method="sendMessage")
        # By identity, because to hash a message costs more than to write it. The message is kept too: while it lives,
        # no other has its identity.
        self._laid_out: OrderedDict[int, tuple[Outgoing, bytes]] = OrderedDict()

    async def say(self, address: Address, outgoing: Outgoing) -> str:
        """The id of the message. Raises what aiogram raises."""
        thread = f'"message_thread_id":{int(address.thread)},' if address.thread else ""
        body = f'{{"chat_id":{int(address.chat)},{thread}'.encode() + self._rest(outgoing)
        session = await self._session.create_session()
        try:
            async with session.post(self._url, data=body, headers=_JSON, timeout=self._timeout) as answer:
                content = await answer.read()
        except TimeoutError as error:
            raise TelegramNetworkError(method=_of(address), message="Request timeout error") from error
        except ClientError as error:
            raise TelegramNetworkError(method=_of(address), message=type(error).__name__) from error
        if answer.status == 200 and (found := _id_of(content)):
            return found
        text = content.decode("utf-8", "replace")
        checked = self._session.check_response(self._bot, _of(address), answer.status, text)
        raise ClientDecodeError("no message in the answer", ValueError(str(checked.ok)), None)

    def _rest(self, outgoing: Outgoing) -> bytes:
        """The JSON of a message after the chat's id."""
        kept = self._laid_out.get(id(outgoing))
        if kept is not None:
            return kept[1]
        found = jsons.written(_fields(outgoing)).encode()[1:]
        self._laid_out[id(outgoing)] = outgoing, found
        if len(self._laid_out) > _LAID_OUT:
            self._laid_out.popitem(last=False)
        return found


def _of(address: Address) -> SendMessage:
    """The call for an error. It does not contain the text of the message."""
    return SendMessage(chat_id=int(address.chat), text="…")


def _fields(outgoing: Outgoing) -> dict[str, Any]:
    found: dict[str, Any] = {"text": outgoing.text, "link_preview_options": {"is_disabled": True}}
    if outgoing.markup == "html":
        found["parse_mode"] = "HTML"
    rows = [
        [{"text": each.label, **({"url": each.url} if each.url else {"callback_data": each.value})} for each in row]
        for row in outgoing.rows
        if row
    ]
    if rows:
        found["reply_markup"] = {"inline_keyboard": rows}
    return found


def _id_of(content: bytes) -> str:
    try:
        answer = json.loads(content)
        return str(answer["result"]["message_id"]) if answer["ok"] is True else ""
    except (ValueError, KeyError, TypeError):
        return ""
