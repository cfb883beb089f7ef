"""The outcome of a consultation under Điều 25: the decision, and the report on the opinions.

Luật 10/2022 Điều 28.4, 28.5.
"""

from sqlalchemy import select, update

from civics.polls.rules import PollKind, PollState
from civics.polls.terms import Outcome, wrong_outcome
from civics.polls.why import ResultWhy
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls.polls import get
from storage.tables.polls import polls
from storage.ward import audit

_COUNTED = (PollState.CLOSED, PollState.PUBLISHED)


def record(work: UnitOfWork, key: str, outcome: Outcome, *, staff_id: int) -> None:
    """Store the outcome in place of an earlier one; each change is in the trail.

    Raises ConflictError: not closed, of another kind, or a `civics.polls.terms.WrongOutcome`.
    """
    row = work.conn.execute(select(polls.c.closed_at).where(polls.c.key == key).with_for_update()).first()
    poll = get(work, key)
    if poll.state not in _COUNTED or row is None or row.closed_at is None:
        raise ConflictError(ResultWhy.NOT_CLOSED)
    if poll.kind is not PollKind.ARTICLE_25:
        raise ConflictError(ResultWhy.CLAUSE)
    wrong = wrong_outcome(
        outcome, closed_on=in_vietnam(row.closed_at).date(), today=in_vietnam(work.now).date()
    )  # fmt: skip
    if wrong is not None:
        raise ConflictError(f"This outcome cannot be recorded: {wrong}.", why=wrong)
    if outcome == poll.outcome:
        return
    work.conn.execute(update(polls).where(polls.c.id == poll.id).values(outcome=outcome.plain()))
    audit.record(
        work, "poll.outcome", actor=audit.STAFF, staff_id=staff_id, poll=key, before=poll.outcome.plain(),
        after=outcome.plain(),
    )  # fmt: skip
