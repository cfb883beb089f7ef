"""The files of prepared answers: a form, a map. With an answer they go as if they were attached by hand."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, func, insert, or_, select

from core.errors import NotFoundError, RefusedFileError
from storage.database.unit import UnitOfWork
from storage.media.file_rows import Kept
from storage.tables.ward import canned, canned_files

MOST = 5  # files of one prepared answer
LARGEST = 5 * 1024 * 1024  # bytes of one: each channel carries so much
_PDF = "application/pdf"
_NAMES = ("digest", "stored", "size", "mime", "shown", "thumb", "width", "height", "name")


def check_number(number: int) -> None:
    """Raises RefusedFileError for more files than one prepared answer takes."""
    if number > MOST:
        raise RefusedFileError("prepared_many")


def check_size(size: int) -> None:
    """Raises RefusedFileError for more bytes than one file may have."""
    if size > LARGEST:
        raise RefusedFileError("prepared_big")


def check(kept: Kept) -> None:
    """Raises RefusedFileError for what is no picture or PDF, or is too large."""
    check_size(kept.size)
    if not kept.shown and kept.mime != _PDF:
        raise RefusedFileError("prepared_type")


def change(work: UnitOfWork, canned_id: int, *, add: Sequence[Kept] = (), drop: Collection[int] = ()) -> None:
    """Add kept files to a prepared answer and remove others. The sweep removes bytes that nothing uses.

    Raises RefusedFileError when there would be more than MOST.
    """
    mine = canned_files.c.canned_id == canned_id
    work.conn.execute(select(canned.c.id).where(canned.c.id == canned_id).with_for_update())
    work.conn.execute(delete(canned_files).where(mine, canned_files.c.id.in_(list(drop))))
    there: int = work.conn.execute(select(func.count()).select_from(canned_files).where(mine)).scalar_one()
    check_number(there + len(add))
    rows = [{name: getattr(each, name) for name in _NAMES} for each in add]
    if rows:
        work.conn.execute(insert(canned_files), [{**row, "canned_id": canned_id, "at": work.now} for row in rows])


def chosen(work: UnitOfWork, ids: Sequence[int], *, own_of: int) -> list[Kept]:
    """These files in their order, of answers that this member of staff may use.

    Raises RefusedFileError when one was removed meanwhile.
    """
    rows = work.conn.execute(
        select(canned_files.c.id, *(canned_files.c[name] for name in _NAMES))
        .join(canned, canned.c.id == canned_files.c.canned_id)
        .where(canned_files.c.id.in_(ids), or_(canned.c.staff_id.is_(None), canned.c.staff_id == own_of))
    )
    found = {row.id: Kept(row.digest, row.stored, row.size, row.mime, sealed=False, shown=row.shown, thumb=row.thumb,
                          width=row.width, height=row.height, name=row.name) for row in rows}  # fmt: skip
    if len(found) < len(set(ids)):
        raise RefusedFileError("prepared_gone")
    return [found[each] for each in dict.fromkeys(ids)]


def one(work: UnitOfWork, file_id: int, *, own_of: int) -> Kept:
    """One file, to be looked at. Raises NotFoundError."""
    try:
        return chosen(work, [file_id], own_of=own_of)[0]
    except RefusedFileError as error:
        raise NotFoundError("There is no such file.") from error
