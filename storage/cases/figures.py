"""Figures of the cases that came in a period, counted by the database: what became of them, by what they are about.

Sealed cases are in none of them. How many denunciations there were in a year is a figure of its own, and under three
are not told: a small number would say that somebody in a small place has spoken.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, true

from storage.cases import case_sums
from storage.cases.figure_rows import By, Only, counted
from storage.cases.filter import Outcome
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.ward.sight import Reader, may_know

__all__ = ["FEW", "By", "Line", "denounced", "lines", "tables", "whole"]

FEW = 3  # denunciations: below this, their number is not told


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
    """All cases (under None, one line), and the same by each of these.

    Months whose sums are kept are not read again: of these only the cases that still run are counted now.
    """
    kept = case_sums.kept(work, since, until)
    rows = counted(work, wanted, case_sums.gaps(kept, since, until), only=Only.ALL)
    rows += counted(work, wanted, case_sums.joined(kept), only=Only.RUNNING)
    rows += case_sums.summed(work, wanted, kept)
    found: dict[By | None, dict[str, list[Row[Any]]]] = {by: {} for by in (None, *wanted)}
    for row in rows:
        of = By(row.by) if row.by else None
        found[of].setdefault("" if row.key is None else str(row.key), []).append(row)
    made = {by: [_line(key, some) for key, some in each.items()] for by, each in found.items()}
    made[None] = made[None] or [_line("", [])]
    return {by: sorted(each, key=lambda line: _rank(by, line)) for by, each in made.items()}


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


def _line(key: str, rows: Iterable[Row[Any]]) -> Line:
    counts = {each.value: 0 for each in Outcome if each is not Outcome.DISPUTED}
    disputed = replied = answered = 0
    hours = 0.0
    for each in rows:
        counts[each.outcome] += int(each.number)
        disputed, replied, answered = disputed + each.disputed, replied + each.replied, answered + each.answered
        hours += float(each.hours or 0)
    mean = hours / replied if replied else None
    return Line(key, disputed=int(disputed), hours=mean, answered=int(answered), **counts)
