"""Somebody is away: a colleague gets all their open cases for some days. Sealed cases never go along."""

from datetime import date

from civics.ward import roles
from core.errors import NotAllowedError, NotFoundError
from storage.cases import handovers
from storage.database.unit import UnitOfWork
from storage.ward.sight import Reader


def hand_over(work: UnitOfWork, staff_id: int, *, to_id: int, until: date, by: Reader) -> int:
    """Give the open cases of an account to a colleague until that day (included); gives how many went along.

    One's own everybody hands over who works on cases; those of others only a leader or an admin. Raises
    NotAllowedError, ConflictError, NotFoundError.
    """
    _must(by, staff_id)
    return handovers.begin(work, staff_id, to_id=to_id, until=until, by=by.staff_id)


def take_back(work: UnitOfWork, handover_id: int, *, by: Reader) -> int:
    """End it before its day: what is still with the colleague comes back; gives how many. Raises NotFoundError."""
    running = next((each for each in handovers.running(work) if each.id == handover_id), None)
    if running is None:
        raise NotFoundError("There is no such handover.")
    _must(by, running.staff_id)
    return handovers.end(work, handover_id, by=by.staff_id)


def _must(by: Reader, staff_id: int) -> None:
    right = "case.assign" if staff_id == by.staff_id else "case.hand_over"
    if not roles.may(by.role, right):
        raise NotAllowedError(f"a {by.role} may not {right}")
