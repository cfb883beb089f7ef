"""The limit above which both people must type how many representatives a table of households changes during a vote."""

from storage.database.unit import UnitOfWork
from storage.households import households
from storage.households.roll_offers import Foreseen
from storage.polls import polls

AT_LEAST, PART = 10, 20  # ten, or one household in twenty


def must_type(work: UnitOfWork, foreseen: Foreseen) -> int:
    """How many representatives change, if the number must be typed; else 0.

    The former representatives of these households lose the right to vote for them in the middle of a vote.
    """
    changed = len(foreseen.represented)
    if changed < max(AT_LEAST, sum(households.totals(work).values()) // PART):
        return 0
    return changed if polls.open_now(work) else 0
