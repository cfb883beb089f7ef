"""Rows for the files of cases and drafts: wanted, then kept, refused or lost. Albums are joined; staff can destroy
files.

The bytes are in `storage.media.files` and are never touched inside a transaction.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.message import LARGEST_FILE, Media, MediaKind
from core.text import normal
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.media.file_rows import (
    DESTROYED,
    KEPT,
    LOST,
    REFUSED,
    WANTED,
    FileView,
    Kept,
    Owner,
    change,
    columns,
    cut_links,
    destroy,
    files_of,
    get,
    hidden,
    in_use,
    may_serve,
    media_of,
    new_id,
    not_now,
    of_run,
    owner_of,
    recount,
    row_of,
    seal_row,
)
from storage.tables.cases import cases, entries
from storage.tables.columns import same
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.ward import audit
from storage.ward.links import by_album, day

__all__ = [
    "BY_LINK", "DESTROYED", "KEPT", "LINK", "LOST", "MOST_BYTES", "MOST_TRIES", "REFUSED", "WANTED", "FileView",
    "Kept", "Owner", "Wanted", "add_kept", "again", "album_owner", "destroy", "drop_run", "files_of", "get", "hidden",
    "in_use", "join_album", "kept", "lost", "may_serve", "move_to_case", "not_now", "of_run", "refused", "want",
    "wanted",
]  # fmt: skip

MOST_BYTES = LARGEST_FILE
MOST_TRIES = 8
_CLAIM = timedelta(minutes=5)  # after this time another fetcher may try
_FIRST_WAIT = timedelta(seconds=15)
LINK = "link"  # the channel of files that come from an address on the internet, and from no chat
BY_LINK = "link:"  # … and the beginning of their message's id


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that must be fetched now. The claim lasts five minutes."""

    id: int
    channel: str
    bot: str
    media: Media
    sealed: bool
    tries: int


def want(
    work: UnitOfWork,
    media: Media,
    *,
    part: int,
    message_id: str,
    album: str = "",
    chat_id: int | None,
    run_id: int | None = None,
    case_id: int | None = None,
    entry_id: int | None = None,
    sealed: bool = False,
) -> int:
    """Ask for one file of a message, only once even if it arrives again. Returns the id of its row and rings "files".

    A file whose declared size is over the limit is refused at once (`get(...).state` shows it).
    """
    media = replace(media, name=normal(media.name))  # no database accepts a NUL
    row = {
        "run_id": run_id, "case_id": case_id, "entry_id": entry_id, "chat_id": chat_id, "message_id": message_id,
        "album": album, "part": part, **_asked_for(work, media, sealed=sealed),
    }  # fmt: skip
    insert = postgresql.insert if work.postgres else sqlite.insert
    once = insert(attachments).on_conflict_do_nothing(index_elements=["chat_id", "message_id", "part"])
    made: int | None = work.conn.execute(once.values(row).returning(attachments.c.id)).scalar()
    if made is None:
        there: int = work.conn.execute(
            select(attachments.c.id).where(
                same(attachments.c.chat_id, chat_id),
                attachments.c.message_id == message_id,
                attachments.c.part == part,
            )
        ).scalar_one()
        return there
    recount(work, case_id)
    work.ring("files")
    return made


def _asked_for(work: UnitOfWork, media: Media, *, sealed: bool) -> dict[str, object]:
    """What the row of a file says of the file itself. In a sealed case its texts are sealed."""
    plain = json.dumps({**asdict(media), "kind": media.kind.value}, ensure_ascii=False)
    refused = media.size > MOST_BYTES
    return {
        "id": new_id(),
        "kind": media.kind.value,
        "media": {"sealed": work.seal.close_text(plain)} if sealed else json.loads(plain),
        "state": REFUSED if refused else WANTED,
        "reason": "too_big" if refused else "",
        "next_try_at": work.now,
        "name": work.seal.close_text(media.name) if sealed else media.name,
        "size": media.size,
        "sealed": sealed,
        "created_at": day(work.now) if sealed else work.now,
    }


def album_owner(work: UnitOfWork, chat_id: int, album: str) -> Owner | None:
    """The owner of an album's earlier parts; None when no part has arrived yet."""
    if not album:
        return None
    row = work.conn.execute(
        select(*(attachments.c[each] for each in ("run_id", "case_id", "entry_id", "sealed", "chat_id", "poll_id")))
        .where(by_album(work, attachments, chat_id, album))
        .order_by(attachments.c.created_at, attachments.c.id)
        .limit(1)
    ).one_or_none()
    if row is not None:
        return replace(Owner(*row), chat_id=chat_id)
    said = work.conn.execute(
        select(entries.c.case_id, entries.c.id, cases.c.sealed)
        .join(cases, cases.c.id == entries.c.case_id)
        .where(by_album(work, entries, chat_id, album))
        .order_by(entries.c.id)
        .limit(1)
    ).one_or_none()
    return None if said is None else Owner(None, said[0], said[1], said[2], chat_id)


def join_album(work: UnitOfWork, media: Media, *, part: int, message_id: str, album: str, chat_id: int) -> Owner | None:
    """Add a late part of an album to the case or draft of the other parts. None when there are no other parts."""
    owner = album_owner(work, chat_id, album)
    if owner is not None:
        want(
            work, media, part=part, message_id=message_id, album=album, chat_id=chat_id, run_id=owner.run_id,
            case_id=owner.case_id, entry_id=owner.entry_id, sealed=owner.sealed,
        )  # fmt: skip
        if owner.case_id is not None:
            audit.record(work, "file.joined", actor=audit.RESIDENT, case_id=owner.case_id)
    return owner


