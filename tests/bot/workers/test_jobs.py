"""What is due by itself: every job has a name of its own, or the timer would not start."""

from collections import Counter

from bot.workers import scheduler as timer
from bot.workers.jobs import timed
from storage.database.database import Database
from storage.database.jobs import Job
from tests.databases import Now
from tests.handlers.street import Street


async def test_the_timer_starts_with_all_jobs(store: Database, now: Now) -> None:
    work = timed(Street(store, now).ward)
    assert not [name for name, count in Counter(each.name for each in work).items() if count > 1]
    scheduler = timer.start(store, tuple(Job(each.name, each.every, lambda _: 0) for each in work))
    assert len(scheduler.get_jobs()) == len(work)
    scheduler.shutdown(wait=False)


def test_every_job_runs_on_an_empty_ward(store: Database, now: Now) -> None:
    for each in timed(Street(store, now).ward):
        assert store.run(each.body) == 0, each.name
