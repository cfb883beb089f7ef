"""Keys outside the database and its backups: one per running consultation, and one per day for arrivals.

After such a key is destroyed, nobody can read what it sealed, not even in copies of the database.
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Protocol

from core.errors import ConflictError
from storage.database.seal_errors import WrongKeyError

SIZE = 32  # bytes


class KeyGoneError(ConflictError, WrongKeyError):
    """The key was destroyed, or it is not here (another machine, a restored copy)."""


class OutsideKeys(Protocol):
    """A store of keys that all processes share. Names are short: small letters, digits and hyphens."""

    def get(self, name: str) -> bytes:
        """The key with that name, 32 bytes. Raises KeyGoneError."""

    def make(self, name: str) -> bytes:
        """The key with that name.

        If there is none, it is made, and from then on it survives a power cut. Safe to repeat.
        """

    def put(self, name: str, key: bytes) -> None:
        """Store a key that was carried here. One that is there stays. It survives a power cut."""

    def destroy(self, name: str) -> None:
        """Remove the key. Safe to repeat."""

    def names(self, begin: str) -> list[str]:
        """The names with that beginning."""


def made_once(keys: OutsideKeys, name: str) -> bytes:
    """The key with that name, made if there is none. `put` lets one of several win, so all read the same."""
    with contextlib.suppress(KeyGoneError):
        return keys.get(name)
    keys.put(name, secrets.token_bytes(SIZE))
    return keys.get(name)


class NoKeys:
    """A store without keys, for commands that handle no messages."""

    def get(self, name: str) -> bytes:
        """Always raises KeyGoneError."""
        raise KeyGoneError(f"there is no place for keys, so no {name}")

    def make(self, name: str) -> bytes:
        """Always raises KeyGoneError."""
        return self.get(name)

    def put(self, name: str, key: bytes) -> None:
        """Always raises KeyGoneError."""
        del key
        self.get(name)

    def destroy(self, name: str) -> None:
        """Does nothing."""

    def names(self, begin: str) -> list[str]:
        """Always empty."""
        del begin
        return []


class KeyFolder:
    """Keys as files in one folder. Only the account of the service may read them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # a key is kept in memory while its file stays the same
        self._held: dict[str, tuple[tuple[int, int], bytes]] = {}

    def place(self, name: str) -> Path:
        """The path of a key's file, whether the file exists or not."""
        return self._folder / name

    def get(self, name: str) -> bytes:
        """See OutsideKeys."""
        path = self.place(name)
        try:
            seen = path.stat()
            mark = (seen.st_ino, seen.st_mtime_ns)
            held = self._held.get(name)
            if held is not None and held[0] == mark:
                return held[1]
            key = path.read_bytes()
        except FileNotFoundError as error:
            self._held.pop(name, None)
            raise KeyGoneError("this key is not here any more") from error
        if len(key) != SIZE:
            raise KeyGoneError("this key is damaged")
        self._held[name] = (mark, key)
        return key

    def make(self, name: str) -> bytes:
        """See OutsideKeys. If several processes call it at once, one makes the key and all get the same."""
        return made_once(self, name)

    def put(self, name: str, key: bytes) -> None:
        """See OutsideKeys."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = self._folder / f".{name}.{secrets.token_hex(8)}"
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(key)
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(aside, self._folder / name)  # the name appears with the whole key behind it, or not at all
        finally:
            aside.unlink()
        _keep(self._folder)

    def destroy(self, name: str) -> None:
        """See OutsideKeys."""
        self._held.pop(name, None)
        (self._folder / name).unlink(missing_ok=True)
        if self._folder.is_dir():
            _keep(self._folder)

    def names(self, begin: str) -> list[str]:
        """See OutsideKeys."""
        return sorted(each.name for each in self._folder.glob(f"{begin}*"))


def beside(files_dir: Path) -> KeyFolder:
    """The key folder of an installation: `poll_keys` beside its files."""
    return KeyFolder(files_dir.absolute().parent / "poll_keys")


def _keep(folder: Path) -> None:
    """Make sure that a new or removed name survives a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
