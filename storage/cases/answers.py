"""What staff say to the resident of a case: interim words, questions, answers.

The message goes to the chat where the case came from and can be taken back for a minute.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from civics.cases.moves import BRINGS, CaseState, Says, Why, said
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.message import Media, MediaKind, Outgoing
from core.priority import Priority
from core.text import normal
from storage.cases import entries, untrue
from storage.cases import search as case_search
from storage.cases.acts import acting
from storage.cases.clocks import ticking
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.attachments import Kept
from storage.messages import outbox, windows
from storage.messages.outbox import Sending
from storage.messages.stored import About
from storage.tables.cases import cases
from storage.tables.cases import entries as entry_rows
from storage.ward import audit, links
from storage.ward.sight import Reader, may_carry

TAKE_BACK = timedelta(seconds=60)
_ACT = {Says.WORD: "case.word", Says.ASK: "case.asked", Says.ANSWER: "case.answered"}  # on the trail
_QUOTE = 200  # characters of the original message that an answer in a group quotes


def say(
    work: UnitOfWork,
    case_id: int,
    *,
    text: str,
    by: Reader,
    verb: Says = Says.ANSWER,
    says: Outgoing | None = None,
    files: Sequence[Kept] = (),
    beside: Sequence[Kept] = (),
    version: int | None = None,
    text_limit: int = 4096,
    paid: bool = False,
    second_thoughts: timedelta = TAKE_BACK,
) -> int:
    """Say something to the resident; returns the entry's id. In a group it is a reply to the case's message.

    It is sent after a minute (`second_thoughts`), or sooner when a window closes. `text` is what staff wrote. `says` is
    what is sent, if that is more than the text (with a frame and buttons). `beside` are files that are kept with it and
    not sent. Without a chat (desk, phone) nothing is sent. `verb` decides the new state. Raises NotFoundError,
    NotAllowedError, ConflictError.
    """
    row = acting(work, case_id, by=by, version=version)
    grouped = row.sealed and row.origin == "group"
    if grouped or (row.chat_id is not None and not may_carry(work, row.chat_id, sealed=row.sealed)):
        raise NotAllowedError("A denunciation is never answered in a group or on a foreign platform.")
    state = said(CaseState(row.state), verb).value
    written = normal(text).strip()
    entry_id = entries.add(
        work, case_id, kind=verb.value, text=written, sealed=row.sealed, staff_id=by.staff_id, chat_id=row.chat_id,
        state_before=row.state,
    )  # fmt: skip
    media = tuple(_outbound(work, each, row=row, entry_id=entry_id) for each in files)
    for each in beside:
        _outbound(work, each, row=row, entry_id=entry_id)
    if row.chat_id is not None:
        outgoing = _to_chat(work, row, says or Outgoing(f"{row.code}\n\n{written}"), media)
        about = About(case_id, entry_id, sealed=row.sealed)
        due_at = windows.in_time(work, row.chat_id, work.now + second_thoughts)
        _send(work, Sending(row.chat_id, outgoing, Priority.REPLY, about, None, due_at, text_limit, paid=paid))
    _changed(work, row, verb, state=state, by=by)
    case_search.index(work, case_id)
    audit.record(
        work, _ACT[verb], actor=by.actor, staff_id=by.staff_id, case_id=case_id, entry=entry_id, before=row.state,
        after=state, files=len(files),
    )  # fmt: skip
    return entry_id


def _send(work: UnitOfWork, sending: Sending) -> None:
    """Queue it. An entry of a sealed case keeps which messages are its own."""
    ids = outbox.add(work, sending)
    if sending.about.sealed and sending.about.entry_id is not None:
        entries.sent_by(work, sending.about.entry_id, ids)


def _changed(work: UnitOfWork, row: Row[*tuple[Any, ...]], verb: Says, *, state: str, by: Reader) -> None:
    """Change the case's row. A waiting question after an earlier answer is taken back, because a new one follows."""
    values: dict[str, Any] = {
        "unread": False, "version": row.version + 1, "officer_id": row.officer_id or by.staff_id,
        **untrue.changed(work, row, state),
    }  # fmt: skip
    if verb is not Says.WORD:
        values = ticking(work, row, state=state, **values, taken_at=row.taken_at or work.now)
    values |= {"said_at": work.now, "first_said_at": row.first_said_at or work.now}
    if verb is Says.ANSWER:
        values |= {"answered_at": work.now, "answer_due_at": row.due_at or row.answer_due_at}
        untrue.take_questions_back(work, row.id)
    values = links.hidden(work, values) if row.sealed else values
    work.conn.execute(update(cases).where(cases.c.id == row.id).values(**values))


