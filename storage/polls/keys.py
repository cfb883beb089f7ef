"""One key per poll, outside the database and its backups (`storage.database.outside`); destroyed at the close.

The marks of voters are derived from it, and all choices are sealed under it: its name is the ring.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from pathlib import Path

from core.slips import LETTERS
from storage.database.outside import OutsideKeys, beside


def ring(poll: str) -> str:
    """The name of a poll's key. It is also the ring under which its choices are sealed."""
    return hashlib.sha256(poll.encode()).hexdigest()[:32]


def make(files_dir: Path, poll: str) -> None:
    """Make the key of a poll, unless it exists. Call it outside transactions."""
    beside(files_dir).make(ring(poll))


def place(files_dir: Path, poll: str) -> Path:
    """The path of the key, whether it exists or not."""
    return beside(files_dir).place(ring(poll))


def mark(files_dir: Path, poll: str, voter: int) -> str:
    """The mark of a voter among the ballots. Raises KeyGoneError (a ConflictError) when the key is gone."""
    return _mark(beside(files_dir), poll, f"voter {voter}")


def household_mark(files_dir: Path, poll: str, household: int) -> str:
    """The mark of a household, whoever answers for it and however. Raises KeyGoneError when the key is gone."""
    return _mark(beside(files_dir), poll, f"household {household}")


def paper_marks(files_dir: Path, poll: str, household: int, choices: Mapping[str, str]) -> dict[str, str]:
    """A digest per choice (by article) that was read from a household's ballot on paper: equal for equal choices.

    Raises KeyGoneError when the key is gone.
    """
    keys = beside(files_dir)
    return {code: _mark(keys, poll, f"paper {household} {code} {said}") for code, said in choices.items()}


def sheets(files_dir: Path, poll: str, households: Iterable[int]) -> dict[int, str]:
    """The number on the sheet of each household in a secret consultation, in place of its name: `ABCD-2345`.

    Who holds a sheet learns from it nothing about the household; only this key leads back. Raises KeyGoneError.
    """
    keys = beside(files_dir)
    return {each: _number(_mark(keys, poll, f"sheet {each}")) for each in households}


def _number(digest: str) -> str:
    rest, found = int(digest, 16), ""
    for _ in range(8):
        rest, at = divmod(rest, len(LETTERS))
        found += LETTERS[at]
    return f"{found[:4]}-{found[4:]}"


def receipt_mark(keys: OutsideKeys, poll: str, mark: str) -> str:
    """The mark of a voter among the receipts. Without the key, nobody can find the ballot that belongs to it.

    Raises KeyGoneError when the key is gone.
    """
    return _mark(keys, poll, f"receipt {mark}")


def _mark(keys: OutsideKeys, poll: str, whose: str) -> str:
    return hmac.new(keys.get(ring(poll)), whose.encode(), hashlib.sha256).hexdigest()


def destroy(files_dir: Path, poll: str) -> None:
    """Remove the key, after the close was committed. Safe to repeat."""
    beside(files_dir).destroy(ring(poll))
