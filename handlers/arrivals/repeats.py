"""A button pressed again while the line is slow: what came of the first press stands in the chat already."""

from datetime import timedelta

from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run

AT_ONCE = timedelta(minutes=2)


def just_ended(turn: Turn, key: str) -> bool:
    """Whether the run of a button was sent or given up in this chat a moment ago ("Gửi đi" pressed four times)."""
    past = runs.by_key(turn.work, key)
    ended = past is not None and past.chat_id == turn.chat.id and past.state in {"done", "dropped"}
    return past is not None and ended and is_fresh(turn, past)


def is_fresh(turn: Turn, run: Run) -> bool:
    """Whether the run was touched a moment ago, so that its last question stands right there."""
    return turn.work.now - run.touched_at <= AT_ONCE
