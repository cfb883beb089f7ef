"""Telling residents what staff did to their case, by the notices of `handlers`."""

from collections.abc import Callable, Sequence

from console.frame.context import Tell
from handlers.cases import notices
from handlers.people import code_notices
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork


def by_notices(ward: Ward) -> Tell:
    """What `Context.tell` is in service: one notice per act, on the timeline and on its way to the chat."""
    plain: dict[str, Callable[[UnitOfWork, Ward, int], None]] = {
        "taken": notices.taken,
        "forwarded": notices.forwarded,
        "waiting": notices.waiting,
    }

    def tell(work: UnitOfWork, what: str, case_id: int, *, entry_id: int = 0) -> None:
        if what == "answered":
            notices.answered(work, ward, case_id, entry_id=entry_id)
        else:
            plain[what](work, ward, case_id)

    return tell


def households_by_notices(ward: Ward) -> Callable[[UnitOfWork, str, Sequence[int]], None]:
    """What `Context.tell_households` is in service. `what`: made, speaks."""
    known = {"made": code_notices.made, "speaks": code_notices.speaks}

    def tell(work: UnitOfWork, what: str, household_ids: Sequence[int]) -> None:
        known[what](work, ward, household_ids)

    return tell
