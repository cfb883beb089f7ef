"""The life of a bulletin: its moves between states, and the hour at which a group gets its daily digest."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from core.clock import VIETNAM, in_vietnam
from core.errors import ConflictError

DIGEST = time(18, 0)  # when groups get the bulletins that were collected over the day
DIGEST_AHEAD = timedelta(minutes=10)  # the digest is put together this long before
LATE = timedelta(hours=1)  # a start that is later than this needs a person's confirmation


class Why(StrEnum):
    """Why an act on a bulletin is refused, in cases where the page has its own sentence."""

    HOLES = "holes"  # a placeholder is not filled
    SECRET = "secret"  # noqa: S105  # the gate for state secrets stops it
    INCOMPLETE = "incomplete"  # no headline, no text or no topic
    QUESTION = "question"  # a question without choices, or choices without a question
    KEYWORD = "keyword"  # too short, or taken by the service itself
    WHEN = "when"  # a time that is not possible
    NUMBER = "number"  # the typed number of recipients is wrong
    RATE = "rate"
    SURE = "sure"  # the box "I am sure" was not ticked
    SAME = "same"  # a correction that changes nothing
    GONE = "gone"  # the thing that was asked for no longer exists
    OWN = "own"  # nobody approves their own bulletin
    FRESH = "fresh"  # one person may stand behind both accounts
    THEIRS = "theirs"  # a colleague's proposal waits, and nobody said that it is to be replaced
    BACK_WHY = "back_why"  # given back to its author without a reason
    STALE = "stale"  # the bulletin has changed since approval was asked for


class BulletinState(StrEnum):
    """The state of a bulletin."""

    DRAFT = "draft"
    ASKED = "asked"  # waits for approval
    APPROVED = "approved"  # waits for its hour
    MISSED = "missed"  # its hour passed while nobody could send; staff are asked
    SPREADING = "spreading"  # rows are still being made for the chats; sending has begun
    SENDING = "sending"  # each chat has its row
    PAUSED = "paused"
    STOPPED = "stopped"
    DONE = "done"
    RECALLED = "recalled"


_TABLE = (
    ("draft", "asked"),
    ("asked", "draft approved"),
    ("approved", "draft spreading missed stopped done"),
    ("missed", "spreading stopped"),
    ("spreading", "sending paused stopped recalled"),
    ("sending", "done paused stopped recalled"),
    ("paused", "spreading sending stopped recalled"),
    ("stopped", "recalled"),
    ("done", "sending recalled"),  # staff repeat the doubtful ones
)
MOVES = frozenset((BulletinState(start), BulletinState(to)) for start, tos in _TABLE for to in tos.split())
PUBLIC = frozenset({BulletinState.SPREADING, BulletinState.SENDING, BulletinState.PAUSED, BulletinState.DONE})
LEAVES = frozenset({BulletinState.SPREADING, BulletinState.SENDING})  # the states in which its rows may be sent


def move(state: BulletinState, to: BulletinState) -> BulletinState:
    """The new state. Raises ConflictError when the table does not allow it."""
    if (state, to) not in MOVES:
        raise ConflictError(f"A bulletin that is {state.value} cannot become {to.value}.")
    return to


def digest_after(moment: datetime) -> datetime:
    """When a group gets the bulletins that wait for the digest: today at 18:00, or tomorrow when the digest is already
    made.
    """
    here = in_vietnam(moment)
    hour = datetime.combine(here.date(), DIGEST, VIETNAM)
    return hour if here < hour - DIGEST_AHEAD else hour + timedelta(days=1)


def missed(planned_at: datetime, now: datetime) -> bool:
    """Whether the start lies so far in the past that a person must confirm it."""
    return now - planned_at > LATE
