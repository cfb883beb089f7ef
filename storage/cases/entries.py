"""The timeline of a case (words of the resident, answers, notes, notices, edits), and the messages in it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select, update

from storage.database.prepared import made_by
from storage.database.unit import UnitOfWork
from storage.media.attachments import FileView
from storage.messages import outbox as outbox_rows
from storage.tables.cases import cases, entries, entry_messages
from storage.tables.columns import same
from storage.tables.media import attachments
from storage.tables.messages import outbox
from storage.tables.people import staff
from storage.ward import links

SAID, ANSWER, NOTE, TOLD, EDIT = "said", "answer", "note", "told", "edit"
WORD, ASK = "word", "ask"  # staff: an interim word, a question to the resident
DRAFT = "draft"  # staff: an answer that waits for a leader; it goes to nobody
OURS = (WORD, ASK, ANSWER)  # messages of staff that this service sends (`civics.cases.moves.Says`)
OUTSIDE = "outside"  # staff wrote it with the platform's own tool

# The state of an answer that was sent as several messages: the first of these in which any part is.
_WORST = ("gone", "failed", "doubtful", "held", "waiting", "sending", "late", "sent", "back")


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry as staff see it. `before` is set for an edit. `delivery` is empty where nothing is sent."""

    id: int
    kind: str
    at: datetime
    staff_id: int | None
    staff_name: str
    text: str
    before: str
    message_id: str
    taken_back_at: datetime | None
    delivery: str  # waiting, sending, sent, gone, failed, doubtful, back
    says: str  # word key of the sentence that staff read about a failed delivery
    sent_at: datetime | None
    due_at: datetime | None  # of a waiting answer: it can be taken back until then
    files: tuple[FileView, ...] = ()


@dataclass(frozen=True, slots=True)
class Belongs:
    """The case to which a message belongs."""

    case_id: int
    code: str
    state: str
    sealed: bool
    resident_id: int | None
    ours: bool  # the message is one of ours


_NEW = made_by(entries)


def add(
    work: UnitOfWork,
    case_id: int,
    *,
    kind: str,
    text: str,
    sealed: bool,
    staff_id: int | None = None,
    before: str = "",
    chat_id: int | None = None,
    message_ids: Sequence[str] = (),
    album: str = "",
    state_before: str = "",
) -> int:
    """Write one entry; returns its id. The first message id is the message that carries the text."""
    close = work.seal.close_text if sealed else str
    first = message_ids[0] if message_ids else ""
    further = dict.fromkeys(each for each in message_ids[1:] if each and each != first)
    if sealed:
        first, further = _marks(work, chat_id, first, further)
        album = links.message_mark(work, chat_id, album) if album and chat_id is not None else ""
        chat_id = None
    made = _NEW.made(
        work,
        {
            **({"id": _id_in(work, case_id)} if case_id < 0 else {}), "case_id": case_id, "kind": kind,
            "at": links.day(work.now) if sealed else work.now, "staff_id": staff_id, "text": close(text),
            "before": close(before), "message_id": first, "album": album, "chat_id": chat_id,
            "state_before": state_before,
        },
    )  # fmt: skip
    if further and (sealed or chat_id is not None):
        work.conn.execute(
            insert(entry_messages), [{"entry_id": made, "chat_id": chat_id, "message_id": each} for each in further]
        )
    return made


def _id_in(work: UnitOfWork, case_id: int) -> int:
    """The next id from the range that a sealed case has for its entries."""
    last: int | None = work.conn.execute(select(func.max(entries.c.id)).where(entries.c.case_id == case_id)).scalar()
    return (case_id if last is None else last) + 1


def _marks(work: UnitOfWork, chat_id: int | None, first: str, further: dict[str, None]) -> tuple[str, dict[str, None]]:
    if chat_id is None:
        return "", {}
    mark = partial(links.message_mark, work, chat_id)
    return mark(first) if first else "", {mark(each): None for each in further}


