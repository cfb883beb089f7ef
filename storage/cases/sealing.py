"""Sealing a case after it was stored in the clear: every copy of its words is closed or blanked.

The case, its entries, its files' names (their bytes follow outside the transaction: `storage.media.keeping`), what
was sent and what waits to be sent, the draft, the raw arrivals, the group pointer, the name the resident is known by,
the search index. The web chat's copies are sealed from the start.
"""

from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select, update

from storage.cases import search as case_search
from storage.database.unit import UnitOfWork
from storage.media.file_rows import seal_row
from storage.tables.cases import cases, entries, pointers
from storage.tables.columns import same
from storage.tables.media import attachments
from storage.tables.messages import chats, inbox, outbox, runs
from storage.tables.people import persons, residents


def seal_case(work: UnitOfWork, case_id: int) -> None:
    """Seal the case and all its copies in the database; its files' bytes are sealed by who hears the bell "files"."""
    row = work.conn.execute(select(cases).where(cases.c.id == case_id).with_for_update()).one()
    close = work.seal.close_text
    words = {
        name: close(getattr(row, name)) for name in ("name", "phone", "text", "place", "group_quote", "forwarded_to")
    }
    point = f"{row.lat},{row.lon}" if row.lat is not None and row.lon is not None else ""
    work.conn.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(sealed=True, lat=None, lon=None, lat_lon=row.lat_lon or close(point), **words)
    )
    _close(work, entries, entries.c.case_id == case_id, "text", "before")
    _close(
        work,
        runs,
        or_(same(runs.c.id, row.run_id), runs.c.case_id == case_id),
        "answers",
        sealed=True,
    )
    of_run = and_(same(outbox.c.chat_id, row.chat_id), same(outbox.c.run_id, row.run_id))
    about = or_(outbox.c.case_id == case_id, of_run)
    _close(work, outbox, about, "body", sealed=True)
    if row.resident_id is not None:
        _close(work, residents, residents.c.id == row.resident_id, "name", "phone")
        _close(work, persons, persons.c.resident_id == row.resident_id, "name")
    for file in work.conn.execute(select(attachments).where(attachments.c.case_id == case_id)).all():
        seal_row(work, file)
    work.conn.execute(update(pointers).where(pointers.c.case_id == case_id).values(raw=b""))
    _forget_arrivals(work, row.chat_id)
    case_search.forget(work, case_id)
    work.ring("live")


def _close(work: UnitOfWork, table: Table, which: ColumnElement[bool], *names: str, **also: object) -> None:
    """Seal these columns of the rows; what is sealed already stays as it is."""
    for row in work.conn.execute(select(table.c.id, *(table.c[name] for name in names)).where(which)).all():
        closed: dict[str, Any] = {name: work.seal.close_text(getattr(row, name)) for name in names}
        work.conn.execute(update(table).where(table.c.id == row.id).values(**closed, **also))


def _forget_arrivals(work: UnitOfWork, chat_id: int | None) -> None:
    """Raw payloads are sealed from the start; those of the chat that are done with go at once, not after seven days."""
    chat = work.conn.execute(select(chats).where(same(chats.c.id, chat_id))).one_or_none()
    if chat is None:
        return
    mine = and_(inbox.c.channel == chat.channel, inbox.c.bot == chat.bot, inbox.c.chat == chat.chat)
    work.conn.execute(update(inbox).where(mine, inbox.c.state == "done").values(raw=b""))
