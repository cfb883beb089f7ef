"""An apology when a message could not be handled and was set aside. Nothing is lost, and staff know of it."""

from core.message import Address
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats


def apologise(work: UnitOfWork, ward: Ward, *, channel: str, bot: str, chat: str) -> None:
    """Queue the apology into a private chat that we know. A group gets none."""
    found = chats.find(work, Address(channel, bot, chat))
    if found is None or not found.private:
        return
    voice.tell(work, ward, found, "talk.unreadable", priority=Priority.REPLY)