def sent_by(work: UnitOfWork, entry_id: int, outbox_ids: Sequence[int]) -> None:
    """Store, sealed, which messages carry an entry of a sealed case, because the messages do not name it."""
    kept = work.seal.close_text(json.dumps(list(outbox_ids)))
    work.conn.execute(update(entries).where(entries.c.id == entry_id).values(before=kept))


def sent_of(work: UnitOfWork, entry: Any) -> list[int] | None:
    """The ids of the messages that carry an answer of a sealed case. None where the messages name their entry."""
    if entry.kind not in OURS or not entry.before:
        return None
    found: list[int] = json.loads(work.seal.open_text(entry.before))
    return found


def sent_in(work: UnitOfWork, case_ids: Sequence[int]) -> list[int]:
    """The ids of the messages that carry answers of these cases; of sealed cases only."""
    wanted = select(entries.c.kind, entries.c.before).where(entries.c.case_id.in_(case_ids), entries.c.kind.in_(OURS))
    return [each for row in work.conn.execute(wanted) for each in sent_of(work, row) or ()]


def spoken(work: UnitOfWork, case_id: int) -> dict[str, datetime | None]:
    """When staff said something to the resident first and last, without what was taken back: columns of the case."""
    first, last = work.conn.execute(
        select(func.min(entries.c.at), func.max(entries.c.at)).where(
            entries.c.case_id == case_id, entries.c.kind.in_(OURS), entries.c.taken_back_at.is_(None)
        )
    ).one()
    return {"first_said_at": first, "said_at": last}


def again(work: UnitOfWork, entry_id: int) -> bool:
    """Send the parts of an answer again that did not arrive."""
    row = work.conn.execute(select(entries).where(entries.c.id == entry_id)).one_or_none()
    return row is not None and outbox_rows.again_of_entry(work, entry_id, ids=sent_of(work, row))


def said_by(work: UnitOfWork, case_id: int, *, chat_id: int | None, message_id: str) -> int | None:
    """The entry that a message already made in a case. So a message makes one entry only."""
    if not message_id or chat_id is None:
        return None
    return work.conn.execute(
        select(entries.c.id).where(
            links.by_message(work, entries, chat_id, message_id), entries.c.case_id == case_id,
            entries.c.kind == SAID,
        )
    ).scalar()  # fmt: skip


def of_case(work: UnitOfWork, case_id: int, *, files: Sequence[FileView] = ()) -> list[EntryView]:
    """The whole timeline, oldest first, with sealed texts opened and the delivery of answers."""
    rows = work.conn.execute(
        select(entries, func.coalesce(staff.c.name, "").label("staff_name"))
        .select_from(entries.outerjoin(staff, staff.c.id == entries.c.staff_id))
        .where(entries.c.case_id == case_id)
        .order_by(entries.c.id)
    ).all()
    fates = {**_deliveries(work, case_id), **_sealed_deliveries(work, rows)}
    opened = work.seal.open_text
    return [
        EntryView(
            row.id, row.kind, row.at, row.staff_id, row.staff_name, opened(row.text),
            "" if row.kind in OURS else opened(row.before),
            row.message_id, row.taken_back_at, *fates.get(row.id, ("", "", None, None)),
            tuple(each for each in files if each.entry_id == row.id),
        )
        for row in rows
    ]  # fmt: skip


def _deliveries(work: UnitOfWork, case_id: int) -> dict[int, tuple[str, str, datetime | None, datetime | None]]:
    found: dict[int, tuple[str, str, datetime | None, datetime | None]] = {}
    rows = work.conn.execute(
        select(outbox.c.entry_id, outbox.c.state, outbox.c.says, outbox.c.sent_at, outbox.c.due_at)
        .where(
            outbox.c.case_id == case_id,
            outbox.c.entry_id.is_not(None),
            outbox.c.unique_key.is_(None),  # not the question behind it, which may wait though the answer arrived
        )
        .order_by(outbox.c.id)
    )
    for entry_id, *fate in rows:
        state, says, sent_at, due_at = fate
        known = found.get(entry_id)
        if known is None or _rank(state) < _rank(known[0]):
            found[entry_id] = (state, says, sent_at, due_at)
    return found


