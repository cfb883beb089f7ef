"""The store of bytes: files under the SHA-256 of their content, unchanged, or sealed under a keyed name.

A name has a complete file or none: a file is written under another name, synced, renamed, and its folder synced. Only
then its row is written. A file without a row is removed after a day.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import uuid4

from core.errors import LostFileError, RefusedFileError
from storage.database.kept_files import KeptFiles, Raw
from storage.database.seal import Seal
from storage.media.attachments import MOST_BYTES

YOUNG = timedelta(days=1)  # the sweep keeps younger files, because their row may follow
SEALED = ".enc"
_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store.

    `digest` is the SHA-256 of the content; for a sealed file it is the keyed name, like `name`.
    """

    name: str
    digest: str
    size: int


class FileStore(KeptFiles, Protocol):
    """A folder, or an S3-compatible store (`storage.media.bucket`). Names are 64 hex digits.

    Never call it inside a transaction or on the event loop. Each call may raise StoreAwayError: then nothing is known,
    and it is tried again later.
    """

    def keep(self, content: bytes | bytearray | Iterable[bytes], *, sealed: bool = False) -> Stored:
        """Store the content and return its name. Raises RefusedFileError("too_big") beyond 20 MB."""
        ...

    def open(self, name: str) -> BinaryIO:
        """The content; a sealed file is opened. Raises LostFileError."""
        ...

    def path(self, name: str) -> Path | None:
        """The path of an open file that lies on this machine. None for a sealed file, and in a bucket for every one."""
        ...

    def copy(self, name: str) -> Path | None:
        """A path of an open file on this machine, good for some minutes. None for a sealed file, or when it is lost."""
        ...

    def has(self, name: str) -> bool:
        """Whether the file is in the store."""
        ...

    def remove(self, name: str, *, decided_at: datetime) -> bool:
        """Remove a file that no row used at that moment. False when it does not exist, or was kept again since."""
        ...

    def sweep(self, in_use: Callable[[set[str]], set[str]], *, now: datetime) -> int:
        """Remove the files that no row uses and that are older than a day; returns their number."""
        ...

    def size(self) -> int:
        """The bytes of all files, as `sweep` counted them last in this process; 0 before that."""
        ...

    def check(self) -> str:
        """Write, read and remove a small file; says in one line what the place is. Raises StoreAwayError, OSError."""
        ...


