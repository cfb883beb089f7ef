"""A polite word when a message could not be handled and was set aside: nothing is lost, staff know."""

from core.message import Address
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats


def apologise(work: UnitOfWork, ward: Ward, *, channel: str, bot: str, chat: str) -> None:
    """Queue the word into a private chat that we know; a group is left in peace."""
    found = chats.find(work, Address(channel, bot, chat))
    if found is None or not found.private:
        return
    voice.tell(work, ward, found, "talk.unreadable", priority=Priority.REPLY)