def _sealed_deliveries(
    work: UnitOfWork, rows: Sequence[Any]
) -> dict[int, tuple[str, str, datetime | None, datetime | None]]:
    found: dict[int, tuple[str, str, datetime | None, datetime | None]] = {}
    for each in rows:
        ids = sent_of(work, each)
        if not ids:
            continue
        columns = (outbox.c.state, outbox.c.says, outbox.c.sent_at, outbox.c.due_at)
        fates = work.conn.execute(select(*columns).where(outbox.c.id.in_(ids)).order_by(outbox.c.id)).all()
        worst = min(fates, key=lambda fate: _rank(fate[0]), default=None)  # None: sent, and removed since
        found[each.id] = ("sent", "", None, None) if worst is None else (worst[0], worst[1], worst[2], worst[3])
    return found


def _rank(state: str) -> int:
    return _WORST.index(state) if state in _WORST else len(_WORST)


def of_message(work: UnitOfWork, chat_id: int, message_id: str) -> Belongs | None:
    """The case of a message in a chat: words or files of a resident, or a message of ours."""
    if not message_id:
        return None
    theirs = select(entries.c.case_id).where(links.by_message(work, entries, chat_id, message_id))
    further = (
        select(entries.c.case_id)
        .join(entry_messages, entry_messages.c.entry_id == entries.c.id)
        .where(links.by_message(work, entry_messages, chat_id, message_id))
    )
    files = select(attachments.c.case_id).where(links.by_message(work, attachments, chat_id, message_id))
    sent = select(outbox.c.case_id).where(outbox.c.chat_id == chat_id, outbox.c.message_id == message_id)
    for ours, found in ((False, theirs), (False, further), (False, files), (True, sent)):
        row = work.conn.execute(
            select(cases).where(cases.c.id.in_(found)).order_by(cases.c.id.desc()).limit(1)
        ).one_or_none()
        if row is not None:
            return _belongs(work, row, ours=ours)
    case_id = outbox_rows.case_of(work, chat_id, message_id)
    row = work.conn.execute(select(cases).where(same(cases.c.id, case_id))).one_or_none()
    return None if row is None else _belongs(work, row, ours=True)


def _belongs(work: UnitOfWork, row: Any, *, ours: bool) -> Belongs:
    row = links.opened(work, row)
    return Belongs(row.id, row.code, row.state, row.sealed, row.resident_id, ours=ours)


@dataclass(frozen=True, slots=True)
class Words:
    """The newest text of one message of a case. `own`: the entry is only this message, or carries its text."""

    case_id: int
    text: str
    own: bool

    def says(self, new: str) -> bool:
        """Whether an edit to `new` changes nothing.

        For an additional message, only the text of the whole entry is known.
        """
        return new == self.text if self.own else new.strip() in self.text


def words_of_message(work: UnitOfWork, chat_id: int, message_id: str) -> Words | None:
    """The present text of a resident's message in a case, after all edits. None when it belongs to no case."""
    carries = links.by_message(work, entries, chat_id, message_id)
    theirs = entries.c.kind.in_([SAID, EDIT])
    row = work.conn.execute(
        select(entries.c.case_id, entries.c.text).where(carries, theirs).order_by(entries.c.id.desc()).limit(1)
    ).one_or_none()
    if row is not None:
        return Words(row.case_id, work.seal.open_text(row.text), own=True)
    row = work.conn.execute(
        select(entries.c.case_id, entries.c.text)
        .join(entry_messages, entry_messages.c.entry_id == entries.c.id)
        .where(links.by_message(work, entry_messages, chat_id, message_id))
        .order_by(entries.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Words(row.case_id, work.seal.open_text(row.text), own=False)
