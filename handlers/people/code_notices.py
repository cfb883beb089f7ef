"""Whoever belongs to a household hears at once of a code for it and of who may speak for it, so that they notice what
they did not ask for.
"""

from collections.abc import Sequence

from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims


def made(work: UnitOfWork, ward: Ward, household_ids: Sequence[int]) -> None:
    """A code was made for each of these, at the desk or on a slip."""
    _tell(work, ward, household_ids, "household.code_made")


def speaks(work: UnitOfWork, ward: Ward, household_ids: Sequence[int]) -> None:
    """Staff let one of its members speak for it."""
    _tell(work, ward, household_ids, "household.speaks_now")


def changes(work: UnitOfWork, ward: Ward, household_id: int) -> None:
    """Staff are about to change who belongs to it or speaks for it. Call it before: whom they take out hears it too."""
    _tell(work, ward, [household_id], "household.changed")


def used(work: UnitOfWork, ward: Ward, household_id: int, *, by: int) -> None:
    """Another chat is the household's now; who used the code (a resident) hears it anyway."""
    _tell(work, ward, [household_id], "household.code_used", but=by)


def _tell(work: UnitOfWork, ward: Ward, household_ids: Sequence[int], key: str, *, but: int = 0) -> None:
    for code, chat in household_claims.chats_of(work, household_ids, but=but):
        voice.tell(work, ward, chat, key, priority=Priority.NOTICE, code=code)
