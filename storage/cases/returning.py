"""Sends refused messages about sealed cases when a person unblocks us, without a trace of it in any row."""

from sqlalchemy import select, update

from core.priority import Priority
from storage.cases import entries as timeline
from storage.database.seal import MARK
from storage.database.unit import UnitOfWork
from storage.messages import outbox as messages
from storage.messages import stored
from storage.messages.outbox import Sending
from storage.tables.cases import cases, entries
from storage.tables.messages import outbox
from storage.ward import links, sight

_MOST = 200  # the newest refused messages of one chat that are looked at


def came_back(work: UnitOfWork, chat_id: int) -> int:
    """Send the refused messages about sealed cases of this chat, in order; returns their number.

    See `outbox.came_back` for open cases.

    Only the sealed bodies tell which messages these are. Each is sent as a new row among the present answers, because
    an old row with a late sending time would be noticed. All refused messages of the chat that name no case are sealed
    again, so that even a comparison of two copies of the database does not show which of them were sent.
    """
    if not sight.may_carry(work, chat_id, sealed=True):
        return 0
    refused = work.conn.execute(
        select(outbox.c.id, outbox.c.body, outbox.c.priority, outbox.c.thread, outbox.c.run_id)
        .where(
            outbox.c.chat_id == chat_id, outbox.c.state == "gone", outbox.c.priority < Priority.BULK,
            outbox.c.case_id.is_(None), outbox.c.body.startswith(MARK),
        )
        .order_by(outbox.c.id.desc())
        .limit(_MOST)
    ).all()  # fmt: skip
    mine = select(cases.c.id).where(cases.c.sealed, links.leads_to(work, "chat_id", chat_id))
    here = set(work.conn.execute(mine).scalars()) if refused else set()
    anew: dict[int, dict[int, tuple[int, ...]]] = {}
    sent = 0
    for row in reversed(refused):
        case_id, entry_id = stored.about_of(work, row.body)
        work.conn.execute(update(outbox).where(outbox.c.id == row.id).values(body=stored.bare(work, row.body)))
        if case_id not in here or row.run_id is not None:  # a question of an old dialog is not asked again
            continue
        again = Sending(
            chat_id, stored.body_of(work, row.body), row.priority, stored.About(case_id, entry_id, sealed=True),
            text_limit=len(row.body), thread=row.thread,
        )  # fmt: skip
        made = messages.add(work, again)
        sent += len(made)
        if entry_id is not None:
            anew.setdefault(entry_id, {})[row.id] = made
    for entry_id, places in anew.items():
        _now_sent_by(work, entry_id, places)
    return sent


def _now_sent_by(work: UnitOfWork, entry_id: int, places: dict[int, tuple[int, ...]]) -> None:
    """Tie the entry to the new rows, so that staff see their delivery."""
    row = work.conn.execute(select(entries).where(entries.c.id == entry_id)).one_or_none()
    known = timeline.sent_of(work, row) if row is not None else None
    if known:
        timeline.sent_by(work, entry_id, [new for each in known for new in places.get(each, (each,))])
