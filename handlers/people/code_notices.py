"""Everybody of a household hears at once of a code for it and of who may speak for it.

So they notice what they did not ask for.
"""

from collections.abc import Sequence

from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.households import claims as household_claims


def made(work: UnitOfWork, ward: Ward, household_ids: Sequence[int]) -> None:
    """Tell each of these households that a code was made for it, at the desk or on a slip."""
    _tell(work, ward, household_ids, "household.code_made")


def speaks(work: UnitOfWork, ward: Ward, household_ids: Sequence[int]) -> None:
    """Tell that staff let one of the household's members speak for it."""
    _tell(work, ward, household_ids, "household.speaks_now")


def changes(work: UnitOfWork, ward: Ward, household_id: int) -> None:
    """Tell that staff are about to change its members or who speaks for it.

    Call it before: who is taken out hears it too.
    """
    _tell(work, ward, [household_id], "household.changed")


def used(work: UnitOfWork, ward: Ward, household_id: int, *, by: int) -> None:
    """Tell that another chat belongs to the household now. The resident who used the code (`by`) hears it anyway."""
    _tell(work, ward, [household_id], "household.code_used", but=by)


def _tell(work: UnitOfWork, ward: Ward, household_ids: Sequence[int], key: str, *, but: int = 0) -> None:
    for code, chat in household_claims.chats_of(work, household_ids, but=but):
        voice.tell(work, ward, chat, key, priority=Priority.NOTICE, code=code)
