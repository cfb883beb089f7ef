"""Keys outside the database and its backups: one per running consultation, one per day for what arrives.

What is sealed under such a key can be read by nobody once the key is destroyed, in no copy of the database either.
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
    """The key was destroyed, or it lies where this process does not look (another machine, a restored copy)."""


class OutsideKeys(Protocol):
    """A place for keys. Names are short words of small letters, digits and hyphens; all processes share the place."""

    def get(self, name: str) -> bytes:
        """The key of that name, 32 bytes. Raises KeyGoneError."""

    def make(self, name: str) -> bytes:
        """The key of that name, made now if there is none; it survives a power cut from here on. Safe to repeat."""

    def destroy(self, name: str) -> None:
        """Remove the key. Safe to repeat."""

    def names(self, begin: str) -> list[str]:
        """The names that begin so."""


class NoKeys:
    """A place without keys, for commands that handle no messages."""

    def get(self, name: str) -> bytes:
        """None is here."""
        raise KeyGoneError(f"there is no place for keys, so no {name}")

    def make(self, name: str) -> bytes:
        """None can be made."""
        return self.get(name)

    def destroy(self, name: str) -> None:
        """There is nothing to remove."""

    def names(self, begin: str) -> list[str]:
        """None."""
        del begin
        return []


class KeyFolder:
    """Keys as files of one folder, readable by this account only."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, tuple[tuple[int, int], bytes]] = {}  # a key stays known as long as its file is the same

    def place(self, name: str) -> Path:
        """The file of a key, whether it is there or not."""
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
        """See OutsideKeys. Of several processes at once one makes it, the others find it whole."""
        with contextlib.suppress(KeyGoneError):
            return self.get(name)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = self._folder / f".{name}.{secrets.token_hex(8)}"
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(SIZE))
                file.flush()
                os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(aside, self._folder / name)  # the name shows up with the whole key behind it, or not at all
        finally:
            aside.unlink()
        _keep(self._folder)
        return self.get(name)

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
    """The folder of an installation: `poll_keys` beside its files."""
    return KeyFolder(files_dir.absolute().parent / "poll_keys")


def _keep(folder: Path) -> None:
    """Let a new or removed name survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
