"""How a ward is, in counts: what its operator must know, and what the province may know. Never a case."""

from datetime import timedelta
from typing import Any

from sqlalchemy import and_, func, select

from civics.registers.reports import Table
from storage.database.unit import UnitOfWork
from storage.messages import inbox as arrivals
from storage.messages import outbox as leaving
from storage.province.registry import Figures
from storage.registers import reports
from storage.tables.cases import RUNNING, cases
from storage.tables.messages import inbox, outbox
from storage.ward import alerts

_HOUR = timedelta(hours=1)
_NEWEST = 20_000  # rows of the outbox that are looked through for those sent in the last hour


def look(work: UnitOfWork) -> Figures:
    """The figures of the ward of this database, but for the bytes that it stores."""
    since = work.now - _HOUR
    waiting, lag = arrivals.depth(work)
    late = and_(RUNNING, cases.c.due_at < work.now)
    newest = select(func.coalesce(func.max(outbox.c.id), 0) - _NEWEST).scalar_subquery()
    aside = _count(work, inbox.c.id, inbox.c.state == "aside", inbox.c.handled_at >= since)
    signed = reports.last_signed(work)
    return Figures(
        handled=_count(work, inbox.c.id, inbox.c.handled_at >= since),
        sent=_count(work, outbox.c.id, outbox.c.id > newest, outbox.c.sent_at >= since),
        waiting=waiting, lag=lag, leaving=leaving.depth(work)["waiting"], errors=aside + alerts.waiting(work),
        open_cases=_count(work, cases.c.id, RUNNING), late_cases=_count(work, cases.c.id, late),
        report={} if signed is None else {
            "begins": signed.begins.isoformat(), "ends": signed.ends.isoformat(), "tables": summed(signed.tables)
        },
    )  # fmt: skip


def summed(tables: tuple[Table, ...]) -> dict[str, dict[str, int]]:
    """Each column of each table, added over its lines. A number that is too small to be told is not added."""
    found: dict[str, dict[str, Any]] = {}
    for table in tables:
        sums = found.setdefault(table.name, {})
        for line in table.lines:
            for each in line.figures:
                sums[each.name] = sums.get(each.name, 0) + (0 if each.few else each.count)
    return found


def _count(work: UnitOfWork, column: Any, *where: Any) -> int:
    return int(work.conn.execute(select(func.count(column)).where(*where)).scalar_one())
