"""What people do with a released case of somebody else, who came by its public page: follow it, say "chưa xong".

They never learn its code or who reported it. Only its own resident can open it again; what others say goes to its
officer.
"""

from contextlib import suppress

from core import press
from core.errors import ConflictError, NotFoundError
from core.message import Button
from dialogs.engine.hear import FROM
from dialogs.scripts.still import Still
from handlers.cases import filing
from handlers.cases.followers import FOLLOW
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.cases import cases, entries, followers, opened_list
from storage.cases.opened_list import Shown
from storage.media import attachments
from storage.messages import runs
from storage.messages.runs import Run
from storage.ward import audit


def follow(turn: Turn, shown: Shown) -> None:
    """Follow a released case. One's own needs no following; one that is over has no news."""
    if cases.own(turn.work, shown.case_id, turn.resident.id) is not None:
        turn.say("opened.is_yours", *menu_rows(turn), title=shown.title)
    elif followers.follow(turn.work, shown.case_id, turn.chat.id):
        audit.record(turn.work, "case.followed", actor=audit.RESIDENT, case_id=shown.case_id)
        stop = Button(turn.words("petition.follow_stop"), press.write(FOLLOW, "stop", shown.case_id))
        turn.say("opened.follows", (stop,), *menu_rows(turn), title=shown.title)
    else:
        turn.say("opened.is_over", *menu_rows(turn), title=shown.title)


def keep(turn: Turn, run: Run, told: Still) -> bool:
    """Keep what somebody saw. False when it must become a report of its own: the case is no longer shown, or the words
    may be a denunciation.
    """
    shown = opened_list.of_case(turn.work, told.case_id)
    if shown is None or filing.names_wrongdoing(turn.ward, told.text):
        runs.end(turn.work, run.id, "done")
        return False
    runs.end(turn.work, run.id, "done", case_id=told.case_id)
    if cases.own(turn.work, told.case_id, turn.resident.id) is not None:
        _own(turn, run, told)
    else:
        words = turn.ward.words.say("vi", "opened.still_note", words=told.text)
        entry_id = entries.add(turn.work, told.case_id, kind=entries.NOTE, text=words, sealed=False)
        attachments.move_to_case(turn.work, run.id, told.case_id, entry_id=entry_id, sealed=False)
        followers.unread(turn.work, told.case_id)
        audit.record(turn.work, "case.still", actor=audit.RESIDENT, case_id=told.case_id)
    turn.say("opened.still_kept", *menu_rows(turn), title=shown.title)
    return True


def _own(turn: Turn, run: Run, told: Still) -> None:
    """Its own resident says so: the case is open again, as with the button under the answer."""
    with suppress(ConflictError, NotFoundError):  # it is open already
        cases.reopen(turn.work, told.case_id, resident_id=turn.resident.id)
    from_messages = run.answers.get(FROM)
    ids = list(from_messages) if isinstance(from_messages, dict) else []
    entry_id = cases.append(
        turn.work, told.case_id, text=turn.words("feedback.entry", why=told.text), chat_id=turn.chat.id,
        message_id=str(ids[0]) if ids else "",
    )  # fmt: skip
    attachments.move_to_case(turn.work, run.id, told.case_id, entry_id=entry_id, sealed=False)
