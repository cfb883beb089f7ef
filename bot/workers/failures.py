"""What a failed send means for the message, its chat, and the bot."""

from datetime import timedelta

from core.errors import Fate, SendError
from core.priority import Priority
from storage.across import dispatch
from storage.across.dispatch import Claimed
from storage.messages.outcomes import Outcome

LONGEST_BACK_OFF = 60.0  # seconds
LONGEST_DOUBT = 3600.0
_ENDS = {Fate.GONE: "gone", Fate.MOVED: "moved", Fate.OURS: "failed", Fate.WAITS: "held"}


def holds_all(error: SendError) -> float:
    """The seconds for which the whole bot has to wait; 0 when at most the chat is concerned."""
    if error.fate is Fate.LATER and error.everybody:
        return error.after
    return LONGEST_BACK_OFF if error.fate is Fate.RECONNECT else 0.0


def outcome(claimed: Claimed, error: SendError, *, age: timedelta) -> Outcome:
    """What happens to a message whose send failed. `age`: the time since it was queued; after a week it is given up."""
    state, hold = _ENDS.get(error.fate, "waiting"), 0.0
    if error.fate is Fate.LATER:
        hold = error.after
    elif error.fate is Fate.RECONNECT:
        hold = LONGEST_BACK_OFF
    elif error.fate is Fate.DOUBTFUL and claimed.priority >= Priority.BULK and not _changes(claimed):
        state = "doubtful"  # nobody may get a bulletin twice; a reply is repeated, once per lost answer
    elif error.fate is Fate.DOUBTFUL:
        hold = min(LONGEST_DOUBT, 2.0**claimed.tries)  # with longer and longer waits: each repeat may be one too many
    elif state == "waiting":
        hold = min(LONGEST_BACK_OFF, 0.5 * 2.0 ** min(claimed.tries, 10))
    if claimed.priority == Priority.TOAST:
        state, hold = "late", 0.0
    if state == "waiting" and age > dispatch.GIVEN_UP:
        state, hold = "failed", 0.0
    return Outcome(
        claimed.id, claimed.chat_id, state, error=f"{error.fate}: {error}", says=error.says, hold=hold,
        moved_to=error.moved_to, toast=claimed.priority == Priority.TOAST, bulk=claimed.priority >= Priority.BULK,
    )  # fmt: skip


def unforeseen(claimed: Claimed, error: Exception) -> Outcome:
    """What happens to a message whose send failed in our own code: nobody knows whether it left. A reply goes again."""
    bulk, toast = claimed.priority >= Priority.BULK, claimed.priority == Priority.TOAST
    state = "late" if toast else "doubtful" if bulk else "waiting"
    hold = 0.0 if toast or bulk else min(LONGEST_DOUBT, LONGEST_BACK_OFF * claimed.tries)
    return Outcome(
        claimed.id, claimed.chat_id, state, error=type(error).__name__, says="send.doubtful" if bulk else "", hold=hold,
        toast=toast, bulk=bulk,
    )  # fmt: skip


def _changes(claimed: Claimed) -> bool:
    """Whether it only changes what is there, so that a repeat does no harm."""
    return bool(claimed.outgoing.edits or claimed.outgoing.deletes)
