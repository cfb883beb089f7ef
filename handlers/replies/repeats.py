"""A button pressed again while the line is slow: what came of the first press stands in the chat already."""

from datetime import timedelta

from dialogs.engine.press import Press
from dialogs.engine.script import CANCEL
from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run

AT_ONCE = timedelta(minutes=2)


def just_ended(turn: Turn, press: Press) -> bool:
    """Whether the button ended its run in this chat a moment ago: "Gửi đi" pressed four times, "Hủy" pressed twice."""
    past = runs.by_key(turn.work, press.run)
    if past is None or past.chat_id != turn.chat.id or not is_fresh(turn, past):
        return False
    return past.state == "done" or (past.state == "dropped" and press.value in {CANCEL, "send", "drop"})


def is_fresh(turn: Turn, run: Run) -> bool:
    """Whether the run was touched a moment ago, so that its last question stands right there."""
    return turn.work.now - run.touched_at <= AT_ONCE
