"""The checks of an answer: its limits, and the warnings that the sender must have confirmed."""

from civics.cases.moves import Why
from core.errors import ConflictError
from core.text import normal

LONGEST = 20_000  # characters of an answer or a note
MOST_FILES = 10


def written(text: str) -> str:
    """The text in its stored form."""
    return normal(text).strip()[:LONGEST]


def check(words: str, files: int, *, group: bool) -> None:
    """Raises ConflictError: EMPTY, MANY_FILES, and GROUP_OK when a `group` would read it and nobody confirmed that."""
    if not words and not files:
        raise ConflictError("An answer needs words or a file.", why=Why.EMPTY)
    if files > MOST_FILES:
        raise ConflictError(f"An answer takes at most {MOST_FILES} files.", why=Why.MANY_FILES)
    if group:
        raise ConflictError("The whole group would read this answer; say that you know.", why=Why.GROUP_OK)
