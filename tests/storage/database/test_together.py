"""The writer of PostgreSQL: what comes together shares a transaction, and one that fails takes no other with it."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from storage.database import prepared
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import inbox
from storage.tables.messages import inbox as rows

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def server(store: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A database with PostgreSQL's writer, on one thread, so that a test knows what waits for it.

    A transaction takes in what waits for as long as that takes on a busy machine.
    """
    monkeypatch.setattr("storage.database.writer._LONGEST", 150.0)
    if store.embedded:
        pytest.skip("SQLite's writer has its own tests")
    found = Database(store.url, seal=store.seal, clock=store.clock, threads=1)
    yield found
    found.close()


async def at_once(store: Database, *bodies: Callable[[UnitOfWork], object]) -> list[object]:
    """What each body gives or raises, when all of them wait for the writer at the same moment."""
    begun, go = threading.Event(), threading.Event()

    def hold(_work: UnitOfWork) -> None:
        begun.set()
        go.wait(150)

    held = asyncio.create_task(store.write(hold))
    await asyncio.to_thread(begun.wait, 150)
    tasks = [asyncio.create_task(store.write(body)) for body in bodies]
    await asyncio.sleep(0)  # all are submitted now
    go.set()
    await held
    return await asyncio.gather(*tasks, return_exceptions=True)


def transaction(work: UnitOfWork) -> object:
    """The number of the transaction that this body runs in."""
    return work.conn.execute(text("SELECT pg_current_xact_id()::text")).scalar()


def arrival(name: str) -> Callable[[UnitOfWork], object]:
    """A body that stores an arrival, rings, and leaves its end for later."""

    def body(work: UnitOfWork) -> None:
        inbox.accept(work, channel="web", bot="b", external_id=name, chat=name, raw={})
        made = work.conn.execute(select(rows.c.id).where(rows.c.external_id == name)).scalar_one()
        inbox.done(work, made)

    return body


def kept(work: UnitOfWork) -> list[tuple[str, str]]:
    """Name and state of each arrival."""
    return [(row[0], row[1]) for row in work.conn.execute(select(rows.c.external_id, rows.c.state).order_by(rows.c.id))]


async def test_bodies_that_come_together_share_a_transaction_and_one_alone_shares_none(server: Database) -> None:
    alone = asyncio.create_task(server.write_alone(transaction))
    first, second = await at_once(server, transaction, transaction)
    assert first == second
    assert await alone != first


@pytest.mark.parametrize("fault", ["raises", "statement"])
async def test_a_body_that_fails_undoes_its_own_work_only(server: Database, fault: str) -> None:
    def faulty(work: UnitOfWork) -> None:
        arrival("lost")(work)
        if fault == "raises":
            raise ValueError(fault)
        work.conn.execute(text("SELECT no_such_column"))

    found = await at_once(server, arrival("a"), faulty, arrival("b"))
    assert [type(each) for each in found] == [
        type(None),
        ValueError if fault == "raises" else ProgrammingError,
        type(None),
    ]
    assert server.look(kept) == [("a", "done"), ("b", "done")]


async def test_the_writer_goes_on_after_the_server_ended_its_connection(server: Database) -> None:
    pid = await server.write(lambda work: work.conn.execute(text("SELECT pg_backend_pid()")).scalar())
    server.run(lambda work: work.conn.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid}).scalar())
    await server.write(arrival("a"))
    await server.write(arrival("b"))
    assert server.look(kept) == [("a", "done"), ("b", "done")]


async def test_what_is_left_for_the_end_is_written_once_and_undone_with_its_body(server: Database) -> None:
    ended: list[list[int]] = []

    def end(_work: UnitOfWork, values: list[int]) -> None:
        ended.append(values)

    def body(number: int) -> Callable[[UnitOfWork], object]:
        return lambda work: work.at_end(end, number)

    await at_once(server, body(1), body(2))
    assert ended == [[1, 2]]

    def faulty(work: UnitOfWork) -> None:
        work.at_end(end, 3)
        raise ValueError

    ended.clear()
    await at_once(server, faulty, body(4))
    assert ended == [[4]]


async def test_the_ends_of_a_transaction_and_its_bells_are_one_statement(
    server: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []
    by_driver = prepared.by_driver

    def noted(work: UnitOfWork, sql: str, values: Any) -> Any:  # the driver's own types
        ran.append(sql)
        return by_driver(work, sql, values)

    def forgotten(work: UnitOfWork) -> None:
        inbox.done(
            work, work.conn.execute(select(rows.c.id).where(rows.c.external_id == "c")).scalar_one(), forget=True
        )

    await at_once(server, arrival("a"), arrival("b"))
    inserted = partial(inbox.accept, channel="web", bot="b", external_id="c", chat="c", raw={"text": "x"})
    await at_once(server, inserted)
    monkeypatch.setattr(prepared, "by_driver", noted)
    await at_once(server, forgotten, arrival("d"))
    assert [each.split(" ", 1)[0] for each in ran] == ["INSERT", "WITH"]
    assert server.look(kept) == [(each, "done") for each in "abcd"]
    found = server.look(lambda work: work.conn.execute(select(rows.c.raw).where(rows.c.external_id == "c")).scalar())
    assert not found
