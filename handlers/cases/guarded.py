"""For which answers the ward wants a leader's agreement."""

from civics.cases.moves import Says, Why
from civics.ward import roles
from core.errors import ConflictError
from storage.cases.views import CaseView
from storage.database.unit import UnitOfWork
from storage.ward import ward
from storage.ward.sight import Reader

TOPICS = "approval.topics"  # the run-time setting: the topics whose results a leader agrees to


def topics(work: UnitOfWork) -> tuple[str, ...]:
    """The topics that the ward has marked."""
    found = ward.setting(work, TOPICS)
    return tuple(str(each) for each in found) if isinstance(found, list) else ()


def needed(work: UnitOfWork, verb: Says, case: CaseView, *, by: Reader) -> bool:
    """Whether what this person says here must wait for a leader. A sealed case has its own readers instead."""
    if verb is not Says.ANSWER or case.sealed or roles.may(by.role, "case.approve"):
        return False
    return case.topic in topics(work)


def check(work: UnitOfWork, verb: Says, case: CaseView, *, by: Reader) -> None:
    """Raises ConflictError: LEADER where it must wait (`handlers.cases.approving.ask`)."""
    if needed(work, verb, case, by=by):
        raise ConflictError("A leader agrees to a result of this topic.", why=Why.LEADER)