def add_kept(
    work: UnitOfWork,
    kept: Kept,
    *,
    kind: str,
    case_id: int,
    entry_id: int | None = None,
    sealed: bool = False,
    media: Media | None = None,
) -> int:
    """Add a file of staff that is in the store; returns the id of its row.

    In a sealed case its texts are sealed too.
    """
    media = media or Media(MediaKind(kind), kept.stored, "", kept.mime, kept.size)
    shape = {**asdict(media), "kind": kind, "name": ""}
    made: int = work.conn.execute(
        attachments.insert()
        .values(
            id=new_id(), case_id=case_id, entry_id=entry_id, kind=kind, media=shape, state=KEPT,
            created_at=day(work.now) if sealed else work.now,
            unclosed=sealed and not kept.sealed, **columns(work, kept, sealed=sealed),
        )
        .returning(attachments.c.id)
    ).scalar_one()  # fmt: skip
    recount(work, case_id)
    work.ring("files")
    return made


def wanted(work: UnitOfWork, limit: int = 20) -> list[Wanted]:
    """Claim files to fetch now. Each is reserved for this caller for five minutes, and the try is counted."""
    due = (
        select(attachments, chats.c.channel, chats.c.bot)
        .outerjoin(chats, chats.c.id == attachments.c.chat_id)
        .where(
            attachments.c.state == WANTED,
            or_(chats.c.id.is_not(None), attachments.c.message_id.startswith(BY_LINK)),
            or_(attachments.c.next_try_at.is_(None), attachments.c.next_try_at <= work.now),
        )
        .order_by(attachments.c.next_try_at, attachments.c.created_at, attachments.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=attachments)
    )
    rows = work.conn.execute(due).all()
    if rows:
        work.conn.execute(
            update(attachments)
            .where(attachments.c.id.in_([row.id for row in rows]))
            .values(tries=attachments.c.tries + 1, next_try_at=work.now + _CLAIM)
        )
    opened = partial(media_of, work)
    return [
        Wanted(row.id, row.channel or LINK, row.bot or "", opened(row.media), row.sealed, row.tries + 1) for row in rows
    ]


def kept(work: UnitOfWork, attachment_id: int, kept: Kept) -> Owner:
    """The file is in the store. Returns whom to inform. Raises NotFoundError when the row was deleted meanwhile."""
    row = row_of(work, attachment_id)
    if row.state not in {WANTED, LOST}:
        return owner_of(row)
    values: dict[str, Any] = columns(work, kept, sealed=row.sealed)
    change(work, row, "file.kept", state=KEPT, reason="", unclosed=row.sealed and not kept.sealed, **values)
    return owner_of(row)


def refused(work: UnitOfWork, attachment_id: int, reason: str) -> Owner:
    """The file is not accepted; `reason` as in RefusedFileError. Returns whom to inform."""
    row = row_of(work, attachment_id)
    change(work, row, "file.refused", state=REFUSED, reason=reason)
    return owner_of(row)


def lost(work: UnitOfWork, attachment_id: int) -> Owner:
    """The platform no longer has the file. Returns whom to inform."""
    row = row_of(work, attachment_id)
    change(work, row, "file.lost", state=LOST, reason="")
    return owner_of(row)


def again(work: UnitOfWork, attachment_id: int, *, after: float = 0.0) -> Owner | None:
    """Retry later with growing delays; `after` is the wait in seconds that the platform named.

    After eight tries the file is lost; then it returns whom to inform.
    """
    row = row_of(work, attachment_id)
    if row.tries >= MOST_TRIES:
        return lost(work, attachment_id)
    wait = max(timedelta(seconds=after), _FIRST_WAIT * 2 ** max(row.tries - 1, 0))
    work.conn.execute(update(attachments).where(attachments.c.id == attachment_id).values(next_try_at=work.now + wait))
    return None


_OF_DRAFT = Prepared(
    select(attachments.c.id).where(attachments.c.run_id == bindparam("p_run"), attachments.c.case_id.is_(None))
)


def move_to_case(work: UnitOfWork, run_id: int, case_id: int, *, entry_id: int | None, sealed: bool) -> int:
    """Give the files of a draft to the case; returns their number."""
    ids = [row.id for row in _OF_DRAFT.every(work, {"p_run": run_id})]  # mostly none
    for each in ids:
        mine = attachments.c.id == each
        row = work.conn.execute(select(attachments).where(mine)).one()
        work.conn.execute(update(attachments).where(mine).values(case_id=case_id, entry_id=entry_id))
        if sealed:
            seal_row(work, row)
            cut_links(work, row)
    if ids:
        recount(work, case_id)
    return len(ids)


def to_run(work: UnitOfWork, from_run: int, to_run: int) -> int:
    """Give the files of one draft to another; returns their number."""
    moved = (
        update(attachments)
        .where(attachments.c.run_id == from_run, attachments.c.case_id.is_(None))
        .values(run_id=to_run)
    )
    return work.conn.execute(moved).rowcount


def drop_run(work: UnitOfWork, run_id: int) -> int:
    """Forget the files of a dropped draft; returns their number. The sweep removes their bytes after a day."""
    gone = attachments.delete().where(attachments.c.run_id == run_id, attachments.c.case_id.is_(None))
    return work.conn.execute(gone).rowcount
