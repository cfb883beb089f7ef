"""What residents say of each official channel, from 1 to 5 (NĐ 224/2026/NĐ-CP Điều 9 to 13), kept in confidence.

Who has rated and what was said are in different tables: no row holds both, and neither has a time. Ratings are added to
what is shown five at a time, so that nobody reads a single one from two looks at the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.days.calendar import day_of
from storage.database.unit import UnitOfWork
from storage.registers import entries
from storage.registers.entries import Asked, Entry
from storage.tables.channels import channel_raters, channel_rates

CHANNEL = "channel"
FEWEST = 5  # ratings that are shown together
STARS = (1, 2, 3, 4, 5)
_R, _W = channel_rates.c, channel_raters.c


@dataclass(frozen=True, slots=True)
class Told:
    """The mean of this year's and last year's ratings that are shown, and how many they are."""

    mean: float
    count: int


def in_use(work: UnitOfWork) -> list[Entry]:
    """The channels that can be rated, the oldest first."""
    return entries.some(work, Asked(CHANNEL, public=True), reader=None, limit=50, first=True)


def open_to(work: UnitOfWork, resident_id: int) -> list[Entry]:
    """Those that this person has not rated in this year."""
    mine = select(_W.channel_id).where(_W.year == day_of(work.now).year, _W.mark == _mark(work, resident_id))
    rated = set(work.conn.execute(mine).scalars())
    return [each for each in in_use(work) if each.id not in rated]


def rate(work: UnitOfWork, channel_id: int, stars: int, *, resident_id: int) -> bool:
    """Count one rating; once a year for each person and channel, whatever comes twice. Raises NotFoundError."""
    assert stars in STARS
    entries.get(work, channel_id, reader=None, name=CHANNEL, lock=True)
    year = day_of(work.now).year
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(channel_raters).values(channel_id=channel_id, year=year, mark=_mark(work, resident_id))
    fresh = row.on_conflict_do_nothing(index_elements=["channel_id", "year", "mark"])
    if not work.conn.execute(fresh).rowcount:
        return False
    mine = (_R.channel_id == channel_id, _R.year == year)
    if not work.conn.execute(select(exists().where(*mine))).scalar_one():
        rows = [{"channel_id": channel_id, "year": year, "stars": each} for each in STARS]
        work.conn.execute(insert(channel_rates), rows)
    work.conn.execute(update(channel_rates).where(*mine, _R.stars == stars).values(waiting=_R.waiting + 1))
    if work.conn.execute(select(func.sum(_R.waiting)).where(*mine)).scalar_one() >= FEWEST:
        work.conn.execute(update(channel_rates).where(*mine).values(counted=_R.counted + _R.waiting, waiting=0))
    return True


def told(work: UnitOfWork, channel_ids: Sequence[int]) -> dict[int, Told]:
    """What is shown of these channels; nothing of one that fewer than five people rated."""
    wanted = (
        select(_R.channel_id, func.sum(_R.counted), func.sum(_R.counted * _R.stars))
        .where(_R.channel_id.in_(channel_ids), _R.year >= day_of(work.now).year - 1)
        .group_by(_R.channel_id)
    )
    rows = work.conn.execute(wanted).all()
    return {row[0]: Told(round(int(row[2]) / int(row[1]), 1), int(row[1])) for row in rows if row[1] >= FEWEST}


def move(work: UnitOfWork, giver_id: int, taker_id: int) -> None:
    """A person goes on in another chat: what they have rated is rated there too."""
    giver, taker = _mark(work, giver_id), _mark(work, taker_id)
    there = channel_raters.alias()
    same = (there.c.channel_id == _W.channel_id, there.c.year == _W.year, there.c.mark == taker)
    work.conn.execute(update(channel_raters).where(_W.mark == giver, ~exists().where(*same)).values(mark=taker))


def forget(work: UnitOfWork, resident_id: int) -> None:
    """Forget that a person has rated. What they said leads to nobody, and stays counted."""
    work.conn.execute(delete(channel_raters).where(_W.mark == _mark(work, resident_id)))


def _mark(work: UnitOfWork, resident_id: int) -> int:
    """A person's mark, which only the ward's key makes."""
    return work.seal.blind("channel rated", resident_id)
