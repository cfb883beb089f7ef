"""The reason why something is not done yet. It goes to its case as words of the resident."""

from dialogs.engine.hear import FROM
from dialogs.scripts.not_done import NotDone
from handlers.replies.turn import Turn
from storage.cases import cases
from storage.media import attachments
from storage.messages import runs
from storage.messages.runs import Run


def keep(turn: Turn, run: Run, reason: NotDone) -> bool:
    """Add the reason to the case. A skipped reason adds nothing; the press has already opened the case again.

    False when there is no such case any more: then the words are not recorded anywhere.
    """
    own = cases.own(turn.work, reason.case_id, turn.resident.id, sealed=turn.shows.sealed)
    runs.end(turn.work, run.id, "done", case_id=own.id if own else None)
    if own is None:
        turn.say("talk.no_such_case")
        return False
    if not reason.text and not reason.media:
        turn.say("feedback.skipped", code=own.code)
        return True
    told = run.answers.get(FROM)
    ids = list(told) if isinstance(told, dict) else []
    entry_id = cases.append(
        turn.work, own.id, text=turn.words("feedback.entry", why=reason.text or turn.words("talk.only_files")),
        message_id=str(ids[0]) if ids else "", chat_id=turn.chat.id,
    )  # fmt: skip
    attachments.move_to_case(turn.work, run.id, own.id, entry_id=entry_id, sealed=own.sealed)
    turn.say("feedback.kept", code=own.code)
    return True
