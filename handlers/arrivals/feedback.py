"""What a resident says after an answer: "xong" closes the case; "chưa" opens it again, and one question asks why."""

from core.errors import ConflictError, NotFoundError
from dialogs.engine.script import given
from handlers.replies import repeats
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.cases import cases
from storage.cases.cases import Own
from storage.messages import chats, runs


def pressed(turn: Turn, own: Own, *, done: bool) -> None:
    """Move the case. In a group nothing is asked: everybody would read the reason."""
    if _said_just_now(turn, own, done=done):
        turn.only_toast("talk.taken_already")
        return
    act = cases.confirm if done else cases.reopen
    try:
        act(turn.work, own.id, resident_id=turn.resident.id)
    except (ConflictError, NotFoundError):
        turn.only_toast("talk.already_open")
        return
    turn.toast("talk.done_toast" if done else "talk.reopened_toast")
    if not turn.chat.private:
        return
    if done:
        turn.say("talk.closed", *menu_rows(turn), code=own.code)
        return
    chats.open_case(turn.work, turn.chat.id, own.id)
    turn.say("feedback.reopened", code=own.code)
    talk.begin(turn, "not_done", answers={"about": given(own.id)}, sealed=own.sealed)


def _said_just_now(turn: Turn, own: Own, *, done: bool) -> bool:
    """Whether the same button was pressed a moment ago, so that its answer or its question is already in the chat."""
    if done:
        return own.state == "closed"
    run = runs.open_of(turn.work, turn.chat.id, turn.incoming.person)
    asked = own.state == "reopened" and run is not None and run.dialog == "not_done"
    return asked and run is not None and repeats.is_fresh(turn, run)
