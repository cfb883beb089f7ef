"""The process that `test_stop` stops: a whole service that gets the signal to end at a given point of its start.

Bells ring all the time, as they do while a backlog is handled: a cancellation that comes at the same moment as a ring
must still end its task.
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import app
from bot.process import installation
from bot.workers import scheduler
from core.settings import Settings
from storage.database.database import Database
from storage.database.jobs import Job

BELLS = {"bulletins", "tasks", "files", "inbox", "outbox"}
ROUNDS = 20_000  # rounds of the event loop while the bells ring


async def main(folder: Path, point: str) -> None:
    """Serve. It ends only when every part has received the signal."""
    settings = Settings(
        database_url=f"sqlite:///{folder}/ward.sqlite3", files_dir=folder / "files", http_port=0, secret_key="k" * 40
    )
    installation.ready_database(settings)
    service = app.build(settings)
    loop = asyncio.get_running_loop()
    start = scheduler.start

    def storm(left: int) -> None:
        service.database._ring(BELLS)
        if left:
            loop.call_soon(storm, left - 1)

    def reached(at: str) -> None:
        if at == point:
            loop.call_soon(storm, ROUNDS)
            os.kill(os.getpid(), signal.SIGTERM)

    def started(
        database: Database, work: tuple[Job, ...], *, share: float = 0.5, begin: timedelta = timedelta(0)
    ) -> AsyncIOScheduler:
        reached("timer")
        return start(database, work, share=share, begin=begin)

    scheduler.start = started
    try:
        await app.serve(service, ready=lambda: reached("ready"))
    finally:
        await service.close()
    sys.stdout.write("stopped\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
