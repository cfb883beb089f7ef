"""Followers: people who want news of a case that somebody else has reported. Sealed cases have no followers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from civics.cases.likeness import Told, fitting, like
from civics.cases.states import DONE
from core.message import Point
from storage.cases.clocks import promised_to
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.cases import case_followers, cases, entries
from storage.tables.columns import among, same

KINDS = ("phan_anh", "kien_nghi")
WEEKS = timedelta(days=28)  # an older report counts as another matter
_MANY = 500  # the newest reports of a topic that are compared


@dataclass(frozen=True, slots=True)
class Near:
    """A case that may be about the same matter. `count`: how many people reported or follow it."""

    case_id: int
    count: int
    topic: str
    state: str
    filed_at: datetime
    promised_at: datetime | None


@dataclass(frozen=True, slots=True)
class News:
    """A follower who does not know the present state of the case yet."""

    case_id: int
    chat_id: int
    code: str
    state: str
    promised_at: datetime | None


def near(work: UnitOfWork, told: Told, *, resident_id: int) -> Near | None:
    """The oldest running case of other people that may be about the same matter, with the number of its reports."""
    if not told.topic or not (told.place.strip() or told.point or told.unit_id is not None):
        return None  # without a topic or a place, nothing is alike
    given = {"p_topic": told.topic, "p_since": work.now - WEEKS, "p_unit": told.unit_id}
    fits = fitting(told)  # by the place first: nearly all are elsewhere, and their texts need not be read
    there = [row.id for row in _RECENT.every(work, given) if fits(_told(told.topic, row)) is not None]
    if not there:
        return None
    is_like = like(told)
    found = [row for row in _THESE.every(work, {"p_ids": there}) if is_like(_told(row.topic, row, row.text))]
    if not found or any(row.resident_id == resident_id for row in found):
        return None  # their own case: the message adds to it
    first = min(found, key=lambda row: (row.filed_at, row.id))
    count = len(found) + counted(work, *(row.id for row in found))
    return Near(first.id, count, first.topic, first.state, first.filed_at, promised_to(work, first, kind=first.kind))


def follow(work: UnitOfWork, case_id: int, chat_id: int) -> bool:
    """Let this chat follow the case. False when the case may no longer be followed."""
    row = work.conn.execute(select(cases.c.state).where(cases.c.id == case_id, _open_to_all())).one_or_none()
    if row is None:
        return False
    insert = postgresql.insert if work.postgres else sqlite.insert
    values = {"case_id": case_id, "chat_id": chat_id, "since": work.now, "told_state": row.state}
    work.conn.execute(insert(case_followers).values(**values).on_conflict_do_nothing())
    return True


def stop(work: UnitOfWork, case_id: int, chat_id: int) -> None:
    """This chat no longer follows the case."""
    mine = and_(case_followers.c.case_id == case_id, case_followers.c.chat_id == chat_id)
    work.conn.execute(delete(case_followers).where(mine))


def unread(work: UnitOfWork, case_id: int) -> None:
    """Somebody else said something about the case: its officer shall see it."""
    work.conn.execute(update(cases).where(cases.c.id == case_id).values(unread=True))


def counted(work: UnitOfWork, *case_ids: int) -> int:
    """How many follow these cases."""
    mine = select(func.count()).select_from(case_followers).where(case_followers.c.case_id.in_(case_ids))
    return int(work.conn.execute(mine).scalar_one())


def of_case(work: UnitOfWork, case_id: int) -> list[int]:
    """The chats that follow a case."""
    mine = select(case_followers.c.chat_id).where(case_followers.c.case_id == case_id)
    return list(work.conn.execute(mine.order_by(case_followers.c.chat_id)).scalars())


def news(work: UnitOfWork, *, limit: int) -> list[News]:
    """Followers who do not know the present state yet. From now on they count as informed."""
    rows = work.conn.execute(
        select(cases, case_followers.c.chat_id.label("follower"))
        .join(case_followers, case_followers.c.case_id == cases.c.id)
        .where(case_followers.c.told_state != cases.c.state, cases.c.sealed.is_(False))
        .order_by(cases.c.id, case_followers.c.chat_id)
        .limit(limit)
    ).all()
    for row in rows:
        mine = and_(case_followers.c.case_id == row.id, case_followers.c.chat_id == row.follower)
        work.conn.execute(update(case_followers).where(mine).values(told_state=row.state))
    return [News(row.id, row.follower, row.code, row.state, promised_to(work, row, kind=row.kind)) for row in rows]


def release(work: UnitOfWork, case_id: int, entry_id: int, *, before: datetime) -> str | None:
    """Allow an answer to be sent to all followers; returns its text, or None: not allowed, or released before.

    `before`: only an answer older than this, so that nobody gets one that is taken back.
    """
    mine = and_(
        entries.c.id == entry_id, entries.c.case_id == case_id, entries.c.kind == "answer",
        entries.c.taken_back_at.is_(None), entries.c.released_at.is_(None), entries.c.at <= before,
        select(cases.c.id).where(cases.c.id == case_id, cases.c.sealed.is_(False)).exists(),
    )  # fmt: skip
    text: str | None = work.conn.execute(
        update(entries).where(mine).values(released_at=work.now).returning(entries.c.text)
    ).scalar()
    return text


def released(work: UnitOfWork, case_id: int) -> frozenset[int]:
    """The ids of the case's answers that were released."""
    mine = select(entries.c.id).where(same(entries.c.case_id, case_id), entries.c.released_at.is_not(None))
    return frozenset(work.conn.execute(mine).scalars())


