"""Answers that wait for a leader: entries of the timeline that no resident sees, with their files."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from civics.cases.moves import CaseState, Says, said
from core.errors import NotFoundError
from core.text import normal
from storage.cases import acts, entries
from storage.cases.answers import kind_of
from storage.database.unit import UnitOfWork
from storage.media import attachments
from storage.media.file_rows import KEPT, Kept, recount
from storage.tables.cases import cases
from storage.tables.cases import entries as entry_rows
from storage.tables.media import attachments as file_table
from storage.ward.sight import Reader


def add(
    work: UnitOfWork,
    case_id: int,
    *,
    text: str,
    by: Reader,
    files: Sequence[Kept] = (),
    version: int | None = None,
) -> tuple[int, list[int]]:
    """Keep an answer and its files inside the case. Gives the ids of its entry and of its files, in their order.

    Raises NotFoundError, NotAllowedError, and ConflictError when the case takes no answer now.
    """
    row = acts.acting(work, case_id, by=by, version=version)
    said(CaseState(row.state), Says.ANSWER)
    made = entries.add(
        work, case_id, kind=entries.DRAFT, text=normal(text).strip(), sealed=row.sealed, staff_id=by.staff_id
    )
    ids = [
        attachments.add_kept(
            work, each, kind=kind_of(each.mime).value, case_id=case_id, entry_id=made, sealed=row.sealed
        )
        for each in files
    ]
    acts.write(
        work, row, "case.drafted", by=by, values={"officer_id": row.officer_id or by.staff_id}, entry=made,
        files=len(ids),
    )  # fmt: skip
    return made, ids


def text_of(work: UnitOfWork, case_id: int, entry_id: int) -> str:
    """The words of a draft. Raises NotFoundError."""
    found = work.conn.execute(
        select(entry_rows.c.text).where(
            entry_rows.c.id == entry_id, entry_rows.c.case_id == case_id, entry_rows.c.kind == entries.DRAFT
        )
    ).scalar()
    if found is None:
        raise NotFoundError("There is no such draft.")
    return work.seal.open_text(found)


def stands(work: UnitOfWork, case_id: int, entry_id: int) -> tuple[object, ...]:
    """What a leader agrees to: the words, the files as people see them, and the state and the kind of the case."""
    row = work.conn.execute(
        select(cases.c.state, cases.c.kind, cases.c.topic, cases.c.sealed).where(cases.c.id == case_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such case.")
    columns = (file_table.c.id, file_table.c.state, file_table.c.shown)
    kept = work.conn.execute(select(*columns).where(file_table.c.entry_id == entry_id).order_by(file_table.c.id))
    return text_of(work, case_id, entry_id), [tuple(each) for each in kept], *row


def files_of(work: UnitOfWork, ids: Sequence[int]) -> list[Kept]:
    """The files of a draft in this order. What was destroyed since is left out."""
    found: dict[int, Kept] = {}
    rows = work.conn.execute(select(file_table).where(file_table.c.id.in_(list(ids)), file_table.c.state == KEPT))
    for row in rows:
        found[row.id] = Kept(
            row.digest, row.stored, row.size, row.mime, bool(row.sealed), row.shown, row.thumb, row.width, row.height,
            row.taken_at, row.name,
        )  # fmt: skip
    return [found[each] for each in ids if each in found]


def left(work: UnitOfWork, case_id: int, entry_id: int) -> None:
    """The draft was sent: its files are now those of the answer."""
    work.conn.execute(delete(file_table).where(file_table.c.entry_id == entry_id, file_table.c.case_id == case_id))
    recount(work, case_id)
