"""Requests of staff that a second person must agree to: open a consultation, close it early, cancel it, publish it.

Each act is one function in one transaction, is told who asks, and gives the id of the request. Raises NotFoundError,
NotAllowedError, and ConflictError with a `civics.polls.why` word, or with SecondWhy.WAITS when somebody asked before.
"""

from civics.polls.rules import PollState
from civics.polls.why import DraftWhy, ResultWhy, RunWhy
from core.clock import in_vietnam
from core.errors import ConflictError
from core.text import normal
from storage.across.seconds import waiting
from storage.across.seconds.kinds import POLL_CANCEL, POLL_CLOSE, POLL_OPEN, POLL_PUBLISH
from storage.database.unit import UnitOfWork
from storage.polls import key_care, openings, polls, publishing, shares
from storage.ward.sight import Reader

_LONGEST = 300  # characters of a reason


def ask_to_open(work: UnitOfWork, key: str, *, by: Reader) -> int:
    """Ask to open it.

    Raises ConflictError: NOT_READY while a condition of the law is not met, or if it is no draft now.
    """
    poll = polls.get(work, key)
    if poll.state is not PollState.DRAFT or openings.refusals(work, poll):
        raise ConflictError(DraftWhy.NOT_READY)
    return waiting.ask(work, POLL_OPEN, key, by=by)


def ask_to_close(work: UnitOfWork, key: str, *, by: Reader) -> int:
    """Ask to close and count it early. At its time it closes by itself.

    Raises ConflictError: ENDED; EARLY, when the law wants more days (Luật 10/2022 Điều 28.2); NO_KEY, when its key is
    not on this machine; SHARES, when two people hold a share: they count it, and no other second person is needed.
    """
    poll = polls.get(work, key)
    if poll.state is not PollState.OPEN:
        raise ConflictError(RunWhy.ENDED)
    if poll.earliest_close is not None and in_vietnam(work.now).date() < poll.earliest_close:
        raise ConflictError(RunWhy.EARLY)
    if not key_care.has(work.seal.keys, key):
        raise ConflictError(RunWhy.NO_KEY)
    if shares.of(work, poll) is not None:
        raise ConflictError(RunWhy.SHARES)
    return waiting.ask(work, POLL_CLOSE, key, by=by)


def ask_to_cancel(work: UnitOfWork, key: str, *, why: str, by: Reader) -> int:
    """Ask to end it without a count and erase what was said. The people who took part get the reason.

    Raises: WHY, ENDED.
    """
    reason = " ".join(normal(why).split())[:_LONGEST]
    if not reason:
        raise ConflictError(RunWhy.WHY)
    if polls.get(work, key).state is not PollState.OPEN:
        raise ConflictError(RunWhy.ENDED)
    return waiting.ask(work, POLL_CANCEL, key, by=by, arguments={"why": reason})


def ask_to_publish(work: UnitOfWork, key: str, *, by: Reader) -> int:
    """Ask to publish the answers and tell people of it. Raises ConflictError: NOT_READY (`publishing.missing`)."""
    if publishing.missing(work, polls.get(work, key)):
        raise ConflictError(ResultWhy.NOT_READY)
    return waiting.ask(work, POLL_PUBLISH, key, by=by)
