"""A polite word when a message could not be handled and was set aside: nothing is lost, staff know."""

from core.message import Address, Outgoing
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats, outbox


def apologise(work: UnitOfWork, ward: Ward, *, channel: str, bot: str, chat: str) -> None:
    """Queue the word into a private chat that we know; a group is left in peace."""
    found = chats.find(work, Address(channel, bot, chat))
    if found is None or not found.private:
        return
    text = ward.words.say(found.lang or "vi", "talk.unreadable")
    outbox.add(work, found.id, Outgoing(text), text_limit=ward.shows_of(channel).text_limit)
