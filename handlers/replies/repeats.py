"""A button that is pressed again on a slow line: the result of the first press is already in the chat."""

from datetime import timedelta

from dialogs.engine.press import Press
from dialogs.engine.script import CANCEL
from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run

AT_ONCE = timedelta(minutes=2)


def just_ended(turn: Turn, press: Press) -> bool:
    """Whether the button's run ended in this chat a moment ago: "Gửi đi" was pressed four times, or "Hủy" twice."""
    past = runs.by_key(turn.work, press.run)
    if past is None or past.chat_id != turn.chat.id or not is_fresh(turn, past):
        return False
    return past.state == "done" or (past.state == "dropped" and press.value in {CANCEL, "send", "drop"})


def is_fresh(turn: Turn, run: Run) -> bool:
    """Whether the run was changed a moment ago, so that its last question is the last thing in the chat."""
    return turn.work.now - run.touched_at <= AT_ONCE
