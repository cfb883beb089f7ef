"""On PostgreSQL nothing but our own code keeps the rows of the outbox true (docs/decisions/0050)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from core.message import Outgoing
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import orphans, outbox
from storage.messages.outbox import Sending
from storage.tables.messages import lanes
from storage.tables.messages import outbox as rows
from tests.pages import HOUSE
from tests.storage.kit import people

KEPT = {"chats", "cases", "entries", "runs"}  # what the outbox points at


def _pointless(work: UnitOfWork) -> None:
    row = {"priority": 1, "body": "", "due_at": work.now, "made_at": work.now}
    work.conn.execute(insert(rows), [{**row, "chat_id": 404, "case_id": None}, {**row, "chat_id": 1, "case_id": 404}])
    work.conn.execute(insert(lanes).values(chat_id=404, channel="web", bot="ward"))


def test_the_doctor_finds_rows_that_point_at_nothing(store: Database) -> None:
    ward = people(store)
    store.run(lambda work: outbox.add(work, Sending(ward.chat_id, Outgoing("Chào bác"))) and None)
    assert store.look(orphans.count) == {}
    if store.embedded:
        with pytest.raises(IntegrityError):  # so a function that wrote such a row fails in the tests
            store.run(_pointless)
        return
    store.run(_pointless)
    assert store.look(orphans.count) == {"lanes.chat_id": 1, "outbox.case_id": 1, "outbox.chat_id": 1}


def test_a_quoted_message_is_found_by_its_index(store: Database) -> None:
    asked = "SELECT id FROM outbox WHERE chat_id = 1 AND message_id = '7' AND message_id != ''"

    def planned(work: UnitOfWork) -> str:
        if not store.embedded:
            work.conn.execute(text("SET LOCAL enable_seqscan = off"))
        explained = "EXPLAIN QUERY PLAN" if store.embedded else "EXPLAIN"
        return str(work.conn.execute(text(f"{explained} {asked}")).all())

    plan = store.run(planned)
    assert "ix_outbox_message" in plan


def _deleted(source: str) -> Iterator[str]:
    """The tables of which a module deletes rows, by their own names."""
    tree = ast.parse(source)
    named = {
        each.asname or each.name: each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storage.tables")
        for each in node.names
    }
    looped = {
        node.target.id: [each.id for each in ast.walk(node.iter) if isinstance(each, ast.Name)]
        for node in ast.walk(tree)
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        found: list[ast.expr] = []
        if isinstance(node.func, ast.Name) and node.func.id == "delete":
            found = node.args[:1]
        elif isinstance(node.func, ast.Attribute) and node.func.attr == "delete" and not node.args:
            found = [node.func.value]
        for each in found:
            if isinstance(each, ast.Name):
                yield from (named.get(name, "") for name in [each.id, *looped.get(each.id, ())])


def test_nothing_that_the_outbox_points_at_is_ever_deleted() -> None:
    floors = ("storage", "handlers", "broadcasts", "papers", "console", "bot")
    paths = [path for floor in floors for path in Path(HOUSE, floor).rglob("*.py") if "migrations" not in path.parts]
    found = {(path.name, table) for path in paths for table in _deleted(path.read_text()) if table}
    assert ("moving.py", "outbox") in found, "the test sees a table under another name"
    assert ("ballots.py", "poll_receipts") in found, "and in a loop"
    assert not {each for each in found if each[1] in KEPT}