class Folder:
    """The store as a folder: `ab/abcd…`, and `ab/abcd….enc` for a sealed file."""

    def __init__(self, root: Path, *, seal: Seal) -> None:
        self._root = root
        self._seal = seal
        self._aside = root / "aside"
        self._size = 0

    def keep(self, content: bytes | bytearray | Iterable[bytes], *, sealed: bool = False) -> Stored:
        """As `FileStore.keep`."""
        pieces: Iterable[bytes | bytearray] = (content,) if isinstance(content, bytes | bytearray) else content
        if sealed:  # a sealed file is never in clear text on the disk, not even for a moment
            whole = b"".join(bounded(pieces))
            digest = self._seal.name("file", hashlib.sha256(whole).hexdigest())
            self._write((self._seal.close(whole),), lambda: self._place(digest, sealed=True))
            return Stored(digest, digest, len(whole))
        found = hashlib.sha256()
        size = 0

        def measured() -> Iterator[bytes | bytearray]:
            nonlocal size
            for piece in bounded(pieces):
                found.update(piece)
                size += len(piece)
                yield piece

        self._write(measured(), lambda: self._place(found.hexdigest(), sealed=False))
        return Stored(found.hexdigest(), found.hexdigest(), size)

    def open(self, name: str) -> BinaryIO:
        """As `FileStore.open`."""
        try:
            return self._place(name, sealed=False).open("rb")
        except FileNotFoundError:
            pass
        try:
            return BytesIO(self._seal.open(self._place(name, sealed=True).read_bytes()))
        except FileNotFoundError as error:
            raise LostFileError(f"The file {name[:12]} is not in the store.") from error

    def path(self, name: str) -> Path | None:
        """As `FileStore.path`."""
        place = self._place(name, sealed=False)
        return place if place.is_file() else None

    def copy(self, name: str) -> Path | None:
        """As `FileStore.copy`: the file itself."""
        return self.path(name)

    def has(self, name: str) -> bool:
        """As `FileStore.has`."""
        return any(self._place(name, sealed=sealed).is_file() for sealed in (False, True))

    def remove(self, name: str, *, decided_at: datetime) -> bool:
        """As `FileStore.remove`."""
        removed = False
        for sealed in (False, True):
            place = self._place(name, sealed=sealed)
            if place.is_file() and _touched(place) <= decided_at:
                place.unlink(missing_ok=True)
                removed = True
        return removed

    def sweep(self, in_use: Callable[[set[str]], set[str]], *, now: datetime) -> int:
        """As `FileStore.sweep`."""
        removed = size = 0
        if not self._root.is_dir():
            return removed
        for folder in self._root.iterdir():
            there = [(each, *_looked_at(each)) for each in folder.iterdir()] if folder.is_dir() else []
            size += sum(its for _, _, its in there) if len(folder.name) == 2 else 0  # the folders of `place_of`
            old = [each for each, at, _ in there if at < now - YOUNG]
            if folder == self._aside:
                used: set[str] = set()
            else:
                used = in_use({each.name.removesuffix(SEALED) for each in old}) if old else set()
            for each in old:
                if each.name.removesuffix(SEALED) not in used:
                    each.unlink(missing_ok=True)
                    removed += 1
        self._size = size
        return removed

    def size(self) -> int:
        """As `FileStore.size`."""
        return self._size

    def all(self) -> Iterator[Raw]:
        """As `FileStore.all`."""
        for each in sorted(self._root.glob("[0-9a-f][0-9a-f]/*")):
            if each.is_file():
                yield Raw(f"{each.parent.name}/{each.name}", each.read_bytes())

    def bring(self, raw: Raw) -> None:
        """As `FileStore.bring`."""
        self._write((raw.content,), lambda: self._root / checked(raw.place))

    def check(self) -> str:
        """As `FileStore.check`."""
        self._root.mkdir(parents=True, exist_ok=True)
        probe = self._root / ".doctor"
        probe.write_bytes(b"")
        probe.unlink()
        return f"{self._root} can be written, {shutil.disk_usage(self._root).free // 2**30} GiB free"

    def _place(self, name: str, *, sealed: bool) -> Path:
        return self._root / place_of(name, sealed=sealed)

    def _write(self, pieces: Iterable[bytes | bytearray], place_of: Callable[[], Path]) -> None:
        self._aside.mkdir(parents=True, exist_ok=True)
        aside = self._aside / uuid4().hex
        try:
            with aside.open("wb") as out:
                for piece in pieces:
                    out.write(piece)
                out.flush()
                os.fsync(out.fileno())
            place = place_of()
            if place.is_file():
                os.utime(place)  # the file counts as new, so no sweep removes it before its new row exists
                return
            new = not place.parent.is_dir()
            place.parent.mkdir(exist_ok=True)
            aside.rename(place)
            _sync(place.parent)
            if new:
                _sync(self._root)
        finally:
            aside.unlink(missing_ok=True)


def place_of(name: str, *, sealed: bool) -> str:
    """Where a file lies in the store. Raises LostFileError for what is no name of a file."""
    if len(name) != 64 or not set(name) <= _HEX:
        raise LostFileError("That is no name of a stored file.")
    return f"{name[:2]}/{name}{SEALED if sealed else ''}"


def checked(place: str) -> str:
    """The place of a file, when it is one. Raises LostFileError."""
    _, _, file = place.rpartition("/")
    name = file.removesuffix(SEALED)
    if place != place_of(name, sealed=file != name):
        raise LostFileError("That is no place of a stored file.")
    return place


def bounded(pieces: Iterable[bytes | bytearray]) -> Iterator[bytes | bytearray]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > MOST_BYTES:
            raise RefusedFileError("too_big")
        yield piece


def _touched(place: Path) -> datetime:
    return _looked_at(place)[0]


def _looked_at(place: Path) -> tuple[datetime, int]:
    """When a file was written, and its bytes."""
    try:
        found = place.stat()
    except FileNotFoundError:
        return datetime.max.replace(tzinfo=UTC), 0
    return datetime.fromtimestamp(found.st_mtime, UTC), found.st_size


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
