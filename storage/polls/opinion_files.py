"""Recordings and pictures in a named consultation: files of the talk, then of the poll, then of the opinions.

While the consultation runs, a file knows its chat, because it must be fetched and more parts of its album may come. At
the close this link is cut, and files outside the answers that count are deleted.
"""

import json
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, update

from civics.polls.rules import PollState
from core.errors import NotFoundError
from core.message import Media
from storage.database.unit import UnitOfWork
from storage.media import file_rows
from storage.media.file_rows import KEPT, REFUSED, WANTED, FileView
from storage.media.voice_notes import HELD
from storage.tables.households import poll_named_households
from storage.tables.media import attachments
from storage.tables.poll_results import opinions
from storage.tables.polls import poll_named, polls

Ids = Mapping[str, Sequence[int]]  # article's code -> attachments
CUT = file_rows.CUT


def find(work: UnitOfWork, run_id: int, files: Mapping[str, Sequence[Media]]) -> dict[str, list[int]]:
    """The rows of the files in an answered talk, by article."""
    if not files:
        return {}
    rows = work.conn.execute(select(attachments.c.id, attachments.c.media).where(attachments.c.run_id == run_id))
    by_ref = {file_rows.media_of(work, row.media).ref: row.id for row in rows}
    return {code: [by_ref[each.ref] for each in several if each.ref in by_ref] for code, several in files.items()}


def take(work: UnitOfWork, poll_id: int, ids: Ids) -> None:
    """Give the files to the poll; they no longer belong to a talk."""
    chosen = [each for several in ids.values() for each in several]
    if chosen:
        work.conn.execute(
            update(attachments).where(attachments.c.id.in_(chosen)).values(poll_id=poll_id, run_id=None)
        )  # fmt: skip


def close(work: UnitOfWork, poll_id: int) -> None:
    """Drop files that are in no counted opinion, give up those that wait for consent, and cut the links to chats."""
    mine = attachments.c.poll_id == poll_id
    if work.conn.execute(select(attachments.c.id).where(mine).limit(1)).first() is None:
        return
    said = work.conn.execute(select(opinions.c.files).where(opinions.c.poll_id == poll_id)).scalars()
    used = {each for several in said for each in several}
    found = work.conn.execute(select(attachments.c.id).where(mine)).scalars().all()
    if gone := [each for each in found if each not in used]:
        work.conn.execute(delete(attachments).where(attachments.c.id.in_(gone)))
    no_consent = {"state": REFUSED, "reason": "no_consent"}
    work.conn.execute(update(attachments).where(mine, attachments.c.state == HELD).values(**no_consent))
    work.conn.execute(update(attachments).where(mine, attachments.c.state != WANTED).values(**CUT))


def forget(work: UnitOfWork, poll_id: int) -> None:
    """Drop all files of a cancelled consultation. The sweep removes the bytes after a day."""
    work.conn.execute(delete(attachments).where(attachments.c.poll_id == poll_id))


def erase(work: UnitOfWork, resident_id: int) -> int:
    """Drop recordings and pictures of a person who asks to be forgotten.

    A voice can identify a person, their words do not.
    """
    told: list[str] = []
    for table in (poll_named, poll_named_households):
        told += work.conn.execute(select(table.c.choices).where(table.c.resident_id == resident_id)).scalars()
    ballots = (json.loads(work.seal.open_text(each)) for each in told)
    said = (given for each in ballots for given in each.values() if isinstance(given, list))
    ids = {file for _choice, _words, *files in said for file in files}
    mine = attachments.c.id.in_(ids), attachments.c.poll_id.is_not(None)
    return work.conn.execute(delete(attachments).where(*mine)).rowcount if ids else 0


def of(work: UnitOfWork, poll_id: int) -> dict[int, FileView]:
    """The files of all opinions of a poll, by id, including those on their way and lost ones."""
    return {each.id: each for each in file_rows.of_poll(work, poll_id)}


def may_serve(work: UnitOfWork, key: str, attachment_id: int) -> FileView:
    """A file that has arrived, of a counted consultation. In all other cases it raises the same NotFoundError."""
    state = select(polls.c.id, polls.c.state).where(polls.c.key == key)
    row = work.conn.execute(state).one_or_none()
    found = of(work, row.id).get(attachment_id) if row is not None and row.state in _COUNTED else None
    if found is None or found.state != KEPT:
        raise NotFoundError("There is no such file.")
    return found


_COUNTED = (PollState.CLOSED.value, PollState.PUBLISHED.value)
