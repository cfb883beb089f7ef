"""Online votes that passed: the group's decision must reach UBND and UBMTTQ as one made at a meeting must.

Luật 10/2022 Điều 20.3; NĐ 59/2023 Điều 5.4: five working days from the end of the vote.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select, update

from civics.polls.community import send_by
from civics.polls.counting import Source, majority
from civics.polls.rules import PollKind, PollState
from civics.polls.terms import Outcome
from civics.polls.why import ResultWhy
from core.clock import in_vietnam
from core.errors import ConflictError
from storage.database.unit import UnitOfWork
from storage.polls.polls import Poll, get
from storage.polls.results import of as result_of
from storage.tables.polls import polls
from storage.ward import audit, days

_COUNTED = (PollState.CLOSED, PollState.PUBLISHED)
CLAUSE = "15.6"  # the only one that is voted on online (Điều 17.2)
_MOST = 200  # votes that are looked through, the newest ones


@dataclass(frozen=True, slots=True)
class ToSend:
    """An online vote by which something passed: the day on which it ended, and by which its decision must be sent."""

    poll: Poll
    ended_on: date
    by: date

    @property
    def sent_on(self) -> date | None:
        """The day on which it went to UBND and UBMTTQ, once that is recorded."""
        return self.poll.outcome.sent_on

    @property
    def posted_on(self) -> date | None:
        """The day on which the result was posted in public (NĐ 59/2023 Điều 5.4.b), once that is recorded."""
        return self.poll.outcome.posted_on


def of(work: UnitOfWork, poll: Poll) -> ToSend | None:
    """What must be sent of this consultation; None when it is no vote, still runs, or nothing in it passed."""
    if poll.kind is not PollKind.VOTE_15_6 or poll.state not in _COUNTED:
        return None
    closed = work.conn.execute(select(polls.c.closed_at).where(polls.c.id == poll.id)).scalar()
    result = result_of(work, poll)
    if closed is None or result is None or not result.households:
        return None
    if not any(_passed(line.yes, result.households) for line in result.lines):
        return None
    ended = in_vietnam(closed).date()
    return ToSend(poll, ended, send_by(ended, days.known(work)))


def _passed(yes: int, households: int) -> bool:
    found = majority(yes, households, clause=CLAUSE, source=Source.ONLINE_VOTE)
    return found is not None and found.reached


def unsent(work: UnitOfWork, until: date) -> list[ToSend]:
    """The votes of which the decision must be sent by that day, and is not."""
    rows = (
        select(polls.c.key)
        .where(polls.c.kind == PollKind.VOTE_15_6.value, polls.c.state.in_([each.value for each in _COUNTED]))
        .order_by(polls.c.id.desc())
        .limit(_MOST)
    )
    known = [get(work, key) for key in work.conn.execute(rows).scalars().all()]
    found = (of(work, each) for each in known if each.outcome.sent_on is None)
    return [each for each in found if each is not None and each.by <= until]


def sent(work: UnitOfWork, key: str, day: date | None, *, staff_id: int) -> None:
    """Record on which day the decision went to UBND and UBMTTQ.

    Raises ConflictError: nothing passed by it, no day, a day to come, or one before the end of the vote.
    """
    found, sent_on = _lock(work, key, day, wrong=ResultWhy.SENT_DAY)
    _put(work, found, replace(found.poll.outcome, sent_on=sent_on))
    audit.record(
        work, "poll.vote_sent", actor=audit.STAFF, staff_id=staff_id, poll=key, day=sent_on.isoformat()
    )  # fmt: skip


def posted(work: UnitOfWork, key: str, day: date | None, *, staff_id: int) -> None:
    """Record on which day the result was posted in public (NĐ 59/2023 Điều 5.4.b).

    Raises ConflictError: nothing passed by it, no day, a day to come, or one before the end of the vote.
    """
    found, posted_on = _lock(work, key, day, wrong=ResultWhy.POSTED_DAY)
    _put(work, found, replace(found.poll.outcome, posted_on=posted_on))
    audit.record(
        work, "poll.vote_posted", actor=audit.STAFF, staff_id=staff_id, poll=key, day=posted_on.isoformat()
    )  # fmt: skip


def _lock(work: UnitOfWork, key: str, day: date | None, *, wrong: ResultWhy) -> tuple[ToSend, date]:
    """The vote, locked until the end of this transaction, and the day. Raises ConflictError."""
    work.conn.execute(select(polls.c.id).where(polls.c.key == key).with_for_update())
    found = of(work, get(work, key))
    if found is None:
        raise ConflictError(ResultWhy.NOT_PASSED)
    if day is None or not found.ended_on <= day <= in_vietnam(work.now).date():
        raise ConflictError(wrong)
    return found, day


def _put(work: UnitOfWork, found: ToSend, outcome: Outcome) -> None:
    work.conn.execute(update(polls).where(polls.c.id == found.poll.id).values(outcome=outcome.plain()))
