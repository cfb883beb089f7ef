"""Bells between processes: after PostgreSQL was away for a moment, the process listens again."""

import threading

import pytest
from sqlalchemy import text

from storage.database import database
from storage.database.database import Database


def test_bells_are_heard_again_after_the_server_closed_the_connection(store: Database) -> None:
    """The driver's own error ended the listening thread; then each process only woke by its own clock."""
    if store.embedded:
        pytest.skip("SQLite serves one process: its bells cross no wire")
    rung = threading.Event()
    leave = store.listen("work", rung.set)
    assert rung.wait(30), "whoever begins to listen is told once: something may have come before"
    rung.clear()
    ended = store.run(
        lambda work: (
            work.conn.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN danban_public'")
            ).rowcount
        )
    )
    assert ended == 1
    assert rung.wait(30), "what rang while nobody heard is made good"
    rung.clear()
    store.run(lambda work: work.rings.add("work"))
    assert rung.wait(30)
    leave()


def test_a_database_that_closes_wakes_its_own_listener(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks up by itself only now and then: ninety wards would else wake a process a hundred times per second."""
    if store.embedded:
        pytest.skip("SQLite serves one process: its bells cross no wire")
    monkeypatch.setattr(database, "_LOOK_UP", 3600.0)
    rung = threading.Event()
    store.listen("work", rung.set)
    assert rung.wait(30)
    closing = threading.Thread(target=store.close, daemon=True)
    closing.start()
    closing.join(30)
    assert not closing.is_alive()
