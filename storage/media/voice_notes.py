"""Voice notes that wait for consent (Luật 91/2025/QH15 Điều 9). They are not fetched before consent is given."""

from sqlalchemy import update

from storage.database.unit import UnitOfWork
from storage.tables.media import attachments

HELD = "held"


def hold(work: UnitOfWork, attachment_id: int) -> bool:
    """Put a wanted file on hold. False when it is on hold or kept already."""
    held = (
        update(attachments)
        .where(attachments.c.id == attachment_id, attachments.c.state == "wanted", attachments.c.tries == 0)
        .values(state=HELD)
    )
    return work.conn.execute(held).rowcount == 1


def release(work: UnitOfWork, chat_id: int, *, given: bool) -> int:
    """Fetch the waiting files of a chat, or refuse them; returns their number."""
    values = {"state": "wanted", "next_try_at": work.now} if given else {"state": "refused", "reason": "no_consent"}
    waited = update(attachments).where(attachments.c.chat_id == chat_id, attachments.c.state == HELD).values(**values)
    work.ring("files")
    return work.conn.execute(waited).rowcount
