"""Files that were fetched and wait on one machine, because the file store does not answer. Their rows stay "wanted".

For an hour only the machine that has the bytes tries again; after that, any machine may ask the platform once more.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import select, update

from storage.database.unit import UnitOfWork
from storage.media.attachments import LINK, Wanted
from storage.media.file_rows import WANTED, media_of
from storage.tables.media import attachments
from storage.tables.messages import chats

OURS = timedelta(hours=1)


def hold(work: UnitOfWork, attachment_id: int) -> None:
    """The bytes are on this machine. The try that was counted is taken back: nobody gives up because of the store."""
    mine = update(attachments).where(attachments.c.id == attachment_id, attachments.c.state == WANTED)
    work.conn.execute(mine.values(tries=attachments.c.tries - 1, next_try_at=work.now + OURS))


def claim(work: UnitOfWork, ids: Sequence[int]) -> list[Wanted]:
    """Those of these files that are still wanted, claimed for an hour. A try is counted, as for all others."""
    rows = work.conn.execute(
        select(attachments, chats.c.channel, chats.c.bot)
        .outerjoin(chats, chats.c.id == attachments.c.chat_id)
        .where(attachments.c.id.in_(ids), attachments.c.state == WANTED)
        .order_by(attachments.c.id)
        .with_for_update(of=attachments)
    ).all()
    work.conn.execute(
        update(attachments)
        .where(attachments.c.id.in_([row.id for row in rows]))
        .values(tries=attachments.c.tries + 1, next_try_at=work.now + OURS)
    )
    opened = partial(media_of, work)
    return [
        Wanted(row.id, row.channel or LINK, row.bot or "", opened(row.media), row.sealed, row.tries + 1) for row in rows
    ]
