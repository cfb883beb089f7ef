"""The trail as a chain, on both databases: later changes are found, with their place."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.ward import audit, trail_chain
from tests.databases import Now


def fill(store: Database, count: int = 5) -> list[int]:
    made = [store.run(audit.record, f"ward.{n}", actor=audit.SYSTEM, n=n, who="bà Hòa") for n in range(count)]
    while store.run(trail_chain.extend, 3):
        pass
    return made


def tamper(store: Database, *statements: str) -> None:
    """What an owner of the database does: the triggers do not stop them."""

    def body(work: UnitOfWork) -> None:
        tables = ("audit", "audit_links", "audit_heads", "sealed_trail", "sealed_links")
        if work.postgres:
            work.conn.execute(text("SET session_replication_role = replica"))
        else:
            kept = work.conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all()
            for name in kept:
                if str(name).startswith(tables):
                    work.conn.execute(text(f"DROP TRIGGER {name}"))
        for each in statements:
            work.conn.execute(text(each))
        if work.postgres:
            work.conn.execute(text("SET session_replication_role = DEFAULT"))

    store.run(body)


def test_a_whole_trail_is_whole_and_contains_the_head_that_was_printed(store: Database) -> None:
    fill(store)
    printed = store.look(trail_chain.head)
    assert printed.number == 5
    fill(store, 2)
    found = store.look(trail_chain.verify, printed=printed.link)
    assert (found.broken, found.lines, found.erased) == ("", 7, 0)
    assert store.look(trail_chain.verify, printed="0" * 64).broken == "head"
    assert found.head == store.look(trail_chain.head).link


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit SET act = 'ward.other' WHERE id = {line}", "link"),
        ("UPDATE audit SET detail = '{{\"n\": 9}}' WHERE id = {line}", "changed"),
        ("UPDATE audit SET actor = 'staff' WHERE id = {line}", "link"),
        ("DELETE FROM audit WHERE id = {line}", "missing"),
        ("DELETE FROM audit_links WHERE audit_id = {line}", "number"),
        ("UPDATE audit_links SET link = 'x' WHERE audit_id = {line}", "link"),
    ],
)
def test_the_first_place_that_was_touched_is_named(store: Database, statement: str, broken: str) -> None:
    lines = fill(store)
    tamper(store, statement.format(line=lines[2]))
    found = store.look(trail_chain.verify)
    assert (found.broken, found.place) == (broken, 3)


def test_a_trail_that_was_cut_does_not_contain_the_printed_head(store: Database, now: Now) -> None:
    lines = fill(store)
    printed = store.look(trail_chain.head).link
    now.pass_(hours=24)
    store.run(trail_chain.keep_head)
    for table in ("audit_links WHERE audit_id", "audit WHERE id"):
        tamper(store, f"DELETE FROM {table} > {lines[2]}")
    assert store.look(trail_chain.verify).broken == "day"
    tamper(store, "DELETE FROM audit_heads")
    assert store.look(trail_chain.verify).broken == ""
    assert store.look(trail_chain.verify, printed=printed).broken == "head"


def test_a_detail_that_had_to_be_erased_still_verifies_and_is_counted(store: Database) -> None:
    lines = fill(store)
    tamper(store, f"UPDATE audit SET detail = '{{\"erased\": true}}' WHERE id = {lines[1]}")
    found = store.look(trail_chain.verify)
    assert (found.broken, found.erased) == ("", 1)


def test_a_line_that_commits_late_is_linked_late_and_breaks_nothing(store: Database) -> None:
    if store.embedded:
        pytest.skip("SQLite has one writer: lines commit in order")
    with store._write_engine.connect() as slow:  # a transaction that ends after the next line was linked
        begun = slow.begin()
        slow.execute(
            text("INSERT INTO audit (at, act, actor, detail) VALUES (now(), 'ward.slow', 'system', '{}')")
        )  # fmt: skip
        fill(store, 2)
        begun.commit()
    assert store.look(trail_chain.verify).lines == 2
    assert store.run(trail_chain.extend) == 1
    assert store.look(trail_chain.verify).broken == ""
    assert store.look(trail_chain.verify).lines == 3


def test_lines_from_before_are_linked_batch_by_batch_and_each_day_keeps_its_head_once(
    store: Database, now: Now
) -> None:
    for n in range(4):
        store.run(audit.record, f"ward.{n}", actor=audit.SYSTEM)
    assert store.run(trail_chain.tend) == 4
    first = store.look(trail_chain.heads)
    assert [each.number for each in first] == [4]
    fill(store, 1)
    store.run(trail_chain.tend)
    assert store.look(trail_chain.heads) == first
    now.pass_(hours=24)
    store.run(trail_chain.tend)
    assert [each.number for each in store.look(trail_chain.heads)] == [5, 4]
    assert store.look(trail_chain.verify).broken == ""


@pytest.mark.parametrize("table", ["audit_links", "audit_heads"])
@pytest.mark.parametrize("act", ["UPDATE {} SET link = 'x'", "DELETE FROM {}"])
def test_links_and_heads_are_written_once(store: Database, now: Now, table: str, act: str) -> None:
    fill(store)
    store.run(trail_chain.keep_head)
    body: Callable[[UnitOfWork], object] = lambda work: work.conn.execute(text(act.format(table))).rowcount  # noqa: E731
    with pytest.raises(DBAPIError, match="append-only"):
        store.run(body)
