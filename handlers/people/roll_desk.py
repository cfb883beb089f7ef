"""What staff do at the desk that lets somebody speak for a household: the act, and the notice to its members.

Each act is one function in one transaction. Raises NotFoundError, and ConflictError with a `civics.ward.why` word.
"""

from civics.ward.why import RollWhy
from core.errors import ConflictError
from core.message import Json
from handlers.people import code_notices
from handlers.replies.ward import Ward
from storage.across.seconds import waiting
from storage.across.seconds.kinds import ROLL_TAKE
from storage.across.seconds.roll_bounds import must_type
from storage.database.unit import UnitOfWork
from storage.households import claims, code_asks, households, roll_offers
from storage.households.code_asks import Given, What
from storage.households.households import Household
from storage.ward import audit
from storage.ward.sight import Reader


def member_code(work: UnitOfWork, ward: Ward, household_id: int, *, staff_id: int) -> tuple[str, Household]:
    """Make a code at once for somebody who does not vote. Its household hears of it.

    Gives the code, which is shown once.
    """
    made = claims.make(work, household_id, speaks=False, staff_id=staff_id)
    code_notices.made(work, ward, [household_id])
    return made, households.get(work, household_id)


def agree(work: UnitOfWork, ward: Ward, ask_id: int, *, staff_id: int) -> None:
    """Record the second person's yes. A household hears that one of its members speaks for it now."""
    found = code_asks.agree(work, ask_id, staff_id=staff_id)
    if found.what is What.SPEAK and found.household_id is not None:
        code_notices.speaks(work, ward, [found.household_id])


def take(work: UnitOfWork, ward: Ward, ask_id: int, *, after: str, staff_id: int) -> tuple[Given, Household | None]:
    """Take the code or the slips that were agreed to. Each household hears that a code for it was made.

    `after`: the last household of the sheet before. Gives the household too where it is for one household alone.
    """
    given = code_asks.take(work, ask_id, after=after, staff_id=staff_id)
    own = given.ask.household_id
    code_notices.made(work, ward, [each.household.id for each in given.slips] or ([own] if own is not None else []))
    return given, households.get(work, own) if own is not None else None


def withdraw(work: UnitOfWork, ward: Ward, household_id: int, claim_id: int, *, staff_id: int) -> None:
    """Take somebody out of the household. Safe to repeat."""
    if any(each.id == claim_id for each in claims.of_household(work, household_id)):
        code_notices.changes(work, ward, household_id)
    claims.withdraw(work, household_id, claim_id, staff_id=staff_id)


def silence(work: UnitOfWork, ward: Ward, household_id: int, claim_id: int, *, staff_id: int) -> None:
    """Take from somebody the right to vote for the household. Safe to repeat."""
    if any(each.id == claim_id and each.speaks for each in claims.of_household(work, household_id)):
        code_notices.changes(work, ward, household_id)
    claims.silence(work, household_id, claim_id, staff_id=staff_id)


def represent(
    work: UnitOfWork, ward: Ward, household_id: int, name: str, *, phone: str, same_person: bool, staff_id: int
) -> None:
    """Record another representative (then nobody in the chat speaks for it any more), or correct the present one."""
    if not same_person and name != households.get(work, household_id).representative:
        code_notices.changes(work, ward, household_id)
    households.represent(work, household_id, name, phone=phone, same_person=same_person, staff_id=staff_id)


def remove(work: UnitOfWork, ward: Ward, household_id: int, *, staff_id: int) -> None:
    """Take the household off the roll."""
    code_notices.changes(work, ward, household_id)
    households.remove(work, household_id, staff_id=staff_id)


def ask_to_take(work: UnitOfWork, offer_id: int, *, mark: str, by: Reader, typed: str = "") -> int:
    """Ask to make a table the roll, which needs a second person. Gives the id of the request.

    `mark`: the mark of the changes, as the page showed it. `typed`: the number of
    `storage.across.seconds.roll_bounds.must_type`. Raises ConflictError: DONE, CHANGED, TYPE, SecondWhy.WAITS.
    """
    offer = roll_offers.get(work, offer_id)
    if offer.state != roll_offers.OFFERED:
        raise ConflictError(RollWhy.DONE)
    foreseen = roll_offers.foresee(work, offer)
    if foreseen.mark != mark:
        raise ConflictError(RollWhy.CHANGED)
    number = must_type(work, foreseen)
    if number and typed.strip() != str(number):
        raise ConflictError(RollWhy.TYPE)
    arguments: dict[str, Json] = {"mark": mark, **({"typed": str(number)} if number else {})}
    return waiting.ask(work, ROLL_TAKE, str(offer_id), by=by, arguments=arguments)


def export(work: UnitOfWork, unit_id: int | None, *, staff_id: int) -> list[Household]:
    """The roll of one unit, or of all, to be taken out of the house. The trail says who took how many households."""
    found = households.page(work, unit_id=unit_id, limit=1_000_000)
    audit.record(work, "roll.exported", actor=audit.STAFF, staff_id=staff_id, households=len(found))
    return found
