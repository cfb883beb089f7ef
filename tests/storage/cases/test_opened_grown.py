"""The public pages of a ward with many cases: what they ask, by the database's own query plans.

The tables have no statistics, as in a ward: nothing there runs ANALYZE on SQLite.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import event, insert, text

from storage.cases import opened_list
from storage.cases.opened_list import Asked
from storage.cases.opened_sums import Sums
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.cases import cases
from storage.tables.opened import public_cases
from tests.databases import Now

MANY = 300


def _fill(work: UnitOfWork) -> None:
    """Released cases: few of one topic and few that are open, in the order in which they came."""
    filed = [work.now - timedelta(hours=MANY - each) for each in range(MANY)]
    made = work.conn.execute(
        insert(cases).returning(cases.c.id, sort_by_parameter_order=True),
        [{"code": f"LS-26-{each:06}", "kind": "phan_anh", "origin": "desk", "text": "x", "filed_at": at, "heard_at": at,
          "topic": "rac_thai" if each < 3 else "duong_sa", "state": "taken" if each < 4 else "closed"}
         for each, at in enumerate(filed)],
    ).scalars().all()  # fmt: skip
    work.conn.execute(
        insert(public_cases),
        [{"key": f"V-{number:013}", "case_id": each, "filed_at": at, "released_at": at, "changed_at": at,
          "ground": "topic", "title": "Đèn hỏng", "folded": "den hong", "lat": 21.6, "lon": 105.8}
         for number, (each, at) in enumerate(zip(made, filed, strict=True))],
    )  # fmt: skip


def _plans(store: Database, asks: Callable[[UnitOfWork], object]) -> str:
    found: list[str] = []

    def ask(work: UnitOfWork) -> None:
        def before(conn: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            how = "EXPLAIN" if work.postgres else "EXPLAIN QUERY PLAN"
            rows = conn.connection.driver_connection.execute(f"{how} {statement}", parameters)
            found.extend(str(row[0] if work.postgres else row[3]) for row in rows)

        if work.postgres:  # it reads small tables whole; with that forbidden, another way must exist
            work.conn.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(work.conn, "before_cursor_execute", before)
        try:
            asks(work)
        finally:
            event.remove(work.conn, "before_cursor_execute", before)

    store.run(ask)
    return "\n".join(found)


def test_figures_are_counted_from_an_index_alone(store: Database, now: Now) -> None:
    store.run(_fill)
    plan = _plans(store, partial(Sums().tallies, since=now() - timedelta(days=300), until=now()))
    assert "Seq Scan" not in plan
    assert store.look(lambda work: work.postgres) or "COVERING INDEX ix_cases_told" in plan, plan


def test_a_rare_topic_and_what_is_open_are_sought_among_themselves(store: Database) -> None:
    store.run(_fill)
    for asked, many in ((Asked(topic="rac_thai"), 3), (Asked(over=False), 4), (Asked("den", "rac_thai"), 3)):
        assert len(store.look(opened_list.newest, asked, limit=31)) == many
    for rare, index in ((Asked(topic="rac_thai"), "ix_cases_topic"), (Asked(over=False), "(state=?)")):
        plan = _plans(store, partial(opened_list.newest, asked=rare, limit=31))
        assert "Seq Scan" not in plan
        assert store.look(lambda work: work.postgres) or (index in plan and "ix_public_cases_list" not in plan), plan


def test_a_file_of_addresses_reads_its_own_part(store: Database) -> None:
    store.run(_fill)
    assert store.look(opened_list.parts, 100) == [1, 2, 3]
    assert len(store.look(opened_list.changed, 2, each=100)) == 100
    plan = _plans(store, partial(opened_list.changed, part=2, each=100))
    assert "SCAN" not in plan.upper().replace("INDEX SCAN", "").replace("BITMAP HEAP SCAN", ""), plan


def test_a_list_begins_with_the_newest_and_sorts_nothing(store: Database) -> None:
    store.run(_fill)
    for ask in (opened_list.some, opened_list.points, opened_list.newest):
        for asked, index in ((Asked(), "ix_public_cases_list"), (Asked("den", over=True), "public_words")):
            plan = _plans(store, partial(ask, asked=asked, limit=31))
            assert "Seq Scan" not in plan, plan
            sorts = "TEMP B-TREE" in plan or index not in plan
            assert store.look(lambda work: work.postgres) or not sorts, plan
