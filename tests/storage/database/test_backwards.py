"""The suite itself: with `--backwards`, rows that nobody put in order come from the last to the first."""

from typing import Any

import pytest
from sqlalchemy import Select, func, insert, literal, select

from storage.database.database import Database
from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import topics
from tests import backwards

KEYS = select(topics.c.key)


@pytest.fixture(autouse=True)
def _ruled(monkeypatch: pytest.MonkeyPatch) -> None:
    backwards.rule(monkeypatch)


@pytest.fixture
def two(_ruled: None, store: Database) -> Database:
    """Two topics with one title."""
    rows = [{"key": "a", "title": "Đường"}, {"key": "b", "title": "Đường"}]
    store.run(lambda work: work.conn.execute(insert(topics), rows))
    return store


@pytest.mark.parametrize("found", [KEYS, KEYS.order_by(topics.c.title)])
def test_rows_without_an_order_come_from_the_last_to_the_first(two: Database, found: Select[Any]) -> None:
    def all_ways(work: UnitOfWork) -> list[list[str]]:
        result = work.conn.execute(found)
        return [
            list(work.conn.execute(found).scalars()),
            [row.key for row in work.conn.execute(found).all()],
            [result.scalars().first(), work.conn.execute(found).all()[1].key],
            [row.key for row in Prepared(found).every(work, {})],
        ]

    assert two.look(all_ways) == [["b", "a"]] * 4


def test_what_has_no_key_is_turned_where_the_database_itself_turns_nothing(two: Database) -> None:
    both = select(literal("a")).union_all(select(literal("b")))
    found = two.look(lambda work: [list(work.conn.execute(both).scalars()), work.conn.execute(both).all()[0][0]])
    assert found == ([["a", "b"], "a"] if two.embedded else [["b", "a"], "b"])


def test_an_order_that_was_asked_for_stays_and_so_does_a_count(two: Database) -> None:
    assert two.look(lambda work: list(work.conn.execute(KEYS.order_by(topics.c.key)).scalars())) == ["a", "b"]
    assert two.look(lambda work: work.conn.execute(select(func.count()).select_from(topics)).scalar()) == 2


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("SELECT a FROM b ORDER BY a", True),
        ("select a from b\norder  by a", True),
        ("SELECT a FROM (SELECT a FROM b ORDER BY a LIMIT (1)) AS c", False),
        ("SELECT 'order by' FROM b", False),
    ],
)
def test_only_an_order_of_the_whole_counts(sql: str, told: bool) -> None:
    assert backwards.ordered(sql) is told
