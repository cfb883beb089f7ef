"""Wrong codes, counted per hour for the whole ward, so that guessing is seen whoever does it.

There are 31^8 codes (850 billion) and about ten thousand valid ones in a ward, so one guess in eighty million hits. The
limits keep guessing far below that, without locking out a household behind a shared address: `console.chat.code_door`
says who must wait, and when.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.codes import code_misses
from storage.ward import alerts, ward

MANY = 60  # per hour; the run-time setting `codes.misses` overrides it. Honest typing errors are a few per day
KEPT = timedelta(days=30)


def count(work: UnitOfWork) -> None:
    """Count a wrong code. When there are many in an hour, the admins get one alert for it."""
    dialect = postgresql if work.postgres else sqlite
    hour = _hour(work.now)
    fresh = dialect.insert(code_misses).values(hour=hour, number=1)
    number = work.conn.execute(
        fresh.on_conflict_do_update(index_elements=["hour"], set_={"number": code_misses.c.number + 1}).returning(
            code_misses.c.number
        )
    ).scalar_one()
    if number >= _many(work):
        detail = f"{hour:%Y-%m-%d %H}:00 UTC: {number} or more"
        alerts.sound(work, "code_misses", detail=detail, unique_key=f"code_misses:{hour:%Y%m%d%H}")


def are_many(work: UnitOfWork) -> bool:
    """Whether this hour or the one before has many. If so, the page allows fewer tries per address."""
    since = _hour(work.now) - timedelta(hours=1)
    found = work.conn.execute(select(code_misses.c.number).where(code_misses.c.hour >= since)).scalars()
    return any(each >= _many(work) for each in found)


def place_waits(work: UnitOfWork) -> None:
    """One place has typed too many codes and must wait. The admins get one alert per hour for all such places."""
    hour = f"{work.now:%Y-%m-%d %H}:00 UTC"
    alerts.sound(work, "code_tries", detail=hour, unique_key=f"code_tries:{hour}")


def sweep(work: UnitOfWork) -> int:
    """Remove old counts; returns their number."""
    return work.conn.execute(delete(code_misses).where(code_misses.c.hour < work.now - KEPT)).rowcount


def _many(work: UnitOfWork) -> int:
    found = ward.setting(work, "codes.misses", MANY)
    return found if isinstance(found, int) and found > 0 else MANY


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