def forget(work: UnitOfWork, case_id: int) -> None:
    """Remove all followers, because the case was sealed."""
    work.conn.execute(delete(case_followers).where(case_followers.c.case_id == case_id))


def move(work: UnitOfWork, old: list[int], new: int) -> None:
    """Move what a person follows to their new chat."""
    theirs = case_followers.c.chat_id.in_(old)
    rows = work.conn.execute(delete(case_followers).where(theirs).returning(case_followers)).all()
    insert = postgresql.insert if work.postgres else sqlite.insert
    for row in rows:
        values = {"case_id": row.case_id, "chat_id": new, "since": row.since, "told_state": row.told_state}
        work.conn.execute(insert(case_followers).values(**values).on_conflict_do_nothing())


def _open_to_all() -> ColumnElement[bool]:
    """Cases that others may follow: everyday kinds, not sealed, no emergency, still open or just answered."""
    return and_(
        cases.c.sealed.is_(False), or_(*(cases.c.kind == each for each in KINDS)),
        cases.c.emergency == "", cases.c.state.not_in(DONE),
        or_(cases.c.origin != "group", cases.c.chat_id.is_not(None)),
    )  # fmt: skip


_PLACE = ("id", "place", "unit_id", "lat", "lon")
# Where the report and this one name a unit each, they name the same one, unless both have a pin.
_UNIT = bindparam("p_unit", type_=cases.c.unit_id.type)
_RECENT = Prepared(
    select(*(cases.c[name] for name in _PLACE))
    .where(
        cases.c.topic == bindparam("p_topic"), _open_to_all(), cases.c.filed_at >= bindparam("p_since"),
        or_(cases.c.unit_id.is_(None), _UNIT.is_(None), cases.c.unit_id == _UNIT, cases.c.lat.is_not(None)),
    )
    .order_by(cases.c.filed_at.desc(), cases.c.id.desc())
    .limit(_MANY)
)  # fmt: skip
_THESE = Prepared(
    select(
        *(cases.c[name] for name in _PLACE),
        *(cases.c[name] for name in ("resident_id", "topic", "text", "kind", "state", "sealed", "filed_at")),
        *(cases.c[name] for name in ("clock_from", "promised", "days_revision")),
    ).where(among(cases.c.id, "p_ids"))
)


def _told(topic: str, row: Any, text: str = "") -> Told:
    """What a row of `cases` tells."""
    point = Point(row.lat, row.lon) if row.lat is not None and row.lon is not None else None
    return Told(topic, text, row.place, row.unit_id, point)
