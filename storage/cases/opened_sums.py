"""The sums behind the public figures. Each month is counted once, and again after anything of its cases changed.

Triggers of the migrations mark a month in the commit of whatever changes what is counted of its cases
(`storage.tables.opened.case_month_marks`). The marks are read before the cases, so a sum is never newer than its mark,
and what was sealed is in no sum that is given after its commit.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from civics.cases.opening import Tally
from civics.cases.states import CLOSED
from core.clock import VIETNAM, in_vietnam
from storage.cases.opened import everyday
from storage.cases.opened_list import DROPPED
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.opened import case_month_marks

_MOST = 30  # months that are kept
_M = case_month_marks.c
_LATE = cases.c.answered_at > cases.c.answer_due_at

Due = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class _Part:
    """One month, or the days of it that are asked for. `dues`: cases that are late from that moment on."""

    until: datetime
    mark: tuple[int, ...]
    tallies: tuple[Tally, ...]
    dues: tuple[Due, ...]


@dataclass(slots=True)
class Sums:
    """The sums of one ward, kept by month for this process."""

    _parts: dict[datetime, _Part] = field(default_factory=dict)

    def tallies(self, work: UnitOfWork, since: datetime, until: datetime) -> list[Tally]:
        """The everyday cases that were filed in whole days from `since` on, released or not, by month, topic and unit.

        `since`: the begin of a month in Vietnam.
        """
        marks = _marks(work)
        found: list[Tally] = []
        for begin, end in _months(since, until):
            mark = tuple(marks.get(f"{each:%Y-%m}", 0) for each in (begin, end - timedelta(microseconds=1)))
            part = self._parts.get(begin)
            if part is None or (part.until, part.mark) != (end, mark):
                part = _read(work, begin, end, mark)
                self._keep(begin, part)
            found += _now(part, work.now)
        return found

    def _keep(self, begin: datetime, part: _Part) -> None:
        kept = {**self._parts, begin: part}  # a new one: other threads read meanwhile
        self._parts = {each: kept[each] for each in sorted(kept)[-_MOST:]}


def _months(since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    begin = since
    while begin < until:
        later = (in_vietnam(begin).replace(day=1) + timedelta(days=32)).replace(day=1)
        end = min(datetime(later.year, later.month, 1, tzinfo=VIETNAM).astimezone(UTC), until)
        yield begin, end
        begin = end


def _marks(work: UnitOfWork) -> dict[str, int]:
    rows = work.conn.execute(select(_M.month, func.sum(_M.version)).group_by(_M.month))
    return {month: int(version) for month, version in rows}


def _now(part: _Part, now: datetime) -> Iterator[Tally]:
    late = Counter((topic, unit) for topic, unit, due in part.dues if due < now)
    for each in part.tallies:
        yield replace(each, late=each.late + late[each.topic, each.unit])


def _read(work: UnitOfWork, since: datetime, until: datetime, mark: tuple[int, ...]) -> _Part:
    within: tuple[ColumnElement[bool], ...] = (
        everyday(), cases.c.filed_at >= since, cases.c.filed_at < until, cases.c.state != DROPPED,
    )  # fmt: skip
    by = cases.c.topic, cases.c.unit_id
    hours = (
        func.extract("epoch", cases.c.answered_at - cases.c.filed_at) / 3600
        if work.postgres
        else (func.julianday(cases.c.answered_at) - func.julianday(cases.c.filed_at)) * 24.0
    )
    done = (cases.c.state == CLOSED) & cases.c.answered_at.is_not(None) & (cases.c.disputes == 0)
    sums = (func.coalesce(func.sum(case((each, 1), else_=0)), 0) for each in (_LATE, cases.c.disputes > 0, done))
    counted = select(*by, func.count(), *sums, func.count(cases.c.answered_at), func.sum(hours))
    tallies = tuple(_tally(*row) for row in work.conn.execute(counted.where(*within).group_by(*by)))
    running = select(*by, cases.c.due_at).where(
        *within, cases.c.due_at.is_not(None), func.coalesce(_LATE, False).is_(False)
    )
    dues = tuple((topic, _unit(unit), due) for topic, unit, due in work.conn.execute(running))
    return _Part(until, mark, tallies, dues)


def _unit(unit: int | None) -> str:
    return str(unit or "-")


def _tally(topic: str, unit: int | None, *sums: Any) -> Tally:
    count, late, disputed, done, timed, hours = sums
    return Tally(topic, _unit(unit), int(count), int(late), int(disputed), int(timed), float(hours or 0), int(done))
