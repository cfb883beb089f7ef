"""The heavy work on consultations and reports, beside the service: one piece at a time, each in its own process."""

import asyncio
import json
from contextlib import suppress
from dataclasses import replace

from bot.signals.bell import Bell
from bot.signals.troubles import Troubles
from bot.workers import beside, report_maker
from core.errors import StoreAwayError
from core.logs import get_logger
from papers import gathering
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media.files import FileStore
from storage.polls import opinions
from storage.polls import tasks as poll_tasks
from storage.polls.tasks import Task, What
from storage.ward import audit

log = get_logger("maker")
LOOK = 2.0


class Maker:
    """Compares opinions, makes papers (`storage.polls.tasks`) and reports (`bot.workers.report_maker`)."""

    def __init__(
        self,
        database: Database,
        files: FileStore,
        *,
        ward_name: str,
        remarks: bool = False,
        font: str = "",
        look: float = LOOK,
    ) -> None:
        """`look`: the seconds between two looks, because a bell can be missed."""
        self._look = look
        self._database = database
        self._files = files
        self._ward_name = ward_name
        self._remarks, self._font = remarks, font
        self._troubles = Troubles(database, "maker: round")

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set. Work in progress is left to the next start."""
        bell = Bell(self._database, "tasks")
        working = asyncio.create_task(self._go_on(bell))
        try:
            await stop.wait()
        finally:
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
            bell.close()

    async def _go_on(self, bell: Bell) -> None:
        while True:
            try:
                found = await self.once()
            except Exception as error:
                await asyncio.sleep(await self._troubles.met(error))
                continue
            self._troubles.over()
            if not found:
                await bell.wait(self._look)

    async def once(self) -> bool:
        """Do the next piece of work. False when nothing was wanted."""
        return await self._once() or await report_maker.once(self._database)

    async def _once(self) -> bool:
        if not await self._database.read(poll_tasks.any_waiting):
            return False
        task = await self._database.write(poll_tasks.claim)
        if task is None:
            return False
        try:
            await self._do(task)
        except StoreAwayError:
            await self._database.write(poll_tasks.later, task.id)
            raise
        except Exception as error:
            log.warning(
                "heavy work failed", extra={"task": task.id, "what": task.what.value, "error": type(error).__name__}
            )
            last = task.tries + 1 >= poll_tasks.MOST_TRIES
            await self._database.write(self._end if last else poll_tasks.again, task.id)
        return True

    @staticmethod
    def _end(work: UnitOfWork, task_id: int) -> None:
        poll_tasks.end(work, task_id, poll_tasks.FAILED)

    async def _do(self, task: Task) -> None:
        if task.what is What.COMPARE:
            said = await asyncio.to_thread(self._database.look, opinions.uncompared, task.poll_id)  # it may be long
            found = json.loads(await self._apart(task, json.dumps(said)))
            await self._database.write(_compared, task, found)
            return
        frozen = await asyncio.to_thread(self._database.look, gathering.gather, task, ward_name=self._ward_name)
        made = await self._apart(task, replace(frozen, remarks=self._remarks, font=self._font).to_json())
        stored = await asyncio.to_thread(self._files.keep, made)
        await self._database.write(_made, task, stored.name, stored.size)

    async def _apart(self, task: Task, given: str) -> bytes:
        """The result of the other process. Raises ChildFailedError, TimeoutError."""

        async def told(done: int, total: int) -> None:
            await self._database.write(poll_tasks.progress, task.id, done, total)

        return await beside.result("bot.workers.subprocess_work", task.what.value, given=given, told=told)


def _compared(work: UnitOfWork, task: Task, found: list[list[int]]) -> None:
    opinions.gather(work, task.poll_id, found)
    poll_tasks.end(work, task.id, poll_tasks.DONE)
    audit.record(work, "poll.compared", actor=audit.SYSTEM, poll=task.key, groups=len(found))


def _made(work: UnitOfWork, task: Task, name: str, size: int) -> None:
    poll_tasks.end(work, task.id, poll_tasks.DONE, stored=name, size=size)
    audit.record(work, "poll.paper_made", actor=audit.SYSTEM, poll=task.key, what=task.what.value, digest=name)
