"""The heavy work on consultations, beside the service: one piece at a time, each in a process of its own."""

import asyncio
import json
from contextlib import suppress
from dataclasses import replace

from bot.signals.bell import Bell
from bot.signals.troubles import Troubles
from core.errors import StoreAwayError
from core.logs import get_logger
from papers import gathering
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.media import subprocesses
from storage.media.files import FileStore
from storage.media.subprocesses import ChildFailedError
from storage.polls import opinions
from storage.polls import tasks as poll_tasks
from storage.polls.tasks import Task, What
from storage.ward import audit

log = get_logger("maker")
LOOK = 2.0
LONGEST = 300.0  # seconds for one piece; a claim lasts twice as long


class Maker:
    """Compares opinions and makes papers, as `storage.polls.tasks` asks for them."""

    def __init__(
        self, database: Database, files: FileStore, *, ward_name: str, remarks: bool = False, look: float = LOOK
    ) -> None:
        """`look`: the seconds between two looks, because a bell can be missed."""
        self._look = look
        self._database = database
        self._files = files
        self._ward_name = ward_name
        self._remarks = remarks
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
            said = await self._database.read(opinions.uncompared, task.poll_id)
            found = json.loads(await self._apart(task, json.dumps(said)))
            await self._database.write(_compared, task, found)
            return
        frozen = await self._database.read(gathering.gather, task, ward_name=self._ward_name)
        made = await self._apart(task, replace(frozen, remarks=self._remarks).to_json())
        stored = await asyncio.to_thread(self._files.keep, made)
        await self._database.write(_made, task, stored.name, stored.size)

    async def _apart(self, task: Task, given: str) -> bytes:
        """The result of the other process. Raises ChildFailedError, TimeoutError."""
        child = await asyncio.create_subprocess_exec(
            *subprocesses.command("bot.workers.subprocess_work", task.what.value), stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, cwd=subprocesses.FOLDER,
            env=subprocesses.environment(),
        )  # fmt: skip
        try:
            async with asyncio.timeout(LONGEST):
                telling = asyncio.create_task(self._listen(task, child.stderr))
                assert child.stdin is not None
                assert child.stdout is not None
                feeding = asyncio.create_task(_feed(child.stdin, given.encode()))
                made = await child.stdout.read()
                await asyncio.gather(telling, feeding)
                code = await child.wait()
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        if code:
            raise ChildFailedError("died")
        return made

    async def _listen(self, task: Task, lines: asyncio.StreamReader | None) -> None:
        """Record the progress, at most twice per second. Everything else that the process says is thrown away."""
        assert lines is not None
        loop = asyncio.get_running_loop()
        last = loop.time()
        async for line in lines:
            done, mark, total = line.decode("utf-8", "replace").strip().partition("/")
            if mark and done.isdecimal() and total.isdecimal() and loop.time() - last > 0.5:
                last = loop.time()
                await self._database.write(poll_tasks.progress, task.id, int(done), int(total))


async def _feed(pipe: asyncio.StreamWriter, given: bytes) -> None:
    with suppress(ConnectionError):  # it died: its exit code tells
        pipe.write(given)
        await pipe.drain()
    pipe.close()


def _compared(work: UnitOfWork, task: Task, found: list[list[int]]) -> None:
    opinions.gather(work, task.poll_id, found)
    poll_tasks.end(work, task.id, poll_tasks.DONE)
    audit.record(work, "poll.compared", actor=audit.SYSTEM, poll=task.key, groups=len(found))


def _made(work: UnitOfWork, task: Task, name: str, size: int) -> None:
    poll_tasks.end(work, task.id, poll_tasks.DONE, stored=name, size=size)
    audit.record(work, "poll.paper_made", actor=audit.SYSTEM, poll=task.key, what=task.what.value, digest=name)
