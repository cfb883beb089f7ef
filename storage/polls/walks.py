"""Chats that are informed about a consultation: by id, one batch per transaction, each once."""

from typing import Any

from sqlalchemy import ColumnElement, Select, insert, select, update

from storage.database.unit import UnitOfWork
from storage.messages.chats import Chat
from storage.messages.chats import get as chat_of
from storage.tables.poll_results import poll_tellings


def next_chats(
    work: UnitOfWork, poll_id: int, what: str, *, wanted: Select[Any], column: ColumnElement[int], limit: int
) -> tuple[Chat, ...]:
    """The next chats of `wanted`, recorded as informed about `what`; empty when all were.

    `column` is the chat's id in `wanted`. The record commits together with the messages, so a kill repeats and skips
    none.
    """
    here = poll_tellings.c.poll_id == poll_id, poll_tellings.c.what == what
    row = work.conn.execute(
        select(poll_tellings.c.last_chat_id, poll_tellings.c.done).where(*here).with_for_update()
    ).first()
    if row is not None and row.done:
        return ()
    last = row.last_chat_id if row is not None else 0
    found = work.conn.execute(wanted.where(column > last).distinct().order_by(column).limit(limit)).scalars().all()
    values = {"last_chat_id": found[-1] if found else last, "done": len(found) < limit}
    if row is None:
        work.conn.execute(insert(poll_tellings).values(poll_id=poll_id, what=what, **values))
    else:
        work.conn.execute(update(poll_tellings).where(*here).values(**values))
    return tuple(chat_of(work, each) for each in found)
