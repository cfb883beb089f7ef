"""Seals a case that was stored in the clear: every copy of its words is encrypted or deleted, every link is hidden.

This covers the case, its entries, the names of its files (`storage.media.keeping` seals their bytes outside the
transaction), sent and waiting messages, the draft, raw arrivals, the group pointer, the name by which the resident is
known, and the search index. The web chat's copies are always sealed. Its number and its lines in the trail stay: staff
who could see the case before know that there was one.
"""

from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, delete, or_, select, update

from civics.cases.petitions import Topic
from storage.cases import entries as timeline
from storage.cases import followers, opened, reaching, untrue
from storage.cases import search as case_search
from storage.database.unit import UnitOfWork
from storage.media.file_rows import cut_links, seal_row
from storage.messages import runs as talks
from storage.messages import stored
from storage.tables.cases import case_links, case_sends, case_tags, cases, entries, entry_messages, pointers
from storage.tables.media import attachments
from storage.tables.messages import chats, inbox, outbox, runs
from storage.tables.people import persons, residents
from storage.tables.reminders import reminders
from storage.tables.teams import handover_cases
from storage.ward import links

_WORDS = ("name", "phone", "text", "place", "group_quote", "forwarded_to")


def seal_case(work: UnitOfWork, case_id: int) -> None:
    """Seal the case and all its copies in the database.

    The listener to the bell "files" seals the bytes of its files.
    """
    row = work.conn.execute(select(cases).where(cases.c.id == case_id).with_for_update()).one()
    close = work.seal.close_text
    point = f"{row.lat},{row.lon}" if row.lat is not None and row.lon is not None else ""
    hidden = links.hidden(work, {name: value for name, value in row._mapping.items() if name in links.HIDDEN})  # noqa: SLF001  # SQLAlchemy's public name for it
    work.conn.execute(
        update(cases)
        .where(cases.c.id == case_id)
        .values(
            sealed=True, lat=None, lon=None, lat_lon=row.lat_lon or close(point), group_message_id="", emergency="",
            topic=Topic.of("khac"), master_id=None, team_id=None,
            **{name: close(getattr(row, name)) for name in _WORDS}, **hidden,
        )
    )  # fmt: skip
    _stand_alone(work, case_id)
    _seal_messages(work, row)
    _seal_entries(work, case_id)
    _close(work, reminders, reminders.c.case_id == case_id, "text")
    _seal_talks(work, row)
    if row.resident_id is not None:
        _close(work, residents, residents.c.id == row.resident_id, "name", "phone")
        _close(work, persons, persons.c.resident_id == row.resident_id, "name")
    for file in work.conn.execute(select(attachments).where(attachments.c.case_id == case_id)).all():
        seal_row(work, file)
        cut_links(work, file)
    work.conn.execute(update(pointers).where(pointers.c.case_id == case_id).values(raw=b"", case_id=None))
    _forget_arrivals(work, row.chat_id)
    case_search.forget(work, case_id)
    followers.forget(work, case_id)
    opened.forget(work, [case_id])
    reaching.forget(work, case_id)
    work.ring("live")


def sweep(work: UnitOfWork, *, limit: int = 20) -> int:
    """Hide the links of cases that were sealed before links were hidden; returns their number."""
    open_links = or_(*(cases.c[name].is_not(None) for name in links.LINKS))
    found = work.conn.execute(
        select(cases.c.id).where(cases.c.sealed, open_links).order_by(cases.c.id).limit(limit)
    ).scalars().all()  # fmt: skip
    for case_id in found:
        seal_case(work, case_id)
    return len(found)


def _stand_alone(work: UnitOfWork, case_id: int) -> None:
    """Unlink its cases, cancel its scheduled messages and the question whether it is done."""
    work.conn.execute(update(cases).where(cases.c.master_id == case_id).values(master_id=None))
    work.conn.execute(delete(case_sends).where(case_sends.c.case_id == case_id))
    work.conn.execute(delete(case_tags).where(case_tags.c.case_id == case_id))
    work.conn.execute(delete(case_links).where(or_(case_links.c.case_id == case_id, case_links.c.other_id == case_id)))
    work.conn.execute(delete(handover_cases).where(handover_cases.c.case_id == case_id))
    untrue.take_questions_back(work, case_id)


