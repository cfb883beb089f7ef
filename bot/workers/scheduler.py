"""Starts the timed jobs: unfinished drafts, deadlines, sweeps. APScheduler fires; the database decides who works."""

import asyncio
import contextlib
import logging
import zlib
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

    All jobs with the same time fire together: a timer of its own for each costs more than most of the work. Each still
    succeeds or fails by itself.
    `share`: how often a job is tried, as a part of its time. With half of it, a process that ends leaves little undone.
    `begin`: the time over which the first runs are spread, where many wards begin together.
    """
    # A job that is late, or still running at its next time, is normal: the slots in the database say what is done.
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone=VIETNAM)

    troubles = {job.name: Troubles(database, f"job {job.name}") for job in work}
    over: dict[str, str] = {}  # by job: the last slot that is done, here or elsewhere

    async def run(job: Job) -> None:
        slot = jobs.slot(database.clock(), job.every)
        if over.get(job.name) == slot:
            return
        try:
            done = await database.write(jobs.once, job)
        except Exception as error:
            await troubles[job.name].met(error)  # the time until its next run is pause enough
            return
        over[job.name] = slot
        troubles[job.name].over()
        if done:
            log.info("job done", extra={"job": job.name, "count": done})

    async def fire(due: list[Job]) -> None:
        # at a cancel the service is stopping; the scheduler would log this as an error
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*(run(job) for job in due))  # the writer lets those that wait share a commit

    together: dict[timedelta, list[Job]] = {}
    for job in work:
        together.setdefault(job.every, []).append(job)
    now, ward = database.clock(), zlib.crc32(database.url.encode()) / 2**32
    for number, (every, due) in enumerate(together.items()):
        wait = min(begin, every) * ((ward + number / len(together)) % 1)  # wards that begin together do not fire so
        scheduler.add_job(
            fire, "interval", [due], id=str(every), seconds=max(5.0, every.total_seconds() * share),
            next_run_time=now + wait, coalesce=True, max_instances=1,
            misfire_grace_time=None,  # late is better than never: after a slow start, all of them were dropped
        )  # fmt: skip
    scheduler.start()
    return scheduler
