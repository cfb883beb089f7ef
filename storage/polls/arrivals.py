"""How many ballots came through the web page from one place in an hour. People look at it; no ballot is dropped for it.

A place is a word for a part of the network that nobody can turn back into it (`console.chat.arrivals`). No row names a
chat, a ballot or a receipt. Rows are written in batches, separately from the ballots' transactions, and all are deleted
at the close.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from civics.polls.counting import FEWEST_SHOWN
from core.errors import NotFoundError
from storage.database.unit import UnitOfWork
from storage.polls import polls
from storage.tables.polls import poll_arrivals
from storage.ward import alerts, ward

MANY = 10  # from one place in an hour; the run-time setting `polls.burst` overrides it
SHOWN = 50  # rows on the page


@dataclass(frozen=True, slots=True)
class Burst:
    """One place in one hour. `many`: enough for an alert to the staff."""

    hour: datetime
    place: str
    number: int
    many: bool


def count(work: UnitOfWork, seen: Mapping[tuple[str, datetime, str], int]) -> None:
    """Add what was seen: poll's key, hour, place -> number of ballots. Polls that have closed meanwhile are left out.

    When one place reaches the ward's limit, the staff get an alert, once per consultation and hour.
    """
    for (key, hour, place), number in seen.items():
        try:
            poll = polls.get(work, key)
        except NotFoundError:
            continue
        if not poll.takes_answers(work.now):
            continue
        whole = _add(work, poll.id, hour, place, number)
        if whole >= _many(work):
            alerts.sound(work, "poll_burst", detail=key, unique_key=f"poll_burst:{key}:{hour:%Y%m%d%H}")


def _add(work: UnitOfWork, poll_id: int, hour: datetime, place: str, number: int) -> int:
    dialect = postgresql if work.postgres else sqlite
    fresh = dialect.insert(poll_arrivals).values(poll_id=poll_id, hour=hour, place=place, number=number)
    whole: int = work.conn.execute(
        fresh.on_conflict_do_update(
            index_elements=["poll_id", "hour", "place"], set_={"number": poll_arrivals.c.number + number}
        ).returning(poll_arrivals.c.number)
    ).scalar_one()
    return whole


def of(work: UnitOfWork, poll_id: int) -> list[Burst]:
    """The hours of a running consultation with the most ballots. Figures under FEWEST_SHOWN are left out."""
    many = _many(work)
    rows = work.conn.execute(
        select(poll_arrivals.c.hour, poll_arrivals.c.place, poll_arrivals.c.number)
        .where(poll_arrivals.c.poll_id == poll_id, poll_arrivals.c.number >= FEWEST_SHOWN)
        .order_by(poll_arrivals.c.number.desc(), poll_arrivals.c.hour.desc(), poll_arrivals.c.place)
        .limit(SHOWN)
    )
    return [Burst(hour, place, number, number >= many) for hour, place, number in rows]


def forget(work: UnitOfWork, poll_id: int) -> None:
    """Delete the figures, at the close."""
    work.conn.execute(delete(poll_arrivals).where(poll_arrivals.c.poll_id == poll_id))


def _many(work: UnitOfWork) -> int:
    found = ward.setting(work, "polls.burst", MANY)
    return found if isinstance(found, int) and found > 0 else MANY
