"""The buttons under a booking: cancel it, move it, ask how many people are before."""

from core.press import Press
from handlers.registers import reception
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from handlers.talk import talk
from storage.registers import bookings


def pressed(turn: Turn, press: Press) -> None:
    """A press. A booking that is over, or somebody else's, changes nothing."""
    visit = reception.own(turn.work, press.number, turn.resident.id)
    if visit is None:
        turn.only_toast("visit.over")
        return
    turn.toast()
    what = press.args[0]
    if what == "line" or visit.state == "arrived":
        count = bookings.ahead(turn.work, visit)
        turn.say("visit.ahead" if count else "visit.turn_next", number=visit.turn, count=count)
    elif what == "move":
        talk.begin(turn, "visit")
    elif visit.state in {"booked", "waiting"}:
        reception.cancel(turn.work, turn.ward, visit, by=None)
        turn.say("visit.cancelled", *menu_rows(turn))
    else:
        turn.say("visit.over")
