"""Uploads from a browser: the bytes wait sealed in a staging folder until the fetcher takes them.

On a bad line a browser sends a file in pieces, each at the offset that it has reached, and after a break asks for the
offset. Pieces are stored encrypted, because nobody knows yet whether they belong to a denunciation. All processes of
the ward must share the folder. Rows in `uploads` say whose a file is; the folder holds only bytes.
"""

import contextlib
import fcntl
import os
import struct
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

from sqlalchemy import case, delete, func, insert, select, update

from core.errors import ConflictError, DanBanError, LostFileError, NotFoundError, RefusedFileError
from core.message import Media, MediaKind
from storage.database.seal import Seal, WrongKeyError
from storage.database.unit import UnitOfWork
from storage.tables.media import uploads

LIMIT = 20 * 1024 * 1024  # bytes per file
AT_MOST = 10  # files per message
PIECE = 256 * 1024  # bytes that are sealed together
KEPT = timedelta(days=1)  # by then the fetcher has given up; the file store's sweep keeps files for the same time
_AT_ONCE = 40  # unfinished uploads per chat
MOST_PIECES = 500  # of a file that needs eighty; the rest is for lines that break
# Limits for the whole ward, over the rows of a day: nobody can fill the disk, not even from a thousand addresses.
DAY_BYTES, DAY_FILES = 20 * 1024**3, 20_000
WAITING_BYTES = 5 * 1024**3  # announced and not complete yet
_HEAD = struct.Struct(">I")
EXTRA = 28  # the additional bytes of the seal
RECORDED = "ghi-am"  # the beginning of names that the page gives to its own recordings


class FullError(DanBanError):
    """The ward accepts no more files for now, from anybody."""


@dataclass(frozen=True, slots=True)
class Upload:
    """One file that a browser sends. `size` is the announced size."""

    id: str
    chat: str
    name: str
    mime: str
    size: int
    whole: bool

    @property
    def media(self) -> Media:
        """The file as a channel sees it; `ref` is the upload's id."""
        return Media(self._kind(), self.id, name=self.name, mime=self.mime, size=self.size)

    def _kind(self) -> MediaKind:
        major = self.mime.partition("/")[0]
        if major == "audio":
            return MediaKind.VOICE if self.name.startswith(RECORDED) else MediaKind.AUDIO
        return {"image": MediaKind.PHOTO, "video": MediaKind.VIDEO}.get(major, MediaKind.DOCUMENT)


def begin(work: UnitOfWork, upload: Upload) -> None:
    """Record an upload before its first byte.

    Raises RefusedFileError when it is too big, ConflictError when too many uploads of this chat are open, FullError
    when the ward's limit for a day is reached.
    """
    if not 0 < upload.size <= LIMIT:
        raise RefusedFileError("too_big" if upload.size > 0 else "broken")
    waiting = work.conn.execute(
        select(func.count()).where(
            uploads.c.chat == upload.chat, uploads.c.stored == "", uploads.c.at > work.now - KEPT
        )
    ).scalar_one()
    if waiting >= _AT_ONCE:
        raise ConflictError("Too many files of this chat are unfinished.")
    _room_for(work, upload.size)
    work.conn.execute(
        insert(uploads).values(
            id=upload.id,
            chat=upload.chat,
            name=work.seal.close_text(upload.name[:200]),
            mime=upload.mime[:128],
            size=upload.size,
            stored="",
            at=work.now,
        )
    )


def _room_for(work: UnitOfWork, size: int) -> None:
    unfinished = case((uploads.c.stored == "", uploads.c.size), else_=0)
    files, bytes_, waiting = work.conn.execute(
        select(func.count(), func.sum(uploads.c.size), func.sum(unfinished)).where(uploads.c.at > work.now - KEPT)
    ).one()
    if files >= DAY_FILES or (bytes_ or 0) + size > DAY_BYTES or (waiting or 0) + size > WAITING_BYTES:
        raise FullError("The ward has taken in as many files as it takes in a day.")


def find(work: UnitOfWork, upload_id: str, *, chat: str | None = None) -> Upload:
    """The upload with that id, and of that `chat` if given. Raises NotFoundError."""
    row = work.conn.execute(select(uploads).where(uploads.c.id == upload_id)).one_or_none()
    if row is None or chat not in {None, row.chat}:
        raise NotFoundError("There is no such upload in this chat.")
    return Upload(row.id, row.chat, work.seal.open_text(row.name), row.mime, row.size, whole=bool(row.stored))


