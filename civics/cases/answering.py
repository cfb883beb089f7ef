"""What may be sent as an answer: bounds, and what whoever answers must have said that they know."""

from civics.cases.moves import Why
from core.errors import ConflictError
from core.text import normal

LONGEST = 20_000  # characters of an answer or a note
MOST_FILES = 10


def written(text: str) -> str:
    """The words as they are kept."""
    return normal(text).strip()[:LONGEST]


def check(words: str, files: int, *, group: bool) -> None:
    """Raises ConflictError: EMPTY, MANY_FILES, and GROUP_OK where a `group` would read it and nobody said so."""
    if not words and not files:
        raise ConflictError("An answer needs words or a file.", why=Why.EMPTY)
    if files > MOST_FILES:
        raise ConflictError(f"An answer takes at most {MOST_FILES} files.", why=Why.MANY_FILES)
    if group:
        raise ConflictError("The whole group would read this answer; say that you know.", why=Why.GROUP_OK)
