"""The days on which cases are due, as a filter of the queue and as numbers of a morning."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_

from civics.days import calendar
from storage.database.unit import UnitOfWork
from storage.tables.cases import RUNNING, cases
from storage.ward import days


class Due(StrEnum):
    """The day on which a running case is due and not late yet. "tomorrow" is the next working day of the ward."""

    TODAY = "today"
    TOMORROW = "tomorrow"


def due_on(work: UnitOfWork, due: Due) -> ColumnElement[bool]:
    """The condition of a day: due from now until the end of today, or after that until the end of the next one."""
    today = calendar.day_of(work.now)
    tonight = calendar.ends(today, office=False)
    if due is Due.TODAY:
        return and_(cases.c.due_at >= work.now, cases.c.due_at <= tonight, RUNNING)
    next_one = calendar.ends(calendar.add_working_days(today, 1, days.known(work)), office=False)
    return and_(cases.c.due_at > tonight, cases.c.due_at <= next_one, RUNNING)


def soon_ends(work: UnitOfWork) -> datetime:
    """Until when what is due counts as due soon: the end of the next two working days, by the ward's own days."""
    return calendar.ends(calendar.add_working_days(calendar.day_of(work.now), 2, days.known(work)), office=False)