def _seal_messages(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    """The case's messages no longer lead to it; instead its answers know their messages."""
    mine = [outbox.c.case_id == row.id]  # a condition that is never true would make SQLite read the whole table
    if row.chat_id is not None and row.run_id is not None:
        mine.append(and_(outbox.c.chat_id == row.chat_id, outbox.c.run_id == row.run_id))
    sent: dict[int, list[int]] = {}
    found = work.conn.execute(
        select(outbox.c.id, outbox.c.body, outbox.c.entry_id, outbox.c.unique_key)
        .where(or_(*mine))
        .order_by(outbox.c.id)
    ).all()
    for each in found:
        body = stored.of_case(work, each.body, row.id, each.entry_id)
        values = {"body": body, "sealed": True, "case_id": None, "entry_id": None}
        work.conn.execute(update(outbox).where(outbox.c.id == each.id).values(**values))
        if each.entry_id is not None and each.unique_key is None:
            sent.setdefault(each.entry_id, []).append(each.id)
    for entry_id, ids in sent.items():
        timeline.sent_by(work, entry_id, ids)


def _seal_entries(work: UnitOfWork, case_id: int) -> None:
    _close(work, entries, entries.c.case_id == case_id, "text", "before")
    for each in work.conn.execute(select(entries).where(entries.c.case_id == case_id)).all():
        further = select(entry_messages).where(
            entry_messages.c.entry_id == each.id, entry_messages.c.chat_id.is_not(None)
        )
        for other in work.conn.execute(further).all():
            mark = links.message_mark(work, other.chat_id, other.message_id)
            hidden = {"chat_id": None, "message_id": mark}
            work.conn.execute(update(entry_messages).where(entry_messages.c.id == other.id).values(**hidden))
        values: dict[str, Any] = {"at": links.day(each.at), "chat_id": None}
        for name in ("message_id", "album"):
            told = getattr(each, name)
            values[name] = links.message_mark(work, each.chat_id, told) if told and each.chat_id is not None else ""
        work.conn.execute(update(entries).where(entries.c.id == each.id).values(**values))


def _seal_talks(work: UnitOfWork, row: Row[*tuple[Any, ...]]) -> None:
    """Delete the draft's answers, which the case has.

    Talks about the case keep their answers, sealed, and do not name it.
    """
    talks.forget_ahead(work)
    if row.run_id is not None:
        work.conn.execute(update(runs).where(runs.c.id == row.run_id).values(state="dropped", answers="{}"))
    about = select(runs.c.id, runs.c.answers, runs.c.sealed).where(runs.c.case_id == row.id)
    for each in work.conn.execute(about).all():
        answers, _ = talks.read(work, each.answers, sealed=each.sealed)
        kept = talks.stored(work, answers, sealed=True)
        work.conn.execute(update(runs).where(runs.c.id == each.id).values(answers=kept, sealed=True, case_id=None))


def _close(work: UnitOfWork, table: Table, which: ColumnElement[bool], *names: str, **also: object) -> None:
    """Seal these columns of the rows; what is sealed already stays as it is."""
    for row in work.conn.execute(select(table.c.id, *(table.c[name] for name in names)).where(which)).all():
        closed: dict[str, Any] = {name: work.seal.close_text(getattr(row, name)) for name in names}
        work.conn.execute(update(table).where(table.c.id == row.id).values(**closed, **also))


def _forget_arrivals(work: UnitOfWork, chat_id: int | None) -> None:
    """Raw payloads are always sealed. The handled ones of the chat are deleted now, not after seven days."""
    if chat_id is None:
        return
    chat = work.conn.execute(select(chats).where(chats.c.id == chat_id)).one_or_none()
    if chat is None:
        return
    mine = and_(inbox.c.channel == chat.channel, inbox.c.bot == chat.bot, inbox.c.chat == chat.chat)
    work.conn.execute(update(inbox).where(mine, inbox.c.state == "done").values(raw=b""))
