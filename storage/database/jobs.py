"""Runs of jobs: one row per job and slot. Of several processes only one does the work, and a kill loses no run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.database.prepared import Prepared
from storage.database.unit import UnitOfWork
from storage.tables.ward import job_runs

KEPT = timedelta(days=30)
_TAKE = Prepared(
    {
        server: dialect.insert(job_runs)
        .values({name: bindparam(f"p_{name}") for name in ("name", "slot", "started_at", "done_at")})
        .on_conflict_do_nothing()
        .returning(job_runs.c.name)
        for server, dialect in (("sqlite", sqlite), ("postgresql", postgresql))
    }
)


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
    values = {
        "p_name": job.name, "p_slot": slot(work.now, job.every), "p_started_at": work.now, "p_done_at": work.now,
    }  # fmt: skip
    if _TAKE.scalar(work, values) is None:
        return None
    return job.body(work)


def sweep(work: UnitOfWork) -> int:
    """Delete old runs; returns their number."""
    return work.conn.execute(delete(job_runs).where(job_runs.c.started_at < work.now - KEPT)).rowcount
