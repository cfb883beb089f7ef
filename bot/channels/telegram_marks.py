"""A mark on a message of a person, which says that it was received (Bot API, setMessageReaction)."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.telegram_models import ReactionTypeEmoji, SetMessageReaction
from bot.channels.telegram_write import Call
from core.errors import Fate, SendError, once_more
from core.message import Address

_MARK = "👍"


async def marked(call: Callable[[Call], Awaitable[Any]], address: Address, message_id: str) -> bool:
    """Mark it. False where that is not possible: it is gone, or the chat allows no such marks. Raises SendError."""
    chat, mark = int(address.chat), ReactionTypeEmoji(emoji=_MARK)
    try:
        await call(SetMessageReaction(chat_id=chat, message_id=int(message_id), reaction=[mark]))
    except SendError as error:
        if error.fate is Fate.OURS:
            return False
        raise once_more(error) from None
    return True
