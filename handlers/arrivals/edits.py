"""Edited messages: an edit changes the answer that the message gave, or is kept beside the former words of a case."""

from handlers.replies.after import After
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.cases import cases
from storage.messages import runs


def handle(turn: Turn) -> After:
    """Apply the edit to what it changes. Gives what happens to the raw payload."""
    incoming = turn.incoming
    if incoming.point is not None or not incoming.text:
        return After.KEEP  # a live location sends edits without end: the first message is enough
    run = runs.open_of(turn.work, turn.chat.id, incoming.person)
    if run is not None and talk.edited(turn, run):
        return After.of(sealed=run.sealed)
    edit = cases.edited(turn.work, turn.chat.id, incoming.message_id, incoming.text)
    if edit is not None and turn.chat.private:
        turn.say("talk.edit_after_close" if edit.closed else "talk.edit_noted", code=edit.code)
    return After.of(sealed=edit is not None and edit.sealed)
