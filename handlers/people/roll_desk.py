"""What staff do at the desk that lets somebody speak for a household: the act, and the word to whoever belongs to it.

Each act is one function in one transaction. Raises NotFoundError, and ConflictError with a `civics.ward.roll.Why`.
"""

from handlers.people import code_notices
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.households import claims, code_asks, households
from storage.households.code_asks import Given, What
from storage.households.households import Household


def member_code(work: UnitOfWork, ward: Ward, household_id: int, *, staff_id: int) -> tuple[str, Household]:
    """A code at once for somebody who does not vote; its household hears of it. Gives the code, shown once."""
    made = claims.make(work, household_id, speaks=False, staff_id=staff_id)
    code_notices.made(work, ward, [household_id])
    return made, households.get(work, household_id)


def agree(work: UnitOfWork, ward: Ward, ask_id: int, *, staff_id: int) -> None:
    """The second person's yes; a household hears that one of its members speaks for it now."""
    found = code_asks.agree(work, ask_id, staff_id=staff_id)
    if found.what is What.SPEAK and found.household_id is not None:
        code_notices.speaks(work, ward, [found.household_id])


def take(work: UnitOfWork, ward: Ward, ask_id: int, *, after: str, staff_id: int) -> tuple[Given, Household | None]:
    """The code or the slips that were agreed to; each household hears that a code for it was made.

    `after`: the last household of the sheet before. Gives the household too where it is for one alone.
    """
    given = code_asks.take(work, ask_id, after=after, staff_id=staff_id)
    own = given.ask.household_id
    code_notices.made(work, ward, [each.household.id for each in given.slips] or ([own] if own is not None else []))
    return given, households.get(work, own) if own is not None else None
