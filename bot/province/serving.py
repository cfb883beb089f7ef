"""One process of a province: the door, the wards for which it works, and the look after both."""

import asyncio
import gc
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TextIO

from bot import app as joined
from bot.app import watching
from bot.process import gc_tuning, installation
from bot.process.shared import Several, Shared
from bot.province import measuring, readying
from bot.province.door import Door
from bot.province.shift import Shift
from bot.province.wards import Wards
from bot.province.watch import Watch
from bot.signals.retry import pause
from console import app as console_app
from console.province import pages
from core import province
from core.clock import Clock, system_clock
from core.errors import DanBanError
from core.logs import get_logger
from core.province import Province
from storage.database.revision import newest
from storage.province.registry import Registry, State

log = get_logger("province")

AGAIN = 60.0  # seconds until wards that failed are tried again
MEASURE = 30.0


@dataclass(frozen=True, slots=True)
class Town:
    """A process of a province, joined."""

    where: Province
    registry: Registry
    shared: Shared
    wards: Wards
    shift: Shift
    door: Door
    watch: Watch

    async def close(self) -> None:
        """Let go of everything."""
        await self.wards.close()
        if self.shared.several is not None:
            self.shared.several.looker.close()
        self.registry.close()


def build(
    where: Province,
    *,
    roles: frozenset[str] = joined.ALL,
    shared: Shared | None = None,
    clock: Clock = system_clock,
    holder: str = "",
) -> Town:
    """Join the parts. No ward is opened yet."""
    shared = shared or Shared.load()
    if not shared.pages:
        shared = replace(shared, pages=console_app.routers())
    shared = replace(shared, several=Several.made())
    holder = holder or f"{socket.gethostname()}:{uuid.uuid4().hex[:8]}"
    registry = Registry(province.registry_url(where), clock=clock, by=holder)
    wards = Wards(where, registry, shared=shared, clock=clock)
    failed = partial(_failed, registry)
    shift = Shift(wards, registry, holder=holder, failed=failed, roles=roles)
    desk = pages.build(registry, where, words=shared.words, clock=clock)
    watch = Watch(where, wards, shift, clock)
    door = Door(wards, desk, watch, partial(pages.told, shared.words), failed)
    return Town(where, registry, shared, wards, shift, door, watch)


async def serve(town: Town, roles: frozenset[str] = joined.ALL, *, ready: Callable[[], None] = lambda: None) -> None:
    """Run these roles until the process is told to stop; ends what is under way first."""
    gc_tuning.settle()
    stop = joined.stop_at_signals()
    await town.wards.refresh()
    async with asyncio.TaskGroup() as group:
        group.create_task(town.shift.run(stop))
        if "work" in roles:
            group.create_task(_tend(town, stop))
            group.create_task(_measure(town, stop))
        if "web" in roles:
            settings = town.where.process
            ending = partial(_end_streams, town)
            group.create_task(joined.listen(town.door, settings, stop, ready=ready, ending=ending))
        elif town.where.process.watch_port:
            group.create_task(watching.answer(town.watch, town.where.process, stop, ready))
        else:
            ready()


def own(where: Province) -> TextIO | None:
    """Hold an embedded registry as its one process, until the file is closed; None on PostgreSQL. Raises BusyError."""
    if not where.process.embedded:
        return None
    return installation.own(replace(where.process, database_url=province.registry_url(where)))


async def _failed(registry: Registry, code: str, error: Exception) -> None:
    """Note why a ward cannot be served. The text of an error may hold an address with a password: not all is told."""
    says = str(error) if isinstance(error, DanBanError) else type(error).__name__
    log.error("a ward cannot be served", extra={"of": code, "error": type(error).__name__})
    try:
        await asyncio.to_thread(registry.set_state, code, State.FAILED, problem=says)
    except Exception as trouble:  # the registry is away, or the ward is gone
        log.warning("the registry does not answer", extra={"error": type(trouble).__name__})


async def _tend(town: Town, stop: asyncio.Event) -> None:
    """Bring wards to this release, and try again those that failed."""
    release = newest()
    while not stop.is_set():
        rows = town.wards.rows()
        due = [each for each in rows if readying.is_due(each, release) and each.state is not State.PAUSED]
        if due:
            try:
                await asyncio.to_thread(readying.ready, town.where, town.registry, due, progress=_note)
            except Exception as error:
                log.warning("wards could not be made ready", extra={"error": type(error).__name__})
            gc.collect()
        await pause(stop, AGAIN if due else MEASURE)


def _note(number: int, of: int, code: str, end: str) -> None:
    log.info("a ward was brought to this release", extra={"number": number, "of": of, "code": code, "end": end})


async def _measure(town: Town, stop: asyncio.Event) -> None:
    while not stop.is_set():
        for code in town.shift.codes["work"]:
            held = town.wards.held.get(code)
            if held is None or stop.is_set():
                continue
            try:
                figures = await asyncio.to_thread(measuring.look, held.service)
                await asyncio.to_thread(town.registry.tell, code, figures)
            except Exception as error:
                log.warning("a ward could not be measured", extra={"of": code, "error": type(error).__name__})
        await pause(stop, MEASURE)


def _end_streams(town: Town) -> None:
    for held in town.wards.held.values():
        held.end_streams()
