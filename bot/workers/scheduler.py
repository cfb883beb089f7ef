"""Starts the timed jobs: unfinished drafts, deadlines, sweeps. APScheduler fires; the database decides who works."""

import asyncio
import logging
from datetime import timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.signals.troubles import Troubles
from core.clock import VIETNAM
from core.logs import get_logger
from storage.database import jobs
from storage.database.database import Database
from storage.database.jobs import Job

log = get_logger("timer")


def start(
    database: Database, work: tuple[Job, ...], *, share: float = 0.5, begin: timedelta = timedelta(0)
) -> AsyncIOScheduler:
    """A running scheduler in this process's event loop; `shutdown()` ends it. Each job runs once at the start.

    `share`: how often a job is tried, as a part of its time. With half of it, a process that ends leaves little undone.
    `begin`: the time over which the first runs are spread, where many wards begin together.
    """
    # A job that is late, or still running at its next time, is normal: the slots in the database say what is done.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone=VIETNAM)

    troubles = {job.name: Troubles(database, f"job {job.name}") for job in work}

    async def run(job: Job) -> None:
        try:
            done = await database.write(jobs.once, job)
        except asyncio.CancelledError:
            return  # the service is stopping; the scheduler would log this as an error of the job
        except Exception as error:
            await troubles[job.name].met(error)  # the time until its next run is pause enough
            return
        troubles[job.name].over()
        if done:
            log.info("job done", extra={"job": job.name, "count": done})

    now = database.clock()
    for number, job in enumerate(work):
        scheduler.add_job(
            run, "interval", [job], id=job.name, seconds=max(5.0, job.every.total_seconds() * share),
            next_run_time=now + begin * (number / len(work)), coalesce=True, max_instances=1,
            misfire_grace_time=None,  # late is better than never: after a slow start, all of them were dropped
        )  # fmt: skip
    scheduler.start()
    return scheduler
