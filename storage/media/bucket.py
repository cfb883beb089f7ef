"""The store of bytes in an S3-compatible bucket, under the same names as in a folder: `ab/abcd…`, `….enc` when sealed.

A put is complete or there is nothing. Each one carries a SHA-256 that the server checks, and what is read is compared
with its name. Nothing is kept on this machine but copies for a few minutes, for what needs a path. Decision 40 says
what happens while the bucket does not answer.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from core.errors import LostFileError, StoreAwayError
from storage.database.kept_files import Raw
from storage.database.seal import Seal, WrongKeyError
from storage.media.files import SEALED, YOUNG, Stored, bounded, checked, place_of
from storage.media.objects import Entry, Objects

# A server tells whole seconds, and its clock may be a little behind ours: what is this young stays for the sweep.
SKEW = timedelta(seconds=5)
_SWEEP = timedelta(hours=1)  # a listing costs a request for a thousand files
_COPY = 600.0  # seconds that a copy on this machine is kept
_AT_ONCE = 500  # names in one question to the database


class Bucket:
    """As `storage.media.files.FileStore`. `copies` is a folder of this machine alone."""

    def __init__(self, objects: Objects, *, seal: Seal, copies: Path) -> None:
        self._objects = objects
        self._seal = seal
        self._copies = copies
        self._swept: datetime | None = None
        self._size = 0

    def keep(self, content: bytes | bytearray | Iterable[bytes], *, sealed: bool = False) -> Stored:
        """As `FileStore.keep`. When it returns, the bucket has the whole file."""
        whole = b"".join(bounded((content,) if isinstance(content, bytes | bytearray) else content))
        digest = hashlib.sha256(whole).hexdigest()
        name = self._seal.name("file", digest) if sealed else digest
        self._objects.put(place_of(name, sealed=sealed), self._seal.close(whole) if sealed else whole)
        return Stored(name, name, len(whole))

    def open(self, name: str) -> BinaryIO:
        """As `FileStore.open`. The content is compared with its name; a wrong one is asked for once more."""
        for sealed in (False, True):
            if (found := self._content(name, sealed=sealed)) is not None:
                return BytesIO(found)
        raise LostFileError(f"The file {name[:12]} is not in the store.")

    def _content(self, name: str, *, sealed: bool) -> bytes | None:
        for last in (False, True):
            raw = self._objects.get(place_of(name, sealed=sealed))
            if raw is None:
                break
            if (found := self._right(name, raw, sealed=sealed, last=last)) is not None:
                return found
        return None

    def _right(self, name: str, raw: bytes, *, sealed: bool, last: bool) -> bytes | None:
        """The content if it is the one that was stored. None, or after the last try StoreAwayError, if it is not."""
        try:
            content = self._seal.open(raw) if sealed else raw
        except WrongKeyError:
            if last:
                raise
            return None
        digest = hashlib.sha256(content).hexdigest()
        if name == (self._seal.name("file", digest) if sealed else digest):
            return content
        if last:
            raise StoreAwayError(f"{name[:12]} has another content than was stored")
        return None

    def path(self, name: str) -> Path | None:
        """As `FileStore.path`: no file of the bucket lies here."""

    def copy(self, name: str) -> Path | None:
        """As `FileStore.copy`. The next call after ten minutes removes it."""
        place_of(name, sealed=False)  # or it is no name
        copy = self._copies / name
        self._prune()
        if copy.is_file():
            return copy
        whole = self._content(name, sealed=False)
        if whole is None:
            return None
        self._copies.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = self._copies / f".{uuid4().hex}"
        aside.write_bytes(whole)
        aside.rename(copy)
        return copy

    def has(self, name: str) -> bool:
        """As `FileStore.has`."""
        return any(self._objects.find(place_of(name, sealed=sealed)) is not None for sealed in (False, True))

    def remove(self, name: str, *, decided_at: datetime) -> bool:
        """As `FileStore.remove`. What was kept in the last seconds stays for the sweep (see SKEW)."""
        removed = False
        for sealed in (False, True):
            place = place_of(name, sealed=sealed)
            there = self._objects.find(place)
            if there is not None and there.at <= decided_at - SKEW:
                self._objects.delete([place])
                removed = True
        (self._copies / name).unlink(missing_ok=True)
        return removed

    def sweep(self, in_use: Callable[[set[str]], set[str]], *, now: datetime) -> int:
        """As `FileStore.sweep`, at most once per hour: it lists the whole bucket."""
        self._prune()
        if self._swept is not None and now - self._swept < _SWEEP:
            return 0
        old: dict[str, str] = {}  # the name to the place
        removed = size = 0
        for each in self._files():
            size += each.size
            if each.at < now - YOUNG:
                old[each.place] = each.place.rpartition("/")[2].removesuffix(SEALED)
            if len(old) >= _AT_ONCE:
                removed += self._clear(old, in_use)
                old.clear()
        removed += self._clear(old, in_use)
        self._swept, self._size = now, size
        return removed

    def size(self) -> int:
        """As `FileStore.size`: of the listing that the sweep makes once per hour."""
        return self._size

    def _clear(self, old: dict[str, str], in_use: Callable[[set[str]], set[str]]) -> int:
        used = in_use(set(old.values())) if old else set()
        gone = [place for place, name in old.items() if name not in used]
        if gone:
            self._objects.delete(gone)
        return len(gone)

    def all(self) -> Iterator[Raw]:
        """As `FileStore.all`."""
        for each in self._files():
            content = self._objects.get(each.place)
            if content is not None:  # removed meanwhile: no row used it
                yield Raw(each.place, content)

    def bring(self, raw: Raw) -> None:
        """As `FileStore.bring`."""
        self._objects.put(checked(raw.place), raw.content)

    def check(self) -> str:
        """As `FileStore.check`."""
        probe, content = f"probe/{uuid4().hex}", uuid4().bytes
        self._objects.put(probe, content)
        if self._objects.get(probe) != content:
            raise StoreAwayError("a small file did not come back as it was stored")
        self._objects.delete([probe])
        return f"{self._objects.where} takes, gives and removes a file"

    def _files(self) -> Iterator[Entry]:
        for each in self._objects.list(""):
            try:
                checked(each.place)
            except LostFileError:  # pieces of uploads, a probe
                continue
            yield each

    def _prune(self) -> None:
        """Remove the copies of this machine that are older than ten minutes."""
        if self._copies.is_dir():
            oldest = time.time() - _COPY  # file times come from the machine's clock, so we compare with it
            for each in self._copies.iterdir():
                try:
                    if each.stat().st_mtime < oldest:
                        each.unlink()
                except FileNotFoundError:
                    continue
