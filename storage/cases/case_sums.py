"""Sums of the figures, kept by month: a month that is over is read again only after one of its cases has changed.

Triggers write which months have changed (`case_month_changes`), in the transaction of the change itself. The sums hold
cases that are over, never sealed ones; cases that run are few and are counted when somebody asks.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from core.clock import VIETNAM, in_vietnam
from storage.cases.figure_rows import By, Only, Span, counted
from storage.database.unit import UnitOfWork
from storage.tables.case_sums import case_month_changes, case_months, case_sums
from storage.tables.cases import cases

AT_ONCE = 3  # months that are counted in one transaction
_MOST = 600  # months back from now


def kept(work: UnitOfWork, since: datetime, until: datetime) -> list[str]:
    """The months wholly inside this time whose sums are kept and true, in order."""
    found = work.conn.execute(
        select(case_months.c.month)
        .where(
            case_months.c.month >= _month(since), case_months.c.month <= _month(until),
            case_months.c.month.not_in(select(case_month_changes.c.month)),
        )
        .order_by(case_months.c.month)
    )  # fmt: skip
    return [month for month in found.scalars() if _span(month)[0] >= since and _span(month)[1] <= until]


def joined(months: Iterable[str]) -> list[Span]:
    """The times of these months, in order; those that follow each other are one."""
    found: list[Span] = []
    for begins, ends in map(_span, months):
        if found and found[-1][1] == begins:
            found[-1] = (found[-1][0], ends)
        else:
            found.append((begins, ends))
    return found


def gaps(months: Iterable[str], since: datetime, until: datetime) -> list[Span]:
    """What of this time is in none of these months."""
    found: list[Span] = []
    for begins, ends in joined(months):
        if since < begins:
            found.append((since, begins))
        since = ends
    return [*found, (since, until)] if since < until else found


def summed(work: UnitOfWork, wanted: Sequence[By], months: Sequence[str]) -> list[Row[Any]]:
    """The kept sums of these months, as rows like those of `figure_rows.counted`."""
    if not months:
        return []
    named = ("number", "disputed", "answered", "replied", "hours")
    return list(
        work.conn.execute(
            select(
                case_sums.c.counted_by.label("by"), case_sums.c.value.label("key"), case_sums.c.outcome,
                *(func.sum(case_sums.c[name]).label(name) for name in named),
            )
            .where(case_sums.c.month.in_(months), case_sums.c.counted_by.in_(["", *(by.value for by in wanted)]))
            .group_by(case_sums.c.counted_by, case_sums.c.value, case_sums.c.outcome)
        )
    )  # fmt: skip


def keep(work: UnitOfWork) -> int:
    """Count the next months that are over and not kept yet, or have changed; returns how many. Newest first.

    A note is removed before its month is counted: a change that is committed later has written another one.
    """
    has = set(work.conn.execute(select(case_months.c.month)).scalars())
    changed = set(work.conn.execute(select(case_month_changes.c.month).distinct()).scalars())
    owed = sorted((changed & has) | (_ended(work) - has), reverse=True)[:AT_ONCE]
    gone = (changed - has) | set(owed)
    if gone:
        work.conn.execute(delete(case_month_changes).where(case_month_changes.c.month.in_(gone)))
    for month in owed:
        _count(work, month)
    return len(owed)


def _count(work: UnitOfWork, month: str) -> None:
    for table in (case_sums, case_months):
        work.conn.execute(delete(table).where(table.c.month == month))
    rows = [
        {
            "month": month, "counted_by": each.by, "value": "" if each.key is None else str(each.key),
            "outcome": each.outcome, "number": each.number, "disputed": each.disputed, "answered": each.answered,
            "replied": each.replied, "hours": float(each.hours or 0),
        }
        for each in counted(work, tuple(By), [_span(month)], only=Only.OVER)
    ]  # fmt: skip
    if rows:
        work.conn.execute(insert(case_sums), rows)
    work.conn.execute(insert(case_months).values(month=month, made_at=work.now))


def _ended(work: UnitOfWork) -> set[str]:
    """The months from the first case on that are over."""
    first = work.conn.execute(select(func.min(cases.c.filed_at))).scalar()
    if first is None:
        return set()
    found: set[str] = set()
    month = _month(work.now)
    while len(found) < _MOST and month > _month(first):
        month = _month(_span(month)[0], back=True)
        found.add(month)
    return found


def _month(at: datetime, *, back: bool = False) -> str:
    """The month of a moment in Viet Nam, or the one before."""
    here = in_vietnam(at)
    months = here.year * 12 + here.month - 1 - back
    return f"{months // 12:04}-{months % 12 + 1:02}"


def _span(month: str) -> Span:
    """Its beginning, and that of the next one."""
    months = int(month[:4]) * 12 + int(month[5:]) - 1
    begins, ends = (datetime(each // 12, each % 12 + 1, 1, tzinfo=VIETNAM) for each in (months, months + 1))
    return begins.astimezone(UTC), ends.astimezone(UTC)
