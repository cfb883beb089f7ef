"""One key per poll, outside the database and its backups (`storage.database.outside`); destroyed at the close.

The marks of voters are derived from it, and all choices are sealed under it: its name is the ring.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from core.slips import LETTERS
from storage.database.outside import OutsideKeys


def ring(poll: str) -> str:
    """The name of a poll's key. It is also the ring under which its choices are sealed."""
    return hashlib.sha256(poll.encode()).hexdigest()[:32]


def make(keys: OutsideKeys, poll: str) -> None:
    """Make the key of a poll, unless it exists. Call it outside transactions."""
    keys.make(ring(poll))


def mark(keys: OutsideKeys, poll: str, voter: int) -> str:
    """The mark of a voter among the ballots. Raises KeyGoneError (a ConflictError) when the key is gone."""
    return _mark(keys, poll, f"voter {voter}")


def household_mark(keys: OutsideKeys, poll: str, household: int) -> str:
    """The mark of a household, whoever answers for it and however. Raises KeyGoneError when the key is gone."""
    return _mark(keys, poll, f"household {household}")


def paper_marks(keys: OutsideKeys, poll: str, household: int, choices: Mapping[str, str]) -> dict[str, str]:
    """A digest per choice (by article) that was read from a household's ballot on paper: equal for equal choices.

    Raises KeyGoneError when the key is gone.
    """
    return {code: _mark(keys, poll, f"paper {household} {code} {said}") for code, said in choices.items()}


def sheets(keys: OutsideKeys, poll: str, households: Iterable[int]) -> dict[int, str]:
    """The number on the sheet of each household in a secret consultation, in place of its name: `ABCD-2345`.

    Who holds a sheet learns from it nothing about the household; only this key leads back. Raises KeyGoneError.
    """
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


def destroy(keys: OutsideKeys, poll: str) -> None:
    """Remove the key, after the close was committed. Safe to repeat."""
    keys.destroy(ring(poll))
