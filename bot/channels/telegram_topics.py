"""Topics of a group (a forum): one is opened for a message that wants its own (Bot API, createForumTopic)."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.telegram_models import CreateForumTopic
from bot.channels.telegram_write import Call
from core.errors import Fate, SendError
from core.message import Address, Outgoing
from core.text import head

_NAME = 128  # characters of a topic's name
_MOST = 200  # opened topics that are remembered until their message has left


class Topics:
    """Remembers in this process which topic was opened for which message, so that a repeat opens no second one."""

    def __init__(self, call: Callable[[Call], Awaitable[Any]]) -> None:
        self._call = call
        self._opened: OrderedDict[tuple[Address, Outgoing], str] = OrderedDict()

    async def of(self, address: Address, outgoing: Outgoing) -> str:
        """The topic for this message; empty where the group has none, or the bot may not open one. Raises SendError."""
        key = (address, outgoing)
        if key not in self._opened:
            method = CreateForumTopic(chat_id=int(address.chat), name=head(outgoing.topic, _NAME))
            try:
                made = await self._call(method)
            except SendError as error:
                if error.fate in {Fate.AGAIN, Fate.LATER, Fate.MOVED, Fate.RECONNECT}:
                    raise
                return ""
            self._opened[key] = str(made.message_thread_id)
            while len(self._opened) > _MOST:
                self._opened.popitem(last=False)
        return self._opened[key]

    def done(self, address: Address, outgoing: Outgoing) -> None:
        """The message has left."""
        self._opened.pop((address, outgoing), None)
