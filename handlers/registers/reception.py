"""What only receptions have: booking at the desk and in a chat, numbers, the waiting list, and who is told what.

Luật Tiếp công dân 2013 Điều 24, 28; NĐ 154/2026/NĐ-CP.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from civics.days import calendar
from civics.days.night import is_quiet
from civics.registers import slots
from civics.registers.values import RegisterWhy, Values, Wrong, numbers_of_people
from core.errors import ConflictError, NotFoundError
from core.message import Button
from core.press import write
from core.priority import Priority
from handlers.replies import voice
from handlers.replies.ward import Ward
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.messages.chats import Chat
from storage.registers import bookings, entries, steps
from storage.registers.entries import Entry, Links

VERB = "visit"  # of the buttons under a booking
MOST_WAITING = 20  # on the list of one day
_TOLD_AHEAD = (3, 1)  # whoever has so many people before them is told


def problems(said: Values, state: str, today: date, days: calendar.Days) -> Sequence[Wrong]:
    """What forbids an entry with these fields: numbers of identity stand only in the field that is sealed."""
    del state, today, days
    open_words = ("name", "matter", "note", "result", "guided", "handled_by")
    return [Wrong(each, RegisterWhy.IDENTITY) for each in open_words if _has_identity(str(said.get(each, "")))]


def _has_identity(text: str) -> bool:
    return any(sum(map(str.isdigit, each)) == 12 for each in numbers_of_people(text))


def added(work: UnitOfWork, said: Values, links: Links, *, by: int | None) -> Entry:
    """A booking: in its slot, in the next free one, or on the waiting list. Without a day of reception: who came by.

    Raises ConflictError: FULL, NOT_HELD, PAST.
    """
    if links.parent_id is None:
        return entries.add(work, bookings.VISIT, said, by=by, links=links, state="arrived")
    day = entries.get(work, links.parent_id, reader=None, name=bookings.DAY, lock=True)
    if day.state != "published":
        raise ConflictError(RegisterWhy.NOT_HELD)
    if day.on_day < calendar.day_of(work.now):
        raise ConflictError(RegisterWhy.PAST)
    slot, state = _slot(work, day, links.slot)
    both = {**said, "on": day.on_day.isoformat()}
    given = Links(links.owner_id, day.id, links.case_id, links.resident_id, links.chat_id, slot)
    return entries.add(work, bookings.VISIT, both, by=by, links=given, state=state)


def _slot(work: UnitOfWork, day: Entry, wanted: str | None) -> tuple[str, str]:
    """The slot and the state of a new booking. `wanted` "": the waiting list; None: the next free slot."""
    free = bookings.free_of(work, day)
    if wanted:
        if wanted not in free:
            raise ConflictError(RegisterWhy.FULL)
        return wanted, "booked"
    if wanted is None and free:
        return free[0], "booked"
    waiting = [each for each in entries.of_parent(work, day.id, reader=None) if each.state == "waiting"]
    if len(waiting) >= MOST_WAITING:
        raise ConflictError(RegisterWhy.FULL)
    return "", "waiting"


def book(work: UnitOfWork, day_id: int, slot: str, said: Values, *, resident_id: int, chat_id: int) -> Entry:
    """Book in a chat. A person has one booking at a time: a new one moves it, and its address stays.

    Raises ConflictError: FULL, NOT_HELD, PAST; NotFoundError.
    """
    links = Links(parent_id=day_id, resident_id=resident_id, chat_id=chat_id, slot=slot)
    mine = entries.of_resident(work, resident_id, name=bookings.VISIT, states=slots.AHEAD)
    if not mine:
        return added(work, said, links, by=None)
    day = entries.get(work, day_id, reader=None, name=bookings.DAY, lock=True)
    if day.state != "published" or day.on_day < calendar.day_of(work.now):
        raise ConflictError(RegisterWhy.NOT_HELD)
    if (mine[0].parent_id, mine[0].slot) == (day.id, slot):
        taken, state = slot, mine[0].state
    else:
        taken, state = _slot(work, day, slot)
    both = {**mine[0].said, **said, "on": day.on_day.isoformat()}
    return entries.write(
        work, mine[0], both, state=state, links=Links(parent_id=day.id, slot=taken), act="changed", by=None
    )


def own(work: UnitOfWork, visit_id: int, resident_id: int) -> Entry | None:
    """That person's own booking; None when it is not theirs, or is over."""
    try:
        found = entries.get(work, visit_id, reader=None, name=bookings.VISIT)
    except NotFoundError:
        return None
    return found if found.resident_id == resident_id and not found.over else None


def cancel(work: UnitOfWork, ward: Ward, visit: Entry, *, by: int | None) -> Entry:
    """Give up a booking; whoever has waited longest gets its slot."""
    gone = entries.write(work, visit, visit.said, state="cancelled", act="cancel", by=by)
    _move_up(work, ward, visit)
    return gone


def _move_up(work: UnitOfWork, ward: Ward | None, visit: Entry) -> None:
    if visit.parent_id is None or not visit.slot:
        return
    waits = bookings.first_waiting(work, visit.parent_id)
    if waits is None or waits.on_day < calendar.day_of(work.now):
        return
    up = entries.write(work, waits, waits.said, state="booked", links=Links(slot=visit.slot), act="booked", by=None)
    _tell(work, ward, up, "visit.moved_up", once=f"visit-up:{up.id}:{up.revision}")


def moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """After an act at the desk: a number for who arrives, a word for who waits, an answer for who was received."""
    del by
    match after.state:
        case "arrived" if after.parent_id is not None:
            entries.give_turn(work, after, bookings.next_turn(work, after.parent_id))
            after = entries.get(work, after.id, reader=None)
            count = bookings.ahead(work, after)
            _tell(work, ward, after, "visit.turn" if count else "visit.turn_next", number=after.turn, count=count)
        case "called":
            _tell(work, ward, after, "visit.called")
            _tell_ahead(work, ward, after)
        case "cancelled" | "absent":
            if before.state in slots.AHEAD:
                _move_up(work, ward, before)
            if after.state == "cancelled":
                _tell(work, ward, after, "visit.cancelled_by_ward", **_when(work, ward, after))
        case "received":
            due = after.due_on
            _tell(work, ward, after, "visit.received", due=f"{due:%d/%m/%Y}" if due else "")
        case "answered" if before.state == "received":
            _tell(work, ward, after, "visit.answered", result=str(after.said.get("result", "")))
    return after


def _tell_ahead(work: UnitOfWork, ward: Ward | None, called: Entry) -> None:
    """Tell those who wait, when three people or one are before them."""
    if called.parent_id is None:
        return
    for each in entries.of_parent(work, called.parent_id, reader=None):
        count = bookings.ahead(work, each) if each.state == "arrived" else 0
        if count in _TOLD_AHEAD:
            _tell(work, ward, each, "visit.ahead", once=f"visit-ahead:{each.id}:{count}", count=count)


def day_problems(said: Values, state: str, today: date, days: calendar.Days) -> Sequence[Wrong]:
    """What forbids a day of reception (`civics.registers.slots`)."""
    return slots.problems(said, state, today, days)


def day_moved(work: UnitOfWork, before: Entry, after: Entry, *, by: int | None, ward: Ward | None) -> Entry:
    """A day that is cancelled cancels its bookings, and tells each person why."""
    del before
    if after.state != "cancelled":
        return after
    for each in entries.of_parent(work, after.id, reader=None):
        if each.state in slots.AHEAD:
            gone = entries.write(work, each, each.said, state="cancelled", act="cancel", by=by)
            why = str(after.said.get("instead", ""))
            _tell(work, ward, gone, "visit.day_cancelled", why=why, **_when(work, ward, gone))
    return after


def remind(work: UnitOfWork, ward: Ward) -> int:
    """Remind of tomorrow's bookings, by day, once each. Gives the number reminded."""
    if is_quiet(work.now):
        return 0
    told = 0
    for each in bookings.on_day(work, calendar.day_of(work.now) + timedelta(days=1)):
        once = f"visit-remind:{each.id}:{each.on_day}:{each.slot}"
        told += _tell(work, ward, each, "visit.reminder", once=once, rows=rows(ward, each), **_when(work, ward, each))
    return told


def rows(ward: Ward, visit: Entry, lang: str = "vi") -> tuple[tuple[Button, ...], ...]:
    """The buttons under a booking: cancel it, move it, how many people are before."""
    names = ("line",) if visit.state == "arrived" else ("cancel", "move")
    return (tuple(Button(ward.words.say(lang, f"visit.{each}"), write(VERB, each, visit.id)) for each in names),)


def _when(work: UnitOfWork, ward: Ward | None, visit: Entry) -> dict[str, Any]:
    """The day and time of a booking in words, with where and who, and its lasting address for calendars."""
    day = entries.get(work, visit.parent_id, reader=None) if visit.parent_id else None
    said = day.said if day else {}
    base = ward.settings.public_url if ward else ""
    return {
        "day": f"{visit.on_day:%d/%m/%Y}", "weekday": visit.on_day.weekday(), "time": visit.slot,
        "place": said.get("place", ""), "host": said.get("host", ""), "link": f"{base}/tiep-dan/{visit.key}.ics",
    }  # fmt: skip


def told(work: UnitOfWork, ward: Ward, visit: Entry, lang: str) -> str:
    """What a person reads of their booking."""
    key = "visit.booked" if visit.state == "booked" else "visit.on_list" if visit.state == "waiting" else "visit.here"
    return ward.words.say(lang, key, **in_words(ward, lang, _when(work, ward, visit)))


def in_words(ward: Ward, lang: str, values: dict[str, Any]) -> dict[str, Any]:
    """The same values with the weekday in words."""
    if "weekday" not in values:
        return values
    return {**values, "weekday": ward.words.say(lang, f"saying.weekday_{values['weekday']}")}


def _tell(
    work: UnitOfWork, ward: Ward | None, visit: Entry, key: str, *, once: str = "",
    rows: tuple[tuple[Button, ...], ...] = (), **values: Any,  # fill a sentence
) -> bool:  # fmt: skip
    """Say it in the person's chat, if they booked in one; whether it is new."""
    if ward is None or visit.chat_id is None or visit.sealed:
        return False
    chat: Chat = chats.get(work, visit.chat_id)
    given = in_words(ward, chat.lang or "vi", values)
    found = voice.tell(
        work, ward, chat, key, priority=Priority.NOTICE, rows=rows,
        once=once or f"visit:{visit.id}:{visit.state}:{visit.revision}", **given,
    )  # fmt: skip
    if found.new:
        steps.add(work, visit.id, "told", state=visit.state, by=None)
    return found.new
