"""The one writer of SQLite: who goes first, and who shares a commit."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from storage.database.database import SYNCHRONOUS, Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.database.writer import THREAD


async def test_an_arrival_goes_before_what_waits_and_order_is_kept_behind_it(store: Database) -> None:
    if not store.embedded:
        pytest.skip("PostgreSQL has many writers")
    order: list[str] = []
    go, begun = threading.Event(), threading.Event()

    def hold(_work: UnitOfWork) -> None:
        begun.set()
        go.wait(150)

    def note(_work: UnitOfWork, name: str) -> None:
        order.append(name)

    held = asyncio.create_task(store.write_alone(hold))
    await asyncio.to_thread(begun.wait, 150)
    turns = [asyncio.create_task(store.write(note, name)) for name in ("1", "2")]
    turns += [asyncio.create_task(store.write_alone(note, "3")), asyncio.create_task(store.write(note, "4"))]
    turns.append(asyncio.create_task(store.write_first(note, "arrival")))
    await asyncio.sleep(0)  # all of them are submitted now
    go.set()
    await asyncio.gather(held, *turns)
    assert order == ["arrival", "1", "2", "3", "4"]


def test_a_new_file_is_ready_for_reader_and_writer_at_once_before_anybody_asks(tmp_path: Path) -> None:
    """If two connections switch a file to WAL at once, one fails with "database is locked": a start died of it."""
    file = tmp_path / "new.sqlite3"
    database = Database(f"sqlite:///{file}", seal=Seal("k" * 40))
    try:
        assert file.read_bytes()[18:20] == b"\x02\x02", "the header's versions of reading and writing: with a WAL"
    finally:
        database.close()


def test_a_disk_that_was_full_when_the_writer_began_leaves_nobody_waiting_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The writer's thread ended there, and every later write waited for a thread that did not exist any more."""
    begun = threading.Event()
    connect, tries = Engine.connect, 0

    def refuse_once(engine: Engine) -> Connection:
        nonlocal tries
        if threading.current_thread().name != THREAD:
            return connect(engine)
        tries += 1
        if tries == 1:
            begun.set()
            raise OperationalError("PRAGMA journal_mode=WAL", {}, sqlite3.OperationalError("disk I/O error"))
        return connect(engine)

    monkeypatch.setattr(Engine, "connect", refuse_once)
    database = Database(f"sqlite:///{tmp_path / 'new.sqlite3'}", seal=Seal("k" * 40))
    try:
        with pytest.raises(OperationalError):
            database.run(lambda _work: None)
        assert begun.is_set()
        assert database.run(lambda work: work.conn.exec_driver_sql("SELECT 7").scalar()) == 7
    finally:
        database.close()


def test_a_commit_waits_for_the_disk(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests switch the wait off (`tests.databases`); the service has the value that is imported here."""
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL waits unless it is told not to")
    monkeypatch.setattr("storage.database.database.SYNCHRONOUS", SYNCHRONOUS)
    database = Database(database_url, seal=Seal("k" * 40))
    assert database.run(lambda work: work.conn.exec_driver_sql("PRAGMA synchronous").scalar()) == 2  # FULL
    database.close()
