"""Uploads from a browser in the bucket: each sealed piece is an object that is named by its offset.

So the machines of a ward share no disk. An offset is stored once: of two pieces at the same offset one is refused, and
its browser asks again how much has arrived.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from core.errors import ConflictError, LostFileError, RefusedFileError
from storage.database.seal import Seal, WrongKeyError
from storage.media.objects import Entry, Objects
from storage.media.uploads import EXTRA, KEPT, MOST_PIECES, PIECE

_FOLDER = "uploads"
_SWEEP = 3600.0  # seconds between two listings


class BucketPieces:
    """As `storage.media.uploads.Pieces`. An upload's id is in no name of the bucket."""

    def __init__(self, objects: Objects, seal: Seal, *, seconds: Callable[[], float] = time.time) -> None:
        self._objects = objects
        self._seal = seal
        self._seconds = seconds  # since 1970, as the server's times are
        self._swept = 0.0

    def reached(self, upload_id: str) -> int:
        """As `Pieces.reached`."""
        return _end(self._pieces(upload_id))

    def append(self, upload_id: str, piece: bytes, *, at: int) -> int:
        """As `Pieces.append`."""
        there = self._pieces(upload_id)
        reached = _end(there)
        if reached != at:
            raise ConflictError(f"The file is at {reached}.")
        if len(there) >= MOST_PIECES:
            raise RefusedFileError("pieces")
        for start in range(0, len(piece), PIECE):
            closed = self._seal.close(piece[start : start + PIECE])
            self._objects.put(f"{self._folder(upload_id)}/{at + start:09d}", closed, new=True)
        return at + len(piece)

    def settle(self, upload_id: str) -> None:
        """As `Pieces.settle`: a put is durable when it returns."""

    def read(self, upload_id: str) -> Iterator[bytes]:
        """As `Pieces.read`."""
        there = self._pieces(upload_id)
        if not there:
            raise LostFileError("The upload is no longer here.")
        for each in there:
            closed = self._objects.get(each.place)
            try:
                if closed is None:
                    raise LostFileError("The upload is no longer here.")
                yield self._seal.open(closed)
            except WrongKeyError as error:
                raise LostFileError("The upload is no longer here.") from error

    def drop(self, upload_id: str) -> None:
        """As `Pieces.drop`."""
        if there := [each.place for each in self._objects.list(self._folder(upload_id))]:
            self._objects.delete(there)

    def sweep(self) -> int:
        """As `Pieces.sweep`, at most once per hour. It gives the number of pieces."""
        if self._seconds() - self._swept < _SWEEP:
            return 0
        oldest = datetime.fromtimestamp(self._seconds(), UTC) - KEPT
        gone = [each.place for each in self._objects.list(_FOLDER) if each.at < oldest]
        if gone:
            self._objects.delete(gone)
        self._swept = self._seconds()
        return len(gone)

    def _folder(self, upload_id: str) -> str:
        return f"{_FOLDER}/{self._seal.name('upload', upload_id)}"

    def _pieces(self, upload_id: str) -> list[Entry]:
        """The pieces in order, as far as none is missing."""
        found: list[Entry] = []
        for each in sorted(self._objects.list(self._folder(upload_id)), key=lambda each: each.place):
            if int(each.place.rpartition("/")[2]) != _end(found):
                break
            found.append(each)
        return found


def _end(pieces: list[Entry]) -> int:
    """The offset after the last piece."""
    if not pieces:
        return 0
    return int(pieces[-1].place.rpartition("/")[2]) + pieces[-1].size - EXTRA
