"""The writer threads of PostgreSQL: bodies that come together share one transaction, without savepoints.

There are two threads: one works while the other waits for the server. With more, fewer bodies share a transaction.

A transaction has its price there: a way to the server for its begin, its commit and its notice. Most bodies succeed, so
nothing is spent on the others: when one fails, everything is undone and each body runs again in a transaction of its
own. Only the faulty one fails then. What bodies leave for the end (`UnitOfWork.at_end`) is written once for all.
"""

import contextlib
from collections.abc import Callable
from itertools import chain

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from storage.database import callers, prepared
from storage.database.unit import Part, UnitOfWork
from storage.database.writer import Done, Job, Writer

_RING = "SELECT pg_notify('danban_' || current_schema(), %(bells)s)"
_AGAIN = {"40001", "40P01"}  # serialization failure, deadlock: run the body again


class Together(Writer):
    """Runs writing bodies, on each thread one after another on one connection.

    `transact` runs a body in a transaction of its own.
    """

    def __init__(
        self,
        engine: Engine,
        unit: Callable[..., UnitOfWork],
        transact: Callable[[Callable[[UnitOfWork], object]], object],
        *,
        threads: int,
    ) -> None:
        self._transact = transact
        super().__init__(engine, unit, lambda _bells: None, threads=threads)  # the server rings

    def _commit(self, conn: Connection, first: Job) -> None:
        together: list[Job] = []
        try:
            transaction = conn.begin()
            done = self._bodies(conn, first, together)
        except BaseException as error:
            broken = self._undone(conn)
            if len(together) < 2 and not broken and not again(error):
                callers.tell([first.caller], error)
                return
            for job in together or [first]:
                self._apart(job)
            if broken:
                raise  # the next body gets a new connection
            return
        try:
            transaction.commit()
        except BaseException as error:  # nobody knows whether it was committed: each caller gets the error
            callers.tell([each.caller for each in together], error)
            raise
        callers.give((each.job.caller, each.found) for each in done)

    def _bodies(self, conn: Connection, first: Job, together: list[Job]) -> list[Done]:
        """Run the bodies that are here and what they left for the end. `together` gets each before it runs."""
        whole: UnitOfWork = self._unit(conn)
        done: list[Done] = []
        for job in chain((first,), self._beside(first)):
            if callers.waits(job.caller):
                together.append(job)
                done.append(Done(job, job.body(self._unit(conn, whole))))
        end(whole)
        return done

    def _undone(self, conn: Connection) -> bool:
        """Roll back. Whether the connection is broken."""
        with contextlib.suppress(DBAPIError):
            conn.rollback()
            driver = None if conn.invalidated else conn.connection.driver_connection
            return driver is None or bool(driver.closed)
        return True

    def _apart(self, job: Job) -> None:
        if callers.has_gone(job.caller):
            return
        try:
            found = self._transact(job.body)
        except BaseException as error:  # passed to the caller
            callers.tell([job.caller], error)
        else:
            callers.give([(job.caller, found)])


def end(work: UnitOfWork) -> None:
    """Do what was left for the end of the transaction, and ring its bells at the commit: all in one statement."""
    parts = work.finish()
    if work.rings:
        parts.append(Part(_RING, {"bells": ",".join(sorted(work.rings))}))
    if parts:
        *before, last = [each.sql for each in parts]
        beside = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(before))
        values = {name: value for each in parts for name, value in each.values.items()}
        prepared.by_driver(work, f"WITH {beside} {last}" if before else last, values)


def again(error: BaseException) -> bool:
    """Whether the database asks to run the body again."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", "") in _AGAIN
