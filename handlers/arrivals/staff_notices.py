"""What an officer presses under a notice in their own chat."""

from core.clock import in_vietnam
from core.press import Press
from handlers.cases import ringing
from handlers.replies.turn import Turn
from storage.notices import notices


def pressed(turn: Turn, pressed: Press) -> None:
    """The person in the emergency reads at once that the ward has seen it, and nobody else is rung.

    The press proves nothing by itself: it counts only in the chat to which the notice went.
    """
    turn.toast()
    told = notices.in_chat(turn.work, pressed.number, turn.chat.id)
    if told is None:
        turn.say("notice.not_yours")
        return
    notices.saw(turn.work, told.id)
    if told.alert_id is None:
        return
    found = ringing.saw(turn.work, turn.ward, told.alert_id, staff_id=told.staff_id)
    if found is not None:
        key = "notice.saw_it" if found.now else "notice.already"
        turn.say(key, name=found.name, at=f"{in_vietnam(found.at):%H:%M}")
