"""The single writer thread of SQLite. Bodies that come together share one commit, each in its own savepoint.

An error in one body only rolls back its savepoint. A body that is submitted `alone` shares its commit with no other. A
body that is `first` goes before those that wait: a platform waits two seconds for the answer to an arrival.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.database import callers, prepared
from storage.database.callers import Caller, Task
from storage.database.unit import UnitOfWork

T = TypeVar("T")

_TOGETHER = 64  # how many bodies may share one commit
_LONGEST = 0.05  # after these seconds no more bodies join a commit, because the first ones wait for its end
_FIRST, _IN_TURN, _END = range(3)
THREAD = "write"


@dataclass(slots=True)
class Job:
    body: Callable[[UnitOfWork], object]
    caller: Caller
    alone: bool


@dataclass(slots=True, order=True)
class _Place:
    """A job's place in the queue. The last place has no job and ends the thread."""

    rank: int
    number: int
    job: Job | None = field(compare=False)


@dataclass(slots=True)
class Done:
    job: Job
    found: object


class Writer:
    """Runs writing bodies one after another on one connection. After each commit it calls `ring` with the bells."""

    def __init__(
        self,
        engine: Engine,
        unit: Callable[..., UnitOfWork],
        ring: Callable[[set[str]], None],
        *,
        threads: int = 1,
    ) -> None:
        self._engine = engine
        self._unit = unit
        self._ring = ring
        self._jobs: queue.PriorityQueue[_Place] = queue.PriorityQueue()
        self._numbers = count()
        self._closed = False
        self._threads = [threading.Thread(target=self._loop, name=THREAD, daemon=True) for _ in range(threads)]
        for each in self._threads:
            each.start()

    def submit(self, body: Callable[[UnitOfWork], T], *, alone: bool, first: bool = False) -> Future[T]:
        """Submit a body. The future is done after the commit. Raises RuntimeError after `close`."""
        future: Future[T] = Future()
        self._put(Job(body, future, alone), first=first)
        return future

    async def awaited(self, body: Callable[[UnitOfWork], T], *, alone: bool, first: bool = False) -> T:
        """Like `submit`, for a task of an event loop: wait for the commit and give what the body gave."""
        caller = Task.here()
        self._put(Job(body, caller, alone), first=first)
        found: T = await caller.future
        return found

    def _put(self, job: Job, *, first: bool) -> None:
        if self._closed:
            raise RuntimeError("the database is closed")
        self._jobs.put(_Place(_FIRST if first else _IN_TURN, next(self._numbers), job))

    def close(self) -> None:
        """Finish the accepted bodies and end the threads."""
        self._closed = True
        for _ in self._threads:
            self._jobs.put(_Place(_END, next(self._numbers), None))
        for each in self._threads:
            each.join()

    def _loop(self) -> None:
        """Run until the end. An error is passed to the waiting callers, and the next body gets a new connection.

        Otherwise a disk that is full for a moment, while the connection opens, would block all callers for ever.
        """
        conn: Connection | None = None
        while (first := self._jobs.get()).job is not None:
            try:
                conn = conn or self._engine.connect()
                self._commit(conn, first.job)
            except Exception as error:
                callers.tell([first.job.caller], error)
                if conn is not None:
                    with contextlib.suppress(Exception):
                        conn.invalidate(error)
                        conn.close()
                conn = None
        if conn is not None:
            conn.close()

    def _beside(self, first: Job) -> Iterator[Job]:
        """The other bodies of one commit.

        Each is taken only when the one before it has run, so a `first` one still goes first.
        """
        until = time.monotonic() + _LONGEST
        for _ in range(0 if first.alone else _TOGETHER - 1):
            try:
                place = self._jobs.get_nowait()
            except queue.Empty:
                return
            if place.job is None or place.job.alone or time.monotonic() > until:
                self._jobs.put(place)  # not its turn yet
                return
            yield place.job

    def _commit(self, conn: Connection, first: Job) -> None:
        together = [first]
        done: list[Done] = []
        rings: set[str] = set()
        try:
            whole: UnitOfWork = self._unit(conn)
            prepared.by_driver(whole, "BEGIN IMMEDIATE", ())
            for job in chain((first,), self._beside(first)):
                if job is not first:
                    together.append(job)
                if callers.waits(job.caller):
                    self._one(whole, job, done, rings)
            prepared.by_driver(whole, "COMMIT", ())
        except BaseException as error:  # the commit failed: nothing was done, and each caller gets the error
            callers.tell([each.caller for each in together], error)
            done.clear()
            rings.clear()
            with contextlib.suppress(DBAPIError):
                conn.exec_driver_sql("ROLLBACK")
        callers.give((each.job.caller, each.found) for each in done)
        conn.rollback()  # only for SQLAlchemy's own bookkeeping: no transaction is open any more
        self._ring(rings)

    def _one(self, whole: UnitOfWork, job: Job, done: list[Done], rings: set[str]) -> None:
        work = self._unit(whole.conn, whole)
        plain = whole.cursor  # three statements per body, for which SQLAlchemy is not needed
        plain.execute("SAVEPOINT body")
        try:
            found = job.body(work)
        except BaseException as error:  # passed to the caller
            plain.execute("ROLLBACK TO body")
            plain.execute("RELEASE body")
            whole.known.clear()  # it may hold what was undone
            callers.tell([job.caller], error)
            return
        plain.execute("RELEASE body")
        rings |= work.rings
        done.append(Done(job, found))
