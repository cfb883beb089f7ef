"""Open cases whose due date would change if the ward changed its days off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from civics.days.calendar import Days
from storage.cases.clocks import running
from storage.database.unit import UnitOfWork
from storage.tables.cases import RUNNING, cases
from storage.ward.sight import Reader, may_know


@dataclass(frozen=True, slots=True)
class Moved:
    """One case with its present due date and the new one. `legal`: the date comes from a legal period."""

    code: str
    kind: str
    due_name: str
    legal: bool
    due_at: datetime
    would_be: datetime


def moved(work: UnitOfWork, by_days: Days, *, reader: Reader) -> list[Moved]:
    """The open cases of which the reader may know, the nearest date first. Nothing is changed."""
    rows = work.conn.execute(
        select(cases)
        .where(RUNNING, cases.c.due_at.is_not(None), may_know(work, reader))
        .order_by(cases.c.due_at, cases.c.id)
    )
    found = []
    for row in rows:
        clock = running(row._mapping, by_days)  # noqa: SLF001  # SQLAlchemy's public name for it
        if clock is not None and (clock.name, clock.due_at) != (row.due_name, row.due_at):
            found.append(Moved(row.code, row.kind, row.due_name, row.due_legal, row.due_at, clock.due_at))
    return found
