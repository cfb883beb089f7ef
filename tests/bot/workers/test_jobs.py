"""Timed jobs: every job has its own name, or the timer would not start."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import select

from bot.workers import scheduler as timer
from bot.workers.jobs import timed
from storage.database.database import Database
from storage.database.jobs import Job
from storage.database.unit import UnitOfWork
from storage.tables.ward import job_runs
from tests.databases import Now
from tests.handlers.street import Street


async def test_the_timer_starts_with_all_jobs(store: Database, now: Now) -> None:
    work = timed(Street(store, now).ward)
    assert not [name for name, count in Counter(each.name for each in work).items() if count > 1]
    scheduler = timer.start(store, tuple(Job(each.name, each.every, lambda _: 0) for each in work))
    fired = [each.name for timer in scheduler.get_jobs() for each in timer.args[0]]
    assert sorted(fired) == sorted(each.name for each in work)
    assert len(scheduler.get_jobs()) == len({each.every for each in work})  # not a timer for each
    scheduler.shutdown(wait=False)


async def test_jobs_of_one_time_fire_together_and_what_is_done_is_not_asked_again(
    store: Database, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, done = list[str](), list[str]()
    write = store.write

    async def counted(body: Callable[[UnitOfWork, Job], int | None], job: Job) -> int | None:
        asked.append(job.name)  # not in the body: one that shared its commit with a body that fails runs again
        return await write(body, job)

    def fails(_: UnitOfWork) -> int:
        raise RuntimeError("it never works")

    def does(name: str) -> Job:
        def body(_: UnitOfWork) -> int:
            done.append(name)
            return 1

        return Job(name, minute, body)

    monkeypatch.setattr(store, "write", counted)
    minute = timedelta(minutes=1)
    work = (does("a"), Job("fails", minute, fails), does("b"))
    # Nothing fires by itself here: its first run is due in the real past, and would be one more beside those below.
    monkeypatch.setattr(AsyncIOScheduler, "wakeup", lambda _: None)
    scheduler = timer.start(store, work, begin=minute)
    (only,) = scheduler.get_jobs()
    assert now.at <= only.next_run_time < now.at + minute
    scheduler.shutdown(wait=False)
    for _ in range(2):
        await only.func(*only.args)
    assert (set(done), Counter(asked)) == ({"a", "b"}, {"a": 1, "b": 1, "fails": 2})
    now.at += minute
    await only.func(*only.args)
    assert Counter(asked) == {"a": 2, "b": 2, "fails": 3}


def test_every_job_runs_on_an_empty_ward(store: Database, now: Now) -> None:
    for each in timed(Street(store, now).ward):
        assert store.run(each.body) == 0, each.name


async def test_what_was_due_while_the_process_started_slowly_is_done_all_the_same(store: Database, now: Now) -> None:
    done = asyncio.Event()
    loop = asyncio.get_running_loop()

    def told() -> None:
        loop.call_soon_threadsafe(done.set)

    store.listen("done", told)

    def body(unit: UnitOfWork) -> int:
        unit.ring("done")
        return 1

    now.at = datetime.now(UTC) - timedelta(minutes=3)  # noqa: TID251  # the scheduler goes by the machine's clock
    work = tuple(Job(f"late{number}", timedelta(minutes=5), body) for number in range(22))
    scheduler = timer.start(store, work)
    while len(store.look(lambda unit: unit.conn.execute(select(job_runs)).all())) < len(work):
        await done.wait()
        done.clear()
    scheduler.shutdown(wait=False)
