"""The process that `test_stop` stops: a whole service that is told to end at a point of its start.

Bells ring without end meanwhile, as they do when a backlog is worked through: a cancel that comes in the same moment as
a ring must end its task all the same.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot import app
from bot.process import installation
from bot.workers import scheduler
from core.settings import Settings
from storage.database.database import Database
from storage.database.jobs import Job

BELLS = {"bulletins", "tasks", "files", "inbox", "outbox"}
ROUNDS = 20_000  # of the event loop for which the bells ring


async def main(folder: Path, point: str) -> None:
    """Serve; ends at all only when every part heard the signal."""
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

    def started(database: Database, work: tuple[Job, ...]) -> AsyncIOScheduler:
        reached("timer")
        return start(database, work)

    scheduler.start = started
    try:
        await app.serve(service, ready=lambda: reached("ready"))
    finally:
        await service.close()
    sys.stdout.write("stopped\n")


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
