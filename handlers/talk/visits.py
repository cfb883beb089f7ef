"""A booking in a chat: which slots are offered, and what becomes of a finished one."""

from civics.days.calendar import day_of
from core.errors import ConflictError, NotFoundError
from core.message import Json, Outgoing
from dialogs.scripts.reception import Visit
from handlers.registers import reception
from handlers.replies.menus import menu_rows
from handlers.replies.turn import Turn
from storage.messages import runs
from storage.messages.runs import Run
from storage.registers import bookings
from storage.registers.bookings import Open

_DAYS, _SLOTS = 4, 3  # that are offered: slots of each day


def offered(turn: Turn, _about: Json) -> Json:
    """The next free slots as pairs of value and label; of a full day its waiting list."""
    found: list[Json] = []
    for each in bookings.open_days(turn.work, day_of(turn.work.now), limit=_DAYS):
        spread = each.free[:: max(1, len(each.free) // _SLOTS)][:_SLOTS]
        found += [[f"{each.day.id}_{slot.replace(':', '')}", _label(turn, each, slot)] for slot in spread]
        if not spread:
            found.append([str(each.day.id), _label(turn, each, "")])
    return found


def _label(turn: Turn, each: Open, slot: str) -> str:
    on = each.day.on_day
    weekday = turn.words(f"saying.weekday_{on.weekday()}")
    key = "visit.offer" if slot else "visit.offer_list"
    return turn.words(key, weekday=weekday, day=f"{on:%d/%m}", time=slot, host=str(each.day.said.get("host", "")))


def book(turn: Turn, run: Run, visit: Visit) -> bool:
    """Book it, and say when and where. False when somebody was faster: then the person chooses again."""
    said = {"name": visit.name, "matter": visit.matter, "needs": visit.needs}
    try:
        made = reception.book(
            turn.work, visit.day_id, visit.slot, said, resident_id=turn.resident.id, chat_id=turn.chat.id
        )
    except (ConflictError, NotFoundError):
        runs.end(turn.work, run.id, "dropped")
        turn.say("visit.taken")
        return False
    runs.end(turn.work, run.id, "done")
    text = reception.told(turn.work, turn.ward, made, turn.lang)
    turn.send(Outgoing(text, rows=reception.rows(turn.ward, made, turn.lang)))
    return True


def no_day(turn: Turn, run: Run) -> None:
    """Nothing can be booked now."""
    runs.end(turn.work, run.id, "done")
    turn.say("visit.no_day", *menu_rows(turn), link=f"{turn.ward.settings.public_url}/tiep-dan")
