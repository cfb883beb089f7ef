"""Who is received when: the free slots of the published days, numbers on the day, the waiting list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from civics.registers import slots
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.tables.registers import register_entries

DAY, VISIT = "reception_day", "reception"
_LETTER = "letter"  # to a board of supervision
_E = register_entries.c


@dataclass(frozen=True, slots=True)
class Open:
    """A published day, and its free slots."""

    day: Entry
    free: tuple[str, ...]


def open_days(work: UnitOfWork, since: date, *, limit: int = 20) -> list[Open]:
    """The published days from that day on, the next first."""
    days = entries.some(work, Asked(DAY, state="published", since=since), reader=None, limit=limit, first=True)
    taken = _taken(work, [each.id for each in days])
    return [Open(each, slots.free(each.said, taken.get(each.id, set()))) for each in days]


def free_of(work: UnitOfWork, day: Entry) -> tuple[str, ...]:
    """The free slots of one day."""
    return slots.free(day.said, _taken(work, [day.id]).get(day.id, set()))


def _taken(work: UnitOfWork, ids: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    mine = select(_E.parent_id, _E.slot).where(_E.parent_id.in_(ids), _E.state.in_(slots.ACTIVE), _E.slot != "")
    for parent_id, slot in work.conn.execute(mine):
        found.setdefault(parent_id, set()).add(slot)
    return found


def next_turn(work: UnitOfWork, day_id: int) -> int:
    """The next number on that day."""
    newest = work.conn.execute(select(func.max(_E.turn)).where(_E.parent_id == day_id)).scalar()
    return (newest or 0) + 1


def ahead(work: UnitOfWork, visit: Entry) -> int:
    """How many people that are here come before this one."""
    if visit.turn is None or visit.parent_id is None:
        return 0
    mine = (_E.parent_id == visit.parent_id, _E.state == "arrived", _E.turn < visit.turn)
    found: int = work.conn.execute(select(func.count()).select_from(register_entries).where(*mine)).scalar_one()
    return found


def first_waiting(work: UnitOfWork, day_id: int) -> Entry | None:
    """Who has waited longest for a slot on that day."""
    some = [each for each in entries.of_parent(work, day_id, reader=None) if each.state == "waiting"]
    return min(some, key=lambda each: each.id, default=None)


def on_day(work: UnitOfWork, day: date) -> list[Entry]:
    """Who is booked for that day, in any session."""
    asked = Asked(VISIT, state="booked", since=day, until=day)
    return entries.some(work, asked, reader=None, limit=500, first=True)


def chair_days(work: UnitOfWork, begins: date, ends: date) -> int:
    """How many days the chair receives between these days: published or held."""
    asked = Asked(DAY, states=("published", "held"), since=begins, until=ends)
    some = entries.some(work, asked, reader=None, limit=200)
    return len({each.on_day for each in some if each.said.get("who") == "chair"})


def has(work: UnitOfWork, resident_id: int) -> bool:
    """Whether a resident has a booking that is not over."""
    return bool(entries.of_resident(work, resident_id, name=VISIT, states=slots.AHEAD))


def move(work: UnitOfWork, giver_id: int, taker_id: int, *, chat_id: int) -> None:
    """A person goes on in another chat: what is said of their bookings and letters is said there."""
    mine = (_E.resident_id == giver_id, _E.register.in_((VISIT, _LETTER)), ~_E.over)
    work.conn.execute(update(register_entries).where(*mine).values(resident_id=taker_id, chat_id=chat_id))
