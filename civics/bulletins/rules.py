"""The life of a bulletin: its moves, and the hour for which a group's later ones wait."""

from datetime import datetime, time, timedelta
from enum import StrEnum

from core.clock import VIETNAM, in_vietnam
from core.errors import ConflictError

DIGEST = time(18, 0)  # when groups get what came together over the day
DIGEST_AHEAD = timedelta(minutes=10)  # it is put together so long before
LATE = timedelta(hours=1)  # a start missed by more asks before it sends


class Why(StrEnum):
    """Why an act on a bulletin is refused, where a page says it in words of its own."""

    HOLES = "holes"  # a placeholder is not filled
    SECRET = "secret"  # noqa: S105  # the gate for state secrets stops it
    INCOMPLETE = "incomplete"  # no headline, no text or no topic
    QUESTION = "question"  # a question without choices, or choices without a question
    KEYWORD = "keyword"  # too short, or taken by the service itself
    WHEN = "when"  # a time that cannot be used
    NUMBER = "number"  # the number of recipients was not typed as it is
    RATE = "rate"
    SURE = "sure"  # the box "I am sure" was not ticked
    SAME = "same"  # a correction that changes nothing
    GONE = "gone"  # what was asked for is not there any more
    OWN = "own"  # nobody approves their own
    STALE = "stale"  # it has changed since it was asked for


class BulletinState(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"
    ASKED = "asked"  # for approval
    APPROVED = "approved"  # waits for its hour
    MISSED = "missed"  # its hour passed while nobody could send: asks
    SPREADING = "spreading"  # gives each chat its row, and sends already
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
    ("done", "sending recalled"),  # doubtful ones repeated by choice
)
MOVES = frozenset((BulletinState(start), BulletinState(to)) for start, tos in _TABLE for to in tos.split())
PUBLIC = frozenset({BulletinState.SPREADING, BulletinState.SENDING, BulletinState.PAUSED, BulletinState.DONE})
LEAVES = frozenset({BulletinState.SPREADING, BulletinState.SENDING})  # its rows may go out


def move(state: BulletinState, to: BulletinState) -> BulletinState:
    """The new state. Raises ConflictError when the table does not allow it."""
    if (state, to) not in MOVES:
        raise ConflictError(f"A bulletin that is {state.value} cannot become {to.value}.")
    return to


def digest_after(moment: datetime) -> datetime:
    """The hour for which a group's later bulletins of a day wait; from shortly before it on that of tomorrow."""
    here = in_vietnam(moment)
    hour = datetime.combine(here.date(), DIGEST, VIETNAM)
    return hour if here < hour - DIGEST_AHEAD else hour + timedelta(days=1)


def missed(planned_at: datetime, now: datetime) -> bool:
    """Whether the start lies so far back that somebody must say whether it is still wanted."""
    return now - planned_at > LATE
