"""The one message in which a group gets several bulletins of a day."""

from core.priority import Priority
from handlers.bulletins.headline import headline
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.bulletins import digests as bulletin_digests
from storage.bulletins import talk as bulletin_talk
from storage.database.unit import UnitOfWork
from storage.messages import chats


def make(work: UnitOfWork, ward: Ward, *, limit: int = 100) -> int:
    """Put together what waits for the next hour in a batch of groups. Gives the number of groups."""
    found = bulletin_digests.due(work, limit=limit)
    for digest in found:
        chat = chats.get(work, digest.chat_id)
        told = bulletin_talk.some(work, digest.bulletins)
        lines = "\n\n".join(f"• {headline(each)}\n{ward.settings.public_url}/ban-tin/{each.id}" for each in told)
        voice.tell(
            work, ward, chat, "digest.text", priority=Priority.BULK, once=digest.once, due_at=digest.at,
            count=len(told), lines=lines,
        )  # fmt: skip
        bulletin_digests.gathered(work, digest)
    return len(found)