def finish(work: UnitOfWork, upload_id: str) -> None:
    """Mark the upload as complete."""
    work.conn.execute(update(uploads).where(uploads.c.id == upload_id).values(stored=upload_id))


def refuse(work: UnitOfWork, upload_id: str) -> None:
    """Delete the row of an upload that is not accepted."""
    work.conn.execute(delete(uploads).where(uploads.c.id == upload_id))


def past(work: UnitOfWork) -> int:
    """Remove the rows of uploads older than a day; returns their number. `Staging.sweep` removes their bytes."""
    return work.conn.execute(delete(uploads).where(uploads.c.at < work.now - KEPT)).rowcount


class Pieces(Protocol):
    """Where the sealed pieces wait: a folder that all processes share, or the bucket (`storage.media.bucket_pieces`).

    All methods block: call them on a thread. They may raise StoreAwayError.
    """

    def reached(self, upload_id: str) -> int:
        """How many bytes of the file are safely stored."""
        ...

    def append(self, upload_id: str, piece: bytes, *, at: int) -> int:
        """Store the next bytes and return the offset after them.

        Raises ConflictError when `at` is not the reached offset, RefusedFileError("pieces") when there were too many
        pieces.
        """
        ...

    def settle(self, upload_id: str) -> None:
        """Return when the bytes would survive a power cut."""
        ...

    def read(self, upload_id: str) -> Iterator[bytes]:
        """The bytes in pieces. Raises LostFileError when they are gone or damaged."""
        ...

    def drop(self, upload_id: str) -> None:
        """Remove the bytes, if any."""
        ...

    def sweep(self) -> int:
        """Remove the files that were not written to for longer than uploads are kept; returns their number."""
        ...


class Staging:
    """The pieces in a folder."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal

    def reached(self, upload_id: str) -> int:
        """How many bytes of the file are safely stored. A piece that a crash cut short is removed."""
        try:
            with self._path(upload_id).open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                return _whole_pieces(file)[0]
        except FileNotFoundError:
            return 0

    def append(self, upload_id: str, piece: bytes, *, at: int) -> int:
        """As `Pieces.append`."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._path(upload_id).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            reached, pieces = _whole_pieces(file)
            if reached != at:
                raise ConflictError(f"The file is at {reached}.")
            if pieces >= MOST_PIECES:
                raise RefusedFileError("pieces")
            for start in range(0, len(piece), PIECE):
                closed = self._seal.close(piece[start : start + PIECE])
                file.write(_HEAD.pack(len(closed)) + closed)
            file.flush()
            return reached + len(piece)

    def settle(self, upload_id: str) -> None:
        """As `Pieces.settle`."""
        for path, flags in ((self._path(upload_id), os.O_RDONLY), (self._folder, os.O_RDONLY | os.O_DIRECTORY)):
            handle = os.open(path, flags)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def read(self, upload_id: str) -> Iterator[bytes]:
        """As `Pieces.read`."""
        try:
            with self._path(upload_id).open("rb") as file:
                while head := file.read(_HEAD.size):
                    yield self._seal.open(file.read(_HEAD.unpack(head)[0]))
        except (FileNotFoundError, WrongKeyError, struct.error) as error:
            raise LostFileError("The upload is no longer here.") from error

    def drop(self, upload_id: str) -> None:
        """As `Pieces.drop`."""
        self._path(upload_id).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """The ids of all files here."""
        return sorted(each.stem for each in self._folder.glob("*.part"))

    def sweep(self) -> int:
        """As `Pieces.sweep`."""
        gone = 0
        oldest = time.time() - KEPT.total_seconds()  # file times come from the machine's clock, so we compare with it
        for path in self._folder.glob("*.part"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    gone += 1
        return gone

    def _path(self, upload_id: str) -> Path:
        if not upload_id.isalnum() or not upload_id.isascii():
            raise LostFileError("That is no upload.")
        return self._folder / f"{upload_id}.part"


def _whole_pieces(file: BinaryIO) -> tuple[int, int]:
    """Walk over the pieces and cut off a torn last one. Returns their bytes in total, and their number."""
    file.seek(0, os.SEEK_END)
    end, place, reached, pieces = file.tell(), 0, 0, 0
    while place + _HEAD.size <= end:
        file.seek(place)
        length = _HEAD.unpack(file.read(_HEAD.size))[0]
        if place + _HEAD.size + length > end:
            break
        place += _HEAD.size + length
        reached += length - EXTRA
        pieces += 1
    if place != end:
        file.truncate(place)
    file.seek(0, os.SEEK_END)
    return reached, pieces
