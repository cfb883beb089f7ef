"""Runs of timed work: one row a job and slot, so that of several processes only one does it, and a kill loses none."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.ward import job_runs

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work for every `every`. `body` gives how much it did, and must be short: bounded batches."""

    name: str
    every: timedelta
    body: Callable[[UnitOfWork], int]


def slot(now: datetime, every: timedelta) -> str:
    """Which run of a job a moment belongs to: the same for all processes."""
    seconds = int(every.total_seconds())
    return str(int(now.timestamp()) // seconds * seconds)


def once(work: UnitOfWork, job: Job) -> int | None:
    """Do the job unless this slot is done already (then none). The row and the work share the transaction."""
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(job_runs).values(
        name=job.name, slot=slot(work.now, job.every), started_at=work.now, done_at=work.now
    )
    if work.conn.execute(row.on_conflict_do_nothing()).rowcount == 0:
        return None
    return job.body(work)


def sweep(work: UnitOfWork) -> int:
    """Forget runs of long ago; the number forgotten."""
    return work.conn.execute(delete(job_runs).where(job_runs.c.started_at < work.now - KEPT)).rowcount