answer = say  # without a verb, it is the result


def take_back(work: UnitOfWork, entry_id: int, *, by: Reader) -> None:
    """Take back a message of staff within its minute: it is not sent, and the case's former state is restored.

    Raises NotFoundError for an entry that staff did not send, ConflictError when the minute is over or it was sent.
    """
    entry = work.conn.execute(
        select(entry_rows).where(entry_rows.c.id == entry_id, entry_rows.c.kind.in_(entries.OURS)).with_for_update()
    ).one_or_none()
    if entry is None:
        raise NotFoundError("There is no such answer.")
    row = acting(work, entry.case_id, by=by, version=None)
    if entry.taken_back_at is not None:
        return
    ids = entries.sent_of(work, entry)  # only for a sealed entry, whose chat is not stored with it
    gone = (entry.chat_id is not None or bool(ids)) and not outbox.take_back(work, entry_id, ids=ids)
    past = work.now >= entry.at + TAKE_BACK if ids is None else gone  # a sealed entry only knows its day
    if past or gone:
        raise ConflictError("The answer has left already.", why=Why.TOO_LATE)
    work.conn.execute(update(entry_rows).where(entry_rows.c.id == entry_id).values(taken_back_at=work.now))
    values: dict[str, Any] = {"version": row.version + 1, **entries.spoken(work, row.id)}
    if entry.kind == Says.ANSWER:
        values["answered_at"] = _standing(work, row.id)
        values["answer_due_at"] = row.answer_due_at if values["answered_at"] else None
    if row.state == BRINGS.get(Says(entry.kind)):
        values = ticking(work, row, state=entry.state_before, **values)
    values = links.hidden(work, values) if row.sealed else values
    work.conn.execute(update(cases).where(cases.c.id == row.id).values(**values))
    case_search.index(work, row.id)
    audit.record(
        work, "case.taken_back", actor=by.actor, staff_id=by.staff_id, case_id=row.id, entry=entry_id,
        after=values.get("state", row.state),
    )  # fmt: skip


def _standing(work: UnitOfWork, case_id: int) -> datetime | None:
    """When the last answer was given that was not taken back."""
    given: datetime | None = work.conn.execute(
        select(entry_rows.c.at)
        .where(
            entry_rows.c.case_id == case_id,
            entry_rows.c.kind == entries.ANSWER,
            entry_rows.c.taken_back_at.is_(None),
        )
        .order_by(entry_rows.c.id.desc())
        .limit(1)
    ).scalar()
    return given


def _outbound(work: UnitOfWork, kept: Kept, *, row: Row[*tuple[Any, ...]], entry_id: int) -> Media:
    """Make a row for the file. Returns what is sent: for a picture, the version without EXIF data."""
    kind = kind_of(kept.mime)
    media = Media(kind, kept.shown or kept.stored, kept.name, "image/jpeg" if kept.shown else kept.mime, kept.size)
    attachments.add_kept(work, kept, kind=kind.value, case_id=row.id, entry_id=entry_id, sealed=row.sealed, media=media)
    return media


def kind_of(mime: str) -> MediaKind:
    """What a file of this type is in a chat."""
    for start, kind in (("image/", MediaKind.PHOTO), ("video/", MediaKind.VIDEO), ("audio/ogg", MediaKind.VOICE)):
        if mime.startswith(start):
            return kind
    return MediaKind.AUDIO if mime.startswith("audio/") else MediaKind.DOCUMENT


def _to_chat(work: UnitOfWork, row: Row[*tuple[Any, ...]], outgoing: Outgoing, media: tuple[Media, ...]) -> Outgoing:
    """The message with its files; in a group a reply to the original, with a quote in case that cannot be found."""
    outgoing = replace(outgoing, media=(*outgoing.media, *media), by="staff")
    if row.origin != "group":
        return outgoing
    quote = work.seal.open_text(row.group_quote) or work.seal.open_text(row.text)
    return replace(
        outgoing,
        reply_to=row.group_message_id,
        quote=quote[:_QUOTE],
        mention=outgoing.mention or work.seal.open_text(row.name),
    )
