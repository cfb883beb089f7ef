"""Runs of jobs: one row per job and slot. Of several processes only one does the work, and a kill loses no run."""

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
    """Work that is due once per `every`. `body` returns how much it did; it must be short, in limited batches."""

    name: str
    every: timedelta
    body: Callable[[UnitOfWork], int]


def slot(now: datetime, every: timedelta) -> str:
    """The run of a job to which a moment belongs. It is the same in all processes."""
    seconds = int(every.total_seconds())
    return str(int(now.timestamp()) // seconds * seconds)


def once(work: UnitOfWork, job: Job) -> int | None:
    """Do the job; None if this slot is done already. The row and the work share the transaction."""
    dialect = postgresql if work.postgres else sqlite
    row = dialect.insert(job_runs).values(
        name=job.name, slot=slot(work.now, job.every), started_at=work.now, done_at=work.now
    )
    if work.conn.execute(row.on_conflict_do_nothing()).rowcount == 0:
        return None
    return job.body(work)


def sweep(work: UnitOfWork) -> int:
    """Delete old runs; returns their number."""
    return work.conn.execute(delete(job_runs).where(job_runs.c.started_at < work.now - KEPT)).rowcount
