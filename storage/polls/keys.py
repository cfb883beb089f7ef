"""One key per poll, outside the database and its backups (`storage.database.outside`); destroyed at the close.

The marks that stand for voters come from it, and what says a choice is sealed under it: its name is the ring.
"""

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

from storage.database.outside import OutsideKeys, beside


def ring(poll: str) -> str:
    """The name of a poll's key, which is also the ring under which its choices are sealed."""
    return hashlib.sha256(poll.encode()).hexdigest()[:32]


def make(files_dir: Path, poll: str) -> None:
    """Make the key of a poll, unless there is one. To be called outside transactions."""
    beside(files_dir).make(ring(poll))


def place(files_dir: Path, poll: str) -> Path:
    """Where the key lies, whether it is there or not."""
    return beside(files_dir).place(ring(poll))


def mark(files_dir: Path, poll: str, voter: int) -> str:
    """What stands for a voter among the ballots. Raises KeyGoneError (a ConflictError) when the key is gone."""
    return _mark(beside(files_dir), poll, f"voter {voter}")


def household_mark(files_dir: Path, poll: str, household: int) -> str:
    """What stands for a household, whoever of it answers and on whatever. Raises KeyGoneError when the key is gone."""
    return _mark(beside(files_dir), poll, f"household {household}")


def paper_marks(files_dir: Path, poll: str, household: int, choices: Mapping[str, str]) -> dict[str, str]:
    """A digest for each choice (by article) read from a household's ballot on paper: equal when the choice is.

    Raises KeyGoneError when the key is gone.
    """
    keys = beside(files_dir)
    return {code: _mark(keys, poll, f"paper {household} {code} {said}") for code, said in choices.items()}


def receipt_mark(keys: OutsideKeys, poll: str, mark: str) -> str:
    """What stands for a voter among the receipts: without the key nobody can tell which ballot's mark it belongs to.

    Raises KeyGoneError when the key is gone.
    """
    return _mark(keys, poll, f"receipt {mark}")


def _mark(keys: OutsideKeys, poll: str, whose: str) -> str:
    return hmac.new(keys.get(ring(poll)), whose.encode(), hashlib.sha256).hexdigest()


def destroy(files_dir: Path, poll: str) -> None:
    """Remove the key, after the close has been committed. Safe to repeat."""
    beside(files_dir).destroy(ring(poll))
