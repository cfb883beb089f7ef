"""Figures of the cases that came in a period, counted by the database: what became of them, by what they are about.

Sealed cases are in none of them. How many denunciations there were in a year is a figure of its own, and under three
are not told: a small number would say that somebody in a small place has spoken.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    String,
    case,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    true,
    union_all,
)

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
    answered: int = 0  # of all of them: those that had a result, also when they are open again

    @property
    def unhappy(self) -> float | None:
        """The share of residents who said "chưa xong" after a result, in percent; None where there was none."""
        return self.disputed * 100 / max(self.answered, self.disputed) if self.answered or self.disputed else None

    @property
    def received(self) -> int:
        """All of them."""
        return self.on_time + self.late + self.open + self.overdue + self.ended


def whole(work: UnitOfWork, since: datetime, until: datetime) -> Line:
    """All cases that were filed from `since` on and before `until`."""
    return tables(work, (), since, until)[None][0]


def lines(work: UnitOfWork, by: By, since: datetime, until: datetime) -> list[Line]:
    """The same, by something: the months in order, the others with the most cases first."""
    return tables(work, (by,), since, until)[by]


def tables(work: UnitOfWork, wanted: Sequence[By], since: datetime, until: datetime) -> dict[By | None, list[Line]]:
    """All cases (under None, one line), and the same by each of these, in one look at the cases of the period."""
    told = _told(work, wanted, since, until).cte("told")
    rows = work.conn.execute(union_all(*(_grouped(told, by) for by in (None, *wanted))))
    counted: dict[By | None, dict[str, list[Row[Any]]]] = {by: {} for by in (None, *wanted)}
    for row in rows:
        of = By(row.by) if row.by else None
        counted[of].setdefault("" if row.key is None else str(row.key), []).append(row)
    found = {by: [_line(key, some) for key, some in each.items()] for by, each in counted.items()}
    found[None] = found[None] or [_line("", [])]
    return {by: sorted(each, key=lambda line: _rank(by, line)) for by, each in found.items()}


def _rank(by: By | None, line: Line) -> tuple[int, str]:
    return (0 if by is By.MONTH else -line.received), line.key


def denounced(work: UnitOfWork, since: datetime, until: datetime, *, reader: Reader) -> int | None:
    """How many denunciations came; None: fewer than three, or none at all. A named reader is told what they may know.

    Only for whole years: the difference of two periods would tell of a day.
    """
    within = cases.c.sealed, cases.c.filed_at >= since, cases.c.filed_at < until
    named = reader.reads_sealed and not reader.observes
    known = may_know(work, reader) if named else true()
    found = int(work.conn.execute(select(func.count()).where(*within, known)).scalar_one())
    return found if named or found >= FEW else None


def _told(work: UnitOfWork, wanted: Sequence[By], since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    """For each case of the period what became of it, and what it is counted by. The database keeps it meanwhile."""
    first = (each for each in Outcome if each is not Outcome.DISPUTED)
    outcome = case(*((came_to(each, work.now), each.value) for each in first), else_=Outcome.ENDED.value)
    columns = [_key(work, by).label(f"by_{by.value}") for by in wanted]
    disputed = case((came_to(Outcome.DISPUTED, work.now), 1), else_=0)
    answered = case((cases.c.answered_at.is_not(None), 1), else_=0)
    asked = select(
        outcome.label("outcome"), disputed.label("disputed"), answered.label("answered"), _hours(work).label("hours"),
        *columns,
    )  # fmt: skip
    joined = cases.outerjoin(chats, chats.c.id == cases.c.chat_id) if By.CHANNEL in wanted else cases
    return asked.select_from(joined).where(
        cases.c.sealed.is_(False), cases.c.filed_at >= since, cases.c.filed_at < until
    )


def _grouped(told: CTE, by: By | None) -> Select[*tuple[Any, ...]]:
    key = cast(told.c[f"by_{by.value}"], String) if by else cast(null(), String)
    found = select(
        literal(by.value if by else "").label("by"), key.label("key"), told.c.outcome, func.count().label("number"),
        func.sum(told.c.disputed).label("disputed"), func.sum(told.c.answered).label("answered"),
        func.sum(told.c.hours).label("hours"), func.count(told.c.hours).label("replied"),
    )  # fmt: skip
    return found.group_by(told.c.outcome, *([told.c[f"by_{by.value}"]] if by else []))


def _line(key: str, rows: Sequence[Row[Any]]) -> Line:
    counts = {each.outcome: int(each.number) for each in rows}
    summed = (sum(int(getattr(each, name)) for each in rows) for name in ("disputed", "replied", "answered"))
    disputed, replied, answered = summed
    hours = sum(float(each.hours or 0) for each in rows)
    parts = {each.value: counts.get(each.value, 0) for each in Outcome if each is not Outcome.DISPUTED}
    return Line(key, disputed=disputed, hours=hours / replied if replied else None, answered=answered, **parts)


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
