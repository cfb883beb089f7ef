"""Finding cases by words, with or without diacritics. Sealed cases are never in the index."""

from storage.unit import UnitOfWork


def index(work: UnitOfWork, case_id: int) -> None:
    """Write a case's words anew: code, text, later words, place, unit. A sealed case is taken out."""
    del work, case_id


def forget(work: UnitOfWork, case_id: int) -> None:
    """Take a case out of the index so that its words stay nowhere in it."""
    del work, case_id


def find(work: UnitOfWork, text: str, *, limit: int = 300) -> list[int]:
    """The ids of cases with all these words (the last may be unfinished), those with the same marks first."""
    del work, text, limit
    return []
