"""Runs bodies in transactions: those of the event loop in a writer thread (`writer.py`, `together.py`).

On PostgreSQL, pages and commands run on their own threads, and what must be alone in a pool of threads.

A body is an ordinary function `body(work, …)`. A return commits, an exception rolls back.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from core.clock import Clock, system_clock
from core.errors import SettingError
from core.logs import get_logger
from storage.database import schemas
from storage.database.plates import Plates
from storage.database.revision import driver
from storage.database.seal import Seal
from storage.database.together import Together, again, end
from storage.database.unit import UnitOfWork
from storage.database.writer import THREAD, Writer

P = ParamSpec("P")
T = TypeVar("T")

log = get_logger("database")

UNSTORABLE = DataError  # raised for a value that no column can hold
_STATEMENTS = 400  # how many prepared statements a connection to PostgreSQL keeps: a dialog has more than 100
_KEPT = 3  # connections that stay open: of the writer, of the bells, and of whoever reads
_CACHE = 65536  # kB of pages that the writing connection of SQLite keeps at most; a reading one a fourth of it
_SMALL = 16  # the part of it where one process has many wards
_BELLS = "SELECT quote_ident('danban_' || current_schema())"
_END = "end"  # the bell that a database rings when it closes, for its own listener; nobody else knows it
_LOOK_UP = 5.0  # seconds after which a listener that heard nothing looks whether its database is closed
SYNCHRONOUS = "FULL"  # SQLite waits for the disk: a message that was acknowledged must survive a power cut


class Database:
    """One ward's database. `run` and `look` block (pages, commands); `write` and `read` are for the event loop."""

    def __init__(
        self, url: str, *, seal: Seal, clock: Clock = system_clock, threads: int = 8, plates: Plates | None = None
    ) -> None:
        """`plates`: what the databases of several wards in one process share.

        Such a database keeps one connection. Its event loop reads through it too: a second one costs as much as the
        rest of a ward that is idle.
        """
        self.url = driver(url)
        self.seal = seal
        self.clock = clock
        self.embedded = self.url.startswith("sqlite")
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self._closed = False
        self._shared = plates
        self._readers = ThreadPoolExecutor(min(4, threads) if self.embedded else threads, thread_name_prefix="read")
        if self.embedded:
            small = _SMALL if plates is not None else 1
            self._write_engine = _sqlite(self.url, read_only=False, cache=_CACHE // small)
            self._read_engine = _sqlite(self.url, read_only=True, cache=_CACHE // 4 // small, kept=min(4, threads))
            if plates is not None:
                plates.press(self._write_engine)
                plates.press(self._read_engine)
                plates.idle.watch(self._read_engine)
            # The first connection switches a new file to WAL. SQLite does not wait when two connections try that at
            # once.
            self._read_engine.connect().close()
            self._writer = Writer(self._write_engine, self._unit, self._ring)
        else:
            self._write_engine = _postgres(self.url, threads)
            self._read_engine = self._write_engine
            if plates is not None:
                plates.press(self._write_engine)
            self._writer = Together(self._write_engine, self._unit, self._transact, threads=max(1, threads // 4))
            self._writers = ThreadPoolExecutor(threads, thread_name_prefix="write")
            self._ear = threading.Event()
            self._listener: threading.Thread | None = None

    # --- bodies ---

    def run(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing body and wait for its commit.

        Raises what the body raises. Never call it on the writer thread.
        """
        assert threading.current_thread().name != THREAD, "a body must not start another"
        if not self.embedded:
            return self._transact(partial(_call, body, args, kwargs))
        return self._writer.submit(partial(_call, body, args, kwargs), alone=False).result()

    def look(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading body on this thread. On SQLite a write in it raises an error."""
        with self._read_engine.connect() as conn, conn.begin():
            return body(self._unit(conn), *args, **kwargs)

    def glance(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `read`, for the threads of workers: a short body that comes again and again."""
        return (self.look if self._shared is None else self.run)(body, *args, **kwargs)

    @contextmanager
    def snapshot(self) -> Iterator[UnitOfWork]:
        """A reading transaction in which every statement sees the same moment; nothing written in it is kept."""
        with self._read_engine.connect() as conn:
            if not self.embedded:  # there, each statement would see what was committed before it
                conn.execution_options(isolation_level="REPEATABLE READ")
            conn.begin()
            yield self._unit(conn)

    def _unit(self, conn: Connection, whole: UnitOfWork | None = None) -> UnitOfWork:
        """A unit of work. `whole`: of the transaction that this body shares with others."""
        if whole is not None:
            rings = set() if self.embedded else whole.rings
            return UnitOfWork(conn, self.clock(), self.seal, rings, whole.cursor, whole.ends, whole.known)
        driver = conn.connection.driver_connection
        cursor = driver if self.embedded or driver is None else driver.cursor()
        return UnitOfWork(conn, self.clock(), self.seal, cursor=cursor)

    async def write(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `run`, without blocking the event loop."""
        return await self._awaited(partial(_call, body, args, kwargs), alone=False)

    async def write_alone(
        self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `write`, but the body shares its commit with no other: for bodies that may kill the process."""
        return await self._awaited(partial(_call, body, args, kwargs), alone=True)

    async def write_first(
        self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `write`, but before the waiting bodies: for a short body whose caller is a platform or a person."""
        return await self._awaited(partial(_call, body, args, kwargs), alone=False, first=True)

    async def read(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `look`, without blocking the event loop.

        It is for short bodies: beside other wards it runs between the writing bodies of this ward.
        """
        if self._shared is not None:
            return await self._awaited(partial(_call, body, args, kwargs), alone=False)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self.look(body, *args, **kwargs))

    async def _awaited(self, body: Callable[[UnitOfWork], T], *, alone: bool, first: bool = False) -> T:
        if alone and not self.embedded:
            return await asyncio.get_running_loop().run_in_executor(self._writers, self._transact, body)
        return await self._writer.awaited(body, alone=alone, first=first)

    # --- bells ---

    def listen(self, bell: str, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` (from any thread) after each commit that rang `bell`. Returns the function that ends this."""
        self._listeners.setdefault(bell, []).append(wake)
        if not self.embedded and self._listener is None:
            self._listener = threading.Thread(target=self._listen_loop, name="listen", daemon=True)
            self._listener.start()
        return lambda: self._listeners[bell].remove(wake)

    def _ring(self, bells: set[str]) -> None:
        for bell in bells:
            for wake in tuple(self._listeners.get(bell, ())):
                wake()

    def _listen_loop(self) -> None:
        """Listen until the end and reconnect after an error.

        After a reconnect all bells ring, because some may be missed.
        """
        while not self._closed:
            try:
                with self._write_engine.connect() as conn:
                    raw = conn.connection.dbapi_connection
                    assert raw is not None
                    try:
                        self._hear(raw)
                    finally:
                        conn.invalidate()  # the connection still listens, so it must not go back to the pool
            except Exception as error:  # whatever the error is: the only listening thread must not end
                log.warning("the bells of the database are not heard", extra={"error": type(error).__name__})
            self._ear.wait(0 if self._closed else 0.5)

    def _hear(self, raw: DBAPIConnection) -> None:
        raw.autocommit = True
        # each ward of a database has its own schema and hears its own bells only
        raw.execute(f"LISTEN {raw.execute(_BELLS).fetchone()[0]}")
        self._ring(set(self._listeners))
        while not self._closed:
            for note in raw.notifies(timeout=_LOOK_UP):
                self._ring(set(note.payload.split(",")))
                if self._closed:  # the driver waits on for the rest of the time
                    break

    # --- PostgreSQL ---

    def _transact(self, body: Callable[[UnitOfWork], T]) -> T:
        for left in (3, 2, 1, 0):
            try:
                with self._write_engine.begin() as conn:
                    work = self._unit(conn)
                    found = body(work)
                    end(work)
            except DBAPIError as error:
                if left == 0 or not again(error):
                    raise
            else:
                return found
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Finish the accepted bodies, then close the threads and connections."""
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        if not self.embedded:
            self._ear.set()
            self._writers.shutdown()
            if self._listener is not None:
                with suppress(DBAPIError):  # a server that is away wakes nobody: the listener looks up by itself
                    self._transact(lambda work: work.ring(_END))
                self._listener.join()
        self._readers.shutdown()
        if self._shared is not None:
            self._shared.idle.forget(self._read_engine)
        self._write_engine.dispose()
        self._read_engine.dispose()


def _call(body: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], work: UnitOfWork) -> T:
    return body(work, *args, **kwargs)


def _sqlite(url: str, *, read_only: bool, cache: int, kept: int = 0) -> Engine:
    """`kept`: how many connections stay open; each holds the whole schema in memory (half a megabyte).

    `cache`: kB of pages for each.
    """
    pool = {"poolclass": QueuePool, "pool_size": kept, "max_overflow": 8} if read_only else {"poolclass": NullPool}
    engine = create_engine(
        url,
        hide_parameters=True,  # an error must never quote what people wrote
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 5, "cached_statements": 256},
        **pool,
    )

    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={SYNCHRONOUS}",
            "busy_timeout=5000",
            "foreign_keys=ON",
            f"cache_size=-{cache}",
            "secure_delete=ON",  # texts that were sealed later must not stay in free pages
            *(("query_only=ON",) if read_only else ()),
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    if read_only:
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    return engine


def _postgres(url: str, threads: int) -> Engine:
    def prepare(connection: Any, _record: ConnectionPoolEntry) -> None:  # a connection of psycopg
        connection.prepared_max = _STATEMENTS
        # Each ward's tables have the same names, so a connection in the wrong schema would read another ward's.
        if schema and connection.execute("SELECT current_schema()").fetchone() != (schema,):
            raise SettingError(f"There is no schema {schema} in this database.")
        connection.rollback()

    schema = schemas.schema_of(url)
    limits = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c lock_timeout=5000"
    options = f"{schemas.options_of(url)} {limits}"
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_size=max(threads, _KEPT),
        max_overflow=8,
        pool_pre_ping=True,
        connect_args={"options": options.strip(), "connect_timeout": 5},
    )
    event.listen(engine, "connect", prepare)
    return engine
