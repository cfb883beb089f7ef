"""Figures of the cases that came in a period, counted by the database: what became of them, by what they are about.

Sealed cases are in none of them. How many denunciations there were in a year is a figure of its own, and under three
are not told: a small number would say that somebody in a small place has spoken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, select, true

from storage.cases.filter import Outcome, came_to
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.messages import chats
from storage.ward.sight import Reader, may_know

FEW = 3  # denunciations: below this, their number is not told


class By(StrEnum):
    """What the cases are counted by."""

    MONTH = "month"
    KIND = "kind"
    TOPIC = "topic"
    UNIT = "unit"
    TEAM = "team"
    OFFICER = "officer"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Line:
    """The cases of one month, kind, topic … `key` is its value, an id as text; empty: none. The first five add up."""

    key: str
    on_time: int
    late: int
    open: int
    overdue: int
    ended: int
    disputed: int
    hours: float | None  # until the first reply, on the average of those that have one

    @property
    def received(self) -> int:
        """All of them."""
        return self.on_time + self.late + self.open + self.overdue + self.ended


def whole(work: UnitOfWork, since: datetime, until: datetime) -> Line:
    """All cases that were filed from `since` on and before `until`."""
    return _lines(work, None, since, until)[0]


def lines(work: UnitOfWork, by: By, since: datetime, until: datetime) -> list[Line]:
    """The same, by something: the months in order, the others with the most cases first."""
    found = _lines(work, _key(work, by), since, until)
    return sorted(found, key=lambda each: each.key if by is By.MONTH else (-each.received, each.key))


def denounced(work: UnitOfWork, since: datetime, until: datetime, *, reader: Reader) -> int | None:
    """How many denunciations came; None: fewer than three, or none at all. A named reader is told what they may know.

    Only for whole years: the difference of two periods would tell of a day.
    """
    within = cases.c.sealed, cases.c.filed_at >= since, cases.c.filed_at < until
    named = reader.reads_sealed and not reader.observes
    known = may_know(work, reader) if named else true()
    found = int(work.conn.execute(select(func.count()).where(*within, known)).scalar_one())
    return found if named or found >= FEW else None


def _lines(work: UnitOfWork, key: ColumnElement[Any] | None, since: datetime, until: datetime) -> list[Line]:
    counted = [
        func.coalesce(func.sum(case((came_to(each, work.now), 1), else_=0)), 0).label(each.value) for each in Outcome
    ]
    of_period = and_(cases.c.sealed.is_(False), cases.c.filed_at >= since, cases.c.filed_at < until)
    wanted = select(*counted, func.avg(_hours(work)).label("hours"))
    if key is not None:
        wanted = wanted.add_columns(key.label("key")).group_by(key)
    joined = cases.outerjoin(chats, chats.c.id == cases.c.chat_id)
    rows = work.conn.execute(wanted.select_from(joined).where(of_period))
    return [_line(row._mapping) for row in rows]  # noqa: SLF001  # SQLAlchemy's public name for it


def _line(row: Mapping[Any, Any]) -> Line:
    key, hours = row.get("key"), row["hours"]
    counts = {each.value: int(row[each.value]) for each in Outcome}
    return Line("" if key is None else str(key), hours=None if hours is None else float(hours), **counts)


def _key(work: UnitOfWork, by: By) -> ColumnElement[Any]:
    here = "+7 hours"  # Viet Nam has one time zone and no summer time
    month: ColumnElement[Any] = (
        func.to_char(func.timezone("Asia/Ho_Chi_Minh", cases.c.filed_at), "YYYY-MM")
        if work.postgres
        else func.strftime("%Y-%m", cases.c.filed_at, here)
    )
    found: dict[By, ColumnElement[Any]] = {
        By.MONTH: month,
        By.CHANNEL: func.coalesce(chats.c.channel, cases.c.origin),
        By.KIND: cases.c.kind,
        By.TOPIC: cases.c.topic,
        By.UNIT: cases.c.unit_id,
        By.TEAM: cases.c.team_id,
        By.OFFICER: cases.c.officer_id,
    }
    return found[by]


def _hours(work: UnitOfWork) -> ColumnElement[Any]:
    if work.postgres:
        return func.extract("epoch", cases.c.first_said_at - cases.c.filed_at) / 3600
    days = func.julianday(cases.c.first_said_at) - func.julianday(cases.c.filed_at)
    return days * literal_column("24.0")
