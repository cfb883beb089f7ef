"""Answers to a case. An answer goes where the case came from and can be taken back for a minute."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update

from civics.cases.moves import Why
from civics.cases.states import ANSWERED
from core.errors import ConflictError, NotAllowedError, NotFoundError
from core.message import Media, MediaKind, Outgoing
from core.priority import Priority
from core.text import normal
from storage.cases import entries
from storage.cases import search as case_search
from storage.cases.acts import acting, move_of
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
_QUOTE = 200  # characters of the original message that an answer in a group quotes


def answer(
    work: UnitOfWork,
    case_id: int,
    *,
    text: str,
    by: Reader,
    says: Outgoing | None = None,
    files: Sequence[Kept] = (),
    version: int | None = None,
    text_limit: int = 4096,
    paid: bool = False,
) -> int:
    """Answer the case; returns the entry's id. A group case is answered by a reply in its group.

    The answer is sent after a minute, or sooner when a window closes. `text` is what staff wrote. `says` is what is
    sent, if that is more than the text (with a frame and buttons). Without a chat (desk, phone) nothing is sent. Raises
    NotFoundError, NotAllowedError, ConflictError.
    """
    row = acting(work, case_id, by=by, version=version)
    grouped = row.sealed and row.origin == "group"
    if grouped or (row.chat_id is not None and not may_carry(work, row.chat_id, sealed=row.sealed)):
        raise NotAllowedError("A denunciation is never answered in a group or on a foreign platform.")
    if row.state != ANSWERED:  # another answer to an answered case changes no state
        move_of(row, ANSWERED)
    written = normal(text).strip()
    entry_id = entries.add(
        work, case_id, kind=entries.ANSWER, text=written, sealed=row.sealed, staff_id=by.staff_id, chat_id=row.chat_id,
        state_before=row.state,
    )  # fmt: skip
    media = tuple(_outbound(work, each, row=row, entry_id=entry_id) for each in files)
    if row.chat_id is not None:
        outgoing = _to_chat(work, row, says or Outgoing(f"{row.code}\n\n{written}"), media)
        sending = Sending(
            row.chat_id, outgoing, Priority.REPLY, About(case_id, entry_id, sealed=row.sealed),
            due_at=windows.in_time(work, row.chat_id, work.now + TAKE_BACK), text_limit=text_limit, paid=paid,
        )  # fmt: skip
        ids = outbox.add(work, sending)
        if row.sealed:
            entries.sent_by(work, entry_id, ids)
    values: dict[str, Any] = {
        "answered_at": work.now, "unread": False, "version": row.version + 1,
        "officer_id": row.officer_id or by.staff_id, "taken_at": row.taken_at or work.now,
        **ticking(row, state=ANSWERED),
    }  # fmt: skip
    values = links.hidden(work, values) if row.sealed else values
    work.conn.execute(update(cases).where(cases.c.id == case_id).values(**values))
    case_search.index(work, case_id)
    audit.record(
        work, "case.answered", actor=by.actor, staff_id=by.staff_id, case_id=case_id, entry=entry_id,
        before=row.state, after=ANSWERED, files=len(files),
    )  # fmt: skip
    return entry_id


def take_back(work: UnitOfWork, entry_id: int, *, by: Reader) -> None:
    """Take an answer back within its minute: it is not sent, and the case is what it was before.

    Raises NotFoundError when the entry is not an answer, ConflictError when the minute is over or it has been sent.
    """
    entry = work.conn.execute(
        select(entry_rows).where(entry_rows.c.id == entry_id, entry_rows.c.kind == entries.ANSWER).with_for_update()
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
    standing = work.conn.execute(
        select(entry_rows.c.at)
        .where(
            entry_rows.c.case_id == row.id,
            entry_rows.c.kind == entries.ANSWER,
            entry_rows.c.taken_back_at.is_(None),
        )
        .order_by(entry_rows.c.id.desc())
        .limit(1)
    ).scalar()
    values: dict[str, Any] = {"version": row.version + 1, "answered_at": standing}
    if row.state == ANSWERED:
        values = ticking(row, state=entry.state_before, **values)
    values = links.hidden(work, values) if row.sealed else values
    work.conn.execute(update(cases).where(cases.c.id == row.id).values(**values))
    case_search.index(work, row.id)
    audit.record(
        work, "case.taken_back", actor=by.actor, staff_id=by.staff_id, case_id=row.id, entry=entry_id,
        after=values.get("state", row.state),
    )  # fmt: skip


def _outbound(work: UnitOfWork, kept: Kept, *, row: Row[*tuple[Any, ...]], entry_id: int) -> Media:
    """Make a row for the file. Returns what is sent: for a picture, the version without EXIF data."""
    kind = _kind(kept.mime)
    media = Media(kind, kept.shown or kept.stored, kept.name, "image/jpeg" if kept.shown else kept.mime, kept.size)
    attachments.add_kept(work, kept, kind=kind.value, case_id=row.id, entry_id=entry_id, sealed=row.sealed, media=media)
    return media


def _kind(mime: str) -> MediaKind:
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
