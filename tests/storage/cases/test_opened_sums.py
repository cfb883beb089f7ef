"""Sums that are kept are what a new count would give, after every change and as time goes by; and little is counted."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, event, insert, update

from storage.cases import acts
from storage.cases.opened_sums import Sums
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from tests.databases import Now
from tests.storage import kit

YEAR = datetime(2025, 12, 31, 17, tzinfo=UTC)  # 1 January 2026 in Vietnam


def _fill(work: UnitOfWork) -> list[int]:
    """Two cases in each month, of which the first was filed in the first minute: in UTC, a month before."""
    made: list[int] = []
    for month in range(1, 12):
        begin = datetime(2026, month, 1, tzinfo=UTC) - timedelta(hours=7)
        row = {"kind": "phan_anh", "origin": "desk", "text": "x", "heard_at": begin, "topic": "duong_sa"}
        made += work.conn.execute(
            insert(cases).returning(cases.c.id, sort_by_parameter_order=True),
            [{**row, "code": f"LS-26-{month:03}{day:03}", "filed_at": begin + timedelta(days=day)} for day in (0, 9)],
        ).scalars()  # fmt: skip
    return made


def _counted(store: Database, read: Callable[[UnitOfWork], object]) -> int:
    """How many months are counted for it."""
    said: list[str] = []

    def before(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        said.append(statement)

    def listening(work: UnitOfWork) -> None:
        event.listen(work.conn, "before_cursor_execute", before)
        try:
            read(work)
        finally:
            event.remove(work.conn, "before_cursor_execute", before)

    store.look(listening)
    return sum("count(*)" in each for each in said)


def test_a_change_counts_its_own_month_again_and_nothing_else(store: Database, now: Now) -> None:
    ward = kit.people(store)
    ids = store.run(_fill)
    sums = Sums()

    def asked(work: UnitOfWork, kept: Sums = sums) -> list[Any]:
        return kept.tallies(work, YEAR, work.now)

    assert _counted(store, asked) == 11
    assert sum(each.count for each in store.look(asked)) == 22
    assert _counted(store, asked) == 0
    of_march = cases.c.id == ids[5]
    changes: tuple[Callable[[UnitOfWork], object], ...] = (
        lambda work: acts.change_kind(work, ids[5], kind="to_cao", by=ward.named),
        lambda work: work.conn.execute(update(cases).where(cases.c.id == ids[4]).values(disputes=1)),
        lambda work: work.conn.execute(update(cases).where(cases.c.id == ids[4]).values(unit_id=ward.unit_id)),
        lambda work: work.conn.execute(delete(cases).where(cases.c.id == ids[6])),
        lambda work: work.conn.execute(update(cases).where(cases.c.id == ids[7]).values(filed_at=YEAR)),
    )
    for change in changes:
        store.run(change)
        assert 1 <= _counted(store, asked) <= 3, "its month, or both where it went to another, and their neighbours"
        assert store.look(asked) == store.look(asked, Sums())
    assert sum(each.count for each in store.look(asked)) == 20
    store.run(lambda work: work.conn.execute(update(cases).where(of_march).values(unread=True)))
    assert _counted(store, asked) == 0, "what is not counted marks nothing"
    due = {"due_at": now() + timedelta(days=1)}
    store.run(lambda work: work.conn.execute(update(cases).where(cases.c.id == ids[4]).values(**due)))
    assert sum(each.late for each in store.look(asked)) == 0
    now.pass_(days=2)
    assert sum(each.late for each in store.look(asked)) == 1, "late by the clock alone"
    assert store.look(asked) == store.look(asked, Sums())
