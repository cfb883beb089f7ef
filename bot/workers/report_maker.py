"""The ward's periodic reports, made beside the service (`storage.registers.report_tasks`)."""

import asyncio
import json
from contextlib import suppress

from bot.workers import beside
from core.logs import get_logger
from storage.database.database import Database
from storage.database.revision import absolute
from storage.registers import report_tasks
from storage.registers.report_tasks import ReportTask

log = get_logger("report_maker")
CHILD = "bot.workers.subprocess_report"
BEAT = 15.0  # seconds between two signs of life; a claim lasts four times as long


async def once(database: Database) -> bool:
    """Make the next report. False when none was wanted."""
    if not await database.read(report_tasks.any_waiting):
        return False
    task = await database.write(report_tasks.claim)
    if task is None:
        return False
    try:
        body = await _made(database, task)
    except Exception as error:
        log.warning("a report failed", extra={"task": task.id, "error": type(error).__name__})
        await database.write(report_tasks.again, task)
    else:
        await database.write(report_tasks.finish, task, body)
    return True


async def _made(database: Database, task: ReportTask) -> str:
    """The report's body, from a process that reads the database itself."""
    so_far = (0, 0)

    async def told(done: int, total: int) -> None:
        nonlocal so_far
        so_far = (done, total)
        await database.write(report_tasks.alive, task, done, total)

    async def live() -> None:
        while True:
            await asyncio.sleep(BEAT)
            await database.write(report_tasks.alive, task, *so_far)

    given = {
        "url": absolute(database.url), "now": database.clock().isoformat(), "begins": task.begins.isoformat(),
        "ends": task.ends.isoformat(),
    }  # fmt: skip
    living = asyncio.create_task(live())
    try:
        made = await beside.result(CHILD, given=json.dumps(given), told=told)
    finally:
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living
    return made.decode()
