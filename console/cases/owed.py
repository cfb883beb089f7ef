"""Papers that must leave soon, beside the cases that are due soon: orders of cases, decisions of the community."""

from dataclasses import dataclass, replace
from datetime import date

from civics.polls.elections import Step
from console.frame.access import Login, may
from core.clock import in_vietnam
from storage.cases import orders
from storage.cases.due_days import soon_ends
from storage.database.unit import UnitOfWork
from storage.polls import owed as of_polls


@dataclass(frozen=True, slots=True)
class Owed:
    """One paper: the tail of its word under `desk.owed`, its last day, of what, and where it is recorded."""

    what: str
    by: date
    of: str
    opens: str
    late: bool = False  # its last day is over


def owed(work: UnitOfWork, login: Login) -> tuple[Owed, ...]:
    """What this account may see of them, the nearest first; also what is late."""
    until, today = in_vietnam(soon_ends(work)).date(), in_vietnam(work.now).date()
    found: list[Owed] = []
    if may(login, "case.answer"):
        found += [
            Owed("order", each.by, each.code, f"/console/cases/{each.code}")
            for each in orders.unsent(work, until, reader=login.reader)
        ]
        found += [
            Owed("stop", each.since, each.code, f"/console/cases/{each.code}#orders")
            for each in orders.undecided(work, today, reader=login.reader)
        ]
    if may(login, "poll.manage"):
        for each in of_polls.papers(work, until):
            found.append(Owed(each.what.value, each.by, each.title, f"/console/{_there(each)}"))
    return tuple(sorted((replace(each, late=each.by < today) for each in found), key=lambda each: each.by))


def _there(paper: of_polls.Owed) -> str:
    if isinstance(paper.what, Step):
        return f"decisions/{paper.key}/votes/{paper.number}#before"
    if paper.online:
        return f"polls/{paper.key}#sent"
    return f"polls/{paper.key}/sittings/{paper.number}" if paper.poll else f"decisions/{paper.key}"
