"""The picture and the files of a bulletin. They are public. The shown version of a picture has no EXIF data."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from civics.bulletins.rules import BulletinState
from core.errors import ConflictError, NotFoundError
from core.message import Media, MediaKind
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletin_files, bulletins

MOST = 10
PHOTO, FILE = "photo", "file"


@dataclass(frozen=True, slots=True)
class BulletinFile:
    """One file. `stored` is its name in the store."""

    id: int
    kind: str
    name: str
    mime: str
    size: int
    stored: str

    @property
    def media(self) -> Media:
        """The file as channels send it."""
        kind = MediaKind.PHOTO if self.kind == PHOTO else MediaKind.DOCUMENT
        return Media(kind, self.stored, name=self.name, mime=self.mime, size=self.size)


_FILE = select(*(bulletin_files.c[name] for name in BulletinFile.__dataclass_fields__))


def of(work: UnitOfWork, bulletin_id: int) -> list[BulletinFile]:
    """The files of a bulletin, pictures first, each in the order in which it was added."""
    rows = work.conn.execute(_FILE.where(bulletin_files.c.bulletin_id == bulletin_id).order_by(bulletin_files.c.id))
    return sorted((BulletinFile(*row) for row in rows), key=lambda each: each.kind != PHOTO)


def get(work: UnitOfWork, bulletin_id: int, file_id: int) -> BulletinFile:
    """One file of the bulletin. Raises NotFoundError."""
    found = next((each for each in of(work, bulletin_id) if each.id == file_id), None)
    if found is None:
        raise NotFoundError("There is no such file.")
    return found


def add(work: UnitOfWork, bulletin_id: int, files: Sequence[BulletinFile]) -> None:
    """Add kept files to a draft. Raises ConflictError for a bulletin that is no draft, and for more than ten files."""
    _draft(work, bulletin_id)
    there: int = work.conn.execute(select(func.count()).where(bulletin_files.c.bulletin_id == bulletin_id)).scalar_one()
    if there + len(files) > MOST:
        raise ConflictError("A bulletin has at most ten files.")
    rows = [
        {"bulletin_id": bulletin_id, "kind": each.kind, "name": each.name, "mime": each.mime, "size": each.size,
         "stored": each.stored}
        for each in files
    ]  # fmt: skip
    if rows:
        work.conn.execute(insert(bulletin_files), rows)


def drop(work: UnitOfWork, bulletin_id: int, file_id: int) -> None:
    """Remove a file from a draft. The sweep removes its bytes."""
    _draft(work, bulletin_id)
    work.conn.execute(
        delete(bulletin_files).where(bulletin_files.c.bulletin_id == bulletin_id, bulletin_files.c.id == file_id)
    )


def _draft(work: UnitOfWork, bulletin_id: int) -> None:
    state = work.conn.execute(select(bulletins.c.state).where(bulletins.c.id == bulletin_id).with_for_update()).scalar()
    if state is None:
        raise NotFoundError("There is no such bulletin.")
    if state != BulletinState.DRAFT:
        raise ConflictError("Only a draft may be changed.")
