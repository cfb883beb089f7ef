"""One key per poll, in a file outside the database and its backups; destroyed at the close."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from core.errors import ConflictError


def make(files_dir: Path, poll: str) -> None:
    """Make the key of a poll, unless there is one. To be called outside transactions."""
    path = _path(files_dir, poll)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
        file.flush()
        os.fsync(file.fileno())


def mark(files_dir: Path, poll: str, voter: int) -> str:
    """What stands for a voter among the ballots. Raises ConflictError when the key is gone."""
    return _mark(files_dir, poll, f"voter {voter}")


def household_mark(files_dir: Path, poll: str, household: int) -> str:
    """What stands for a household, whoever of it answers and on whatever. Raises ConflictError when the key is gone."""
    return _mark(files_dir, poll, f"household {household}")


def paper_marks(files_dir: Path, poll: str, household: int, choices: Mapping[str, str]) -> dict[str, str]:
    """A digest for each choice (by article) read from a household's ballot on paper: equal when the choice is.

    Raises ConflictError when the key is gone.
    """
    return {code: _mark(files_dir, poll, f"paper {household} {code} {said}") for code, said in choices.items()}


def _mark(files_dir: Path, poll: str, whose: str) -> str:
    try:
        key = _path(files_dir, poll).read_bytes()
    except FileNotFoundError as error:
        raise ConflictError("this consultation has no key any more") from error
    return hmac.new(key, whose.encode(), hashlib.sha256).hexdigest()


def destroy(files_dir: Path, poll: str) -> None:
    """Remove the key, after the close has been committed. Safe to repeat."""
    _path(files_dir, poll).unlink(missing_ok=True)


def place(files_dir: Path, poll: str) -> Path:
    """Where the key lies, whether it is there or not; for `key_care`."""
    return _path(files_dir, poll)


def _path(files_dir: Path, poll: str) -> Path:
    return files_dir.absolute().parent / "poll_keys" / hashlib.sha256(poll.encode()).hexdigest()[:32]
