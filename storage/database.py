"""Running bodies in transactions: on SQLite one writer thread with group commit, on PostgreSQL a pool of threads.

A body is an ordinary function `body(work, …)`; returning commits, raising rolls back. SQLite: bodies that come together
share one commit, each in its own savepoint, so an error of one leaves the others whole.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from core.clock import Clock, system_clock
from storage.seal import Seal
from storage.unit import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")

_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock: the body runs again
_TOGETHER = 64  # bodies that may share one commit


@dataclass(slots=True)
class _Job:
    body: Callable[[UnitOfWork], object]
    future: Future[object]
    alone: bool


class Database:
    """One ward's database. `run`/`look` block (pages, commands); `write`/`read` are for the event loop."""

    def __init__(self, url: str, *, seal: Seal, clock: Clock = system_clock, threads: int = 8) -> None:
        self.url = _driver(url)
        self.seal = seal
        self.clock = clock
        self.embedded = self.url.startswith("sqlite")
        self._listeners: dict[str, list[Callable[[], None]]] = {}
        self._closed = False
        self._readers = ThreadPoolExecutor(4 if self.embedded else threads, thread_name_prefix="read")
        if self.embedded:
            self._write_engine = _sqlite(self.url, read_only=False)
            self._read_engine = _sqlite(self.url, read_only=True)
            self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
            self._writer = threading.Thread(target=self._write_loop, name="write", daemon=True)
            self._writer.start()
        else:
            self._write_engine = _postgres(self.url, threads)
            self._read_engine = self._write_engine
            self._writers = ThreadPoolExecutor(threads, thread_name_prefix="write")
            self._ear = threading.Event()
            self._listener: threading.Thread | None = None

    # --- bodies ---

    def run(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a writing body whole and wait for its commit. Raises what the body raises. Not on the writer thread."""
        assert threading.current_thread().name != "write", "a body must not start another"
        if not self.embedded:
            return self._transact(partial(_call, body, args, kwargs))
        return self._submit(partial(_call, body, args, kwargs), alone=False).result()

    def look(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a reading body on this thread; a write in it raises on SQLite."""
        with self._read_engine.connect() as conn, conn.begin():
            return body(UnitOfWork(conn, self.clock(), self.seal), *args, **kwargs)

    async def write(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `run`, without blocking the event loop."""
        return await self._awaited(partial(_call, body, args, kwargs), alone=False)

    async def write_alone(
        self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`, sharing its commit with no other body: for what may kill the process."""
        return await self._awaited(partial(_call, body, args, kwargs), alone=True)

    async def read(self, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """As `look`, without blocking the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self.look(body, *args, **kwargs))

    async def _awaited(self, body: Callable[[UnitOfWork], T], *, alone: bool) -> T:
        if self.embedded:
            return await asyncio.wrap_future(self._submit(body, alone=alone))
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._transact, body)

    # --- bells ---

    def listen(self, bell: str, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` (from any thread) after each commit that rang `bell`. Gives the function that ends it."""
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
        while not self._closed:
            with contextlib.suppress(DBAPIError, OSError), self._write_engine.connect() as conn:
                raw = conn.connection.dbapi_connection
                assert raw is not None
                raw.autocommit = True
                raw.execute("LISTEN danban")
                while not self._closed:
                    for note in raw.notifies(timeout=0.5):
                        self._ring(set(note.payload.split(",")))
                raw.autocommit = False
            self._ear.wait(0 if self._closed else 0.5)

    # --- PostgreSQL ---

    def _transact(self, body: Callable[[UnitOfWork], T]) -> T:
        for left in (3, 2, 1, 0):
            try:
                with self._write_engine.begin() as conn:
                    work = UnitOfWork(conn, self.clock(), self.seal)
                    found = body(work)
                    if work.rings:
                        conn.execute(
                            text("SELECT pg_notify('danban', :bells)"), {"bells": ",".join(sorted(work.rings))}
                        )
                return found
            except DBAPIError as error:
                if left == 0 or getattr(error.orig, "sqlstate", "") not in _AGAIN:
                    raise
        raise AssertionError("unreachable")

    # --- SQLite ---

    def _submit(self, body: Callable[[UnitOfWork], T], *, alone: bool) -> Future[T]:
        if self._closed:
            raise RuntimeError("the database is closed")
        future: Future[T] = Future()
        self._jobs.put(_Job(body, future, alone))  # type: ignore[arg-type]  # the queue holds jobs of every type
        return future

    def _write_loop(self) -> None:
        with self._write_engine.connect() as conn:
            for together in self._batches():
                self._commit_together(conn, together)

    def _batches(self) -> Iterator[list[_Job]]:
        kept: _Job | None = None
        while True:
            first = kept or self._jobs.get()
            kept = None
            if first is None:
                return
            together = [first]
            while not first.alone and len(together) < _TOGETHER:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    yield together
                    return
                if job.alone:
                    kept = job
                    break
                together.append(job)
            yield together

    def _commit_together(self, conn: Connection, together: list[_Job]) -> None:
        done: list[tuple[_Job, object]] = []
        rings: set[str] = set()
        try:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            for job in together:
                if not job.future.set_running_or_notify_cancel():
                    continue
                work = UnitOfWork(conn, self.clock(), self.seal)
                single = len(together) == 1
                try:
                    if not single:
                        conn.exec_driver_sql("SAVEPOINT body")
                    found = job.body(work)
                    if not single:
                        conn.exec_driver_sql("RELEASE body")
                except BaseException as error:  # noqa: BLE001  # handed to who waits for it
                    conn.exec_driver_sql("ROLLBACK" if single else "ROLLBACK TO body")
                    job.future.set_exception(error)
                    if single:
                        conn.rollback()
                        return
                    continue
                rings |= work.rings
                done.append((job, found))
            conn.exec_driver_sql("COMMIT")
            conn.rollback()  # SQLAlchemy's own bookkeeping; nothing is open any more
        except BaseException as error:  # noqa: BLE001  # the commit failed: nobody's work is done
            with contextlib.suppress(DBAPIError):
                conn.exec_driver_sql("ROLLBACK")
            conn.rollback()
            for job, _ in done:
                job.future.set_exception(error)
            for job in together:
                if not job.future.done():
                    job.future.set_exception(error)
            return
        for job, found in done:
            job.future.set_result(found)
        self._ring(rings)

    def close(self) -> None:
        """Finish what was handed in and let go of the threads and connections."""
        if self._closed:
            return
        self._closed = True
        if self.embedded:
            self._jobs.put(None)  # type: ignore[arg-type]  # the end mark
            self._writer.join()
        else:
            self._ear.set()
            self._writers.shutdown()
            if self._listener is not None:
                self._listener.join()
        self._readers.shutdown()
        self._write_engine.dispose()
        self._read_engine.dispose()


def _call(body: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], work: UnitOfWork) -> T:
    return body(work, *args, **kwargs)


def _driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _sqlite(url: str, *, read_only: bool) -> Engine:
    pool = {"poolclass": QueuePool, "pool_size": 4, "max_overflow": 8} if read_only else {"poolclass": NullPool}
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "isolation_level": None, "timeout": 5, "cached_statements": 256},
        **pool,  # type: ignore[arg-type]  # two shapes of options
    )

    def prepare(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # what a platform was told is taken must survive a power cut
            "busy_timeout=5000",
            "foreign_keys=ON",
            "cache_size=-65536" if not read_only else "cache_size=-16384",
            "secure_delete=ON",  # words that were sealed later do not stay in free pages
            *(("query_only=ON",) if read_only else ()),
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(engine, "connect", prepare)
    if read_only:
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN"))
    return engine


def _postgres(url: str, threads: int) -> Engine:
    options = "-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000 -c lock_timeout=5000"
    return create_engine(
        url,
        pool_size=threads,
        max_overflow=8,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 5},
    )
