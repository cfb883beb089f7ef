"""When a table of households changes so many representatives during a vote that both people type the number."""

from storage.database.unit import UnitOfWork
from storage.households import households
from storage.households.roll_offers import Foreseen
from storage.polls import polls

AT_LEAST, PART = 10, 20  # ten, or one household in twenty


def must_type(work: UnitOfWork, foreseen: Foreseen) -> int:
    """How many representatives change, where that many must be typed; else 0.

    Whoever spoke for those households so far loses the right to, in the middle of a vote.
    """
    changed = len(foreseen.represented)
    if changed < max(AT_LEAST, sum(households.totals(work).values()) // PART):
        return 0
    return changed if polls.open_now(work) else 0
