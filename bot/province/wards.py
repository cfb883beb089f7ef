"""The wards of this process: each is opened when somebody first needs it, kept, and let go when its row changes."""

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TextIO

from starlette.types import ASGIApp

from bot import app as joined
from bot.process import installation
from bot.process.shared import Shared
from console import app as console_app
from core import logs, province
from core.clock import Clock, system_clock
from core.errors import DanBanError, SettingError
from core.logs import get_logger
from core.province import Province
from storage.database.revision import newest
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.province.registry import Registry, Row, State
from storage.ward import key_check

log = get_logger("province")

PATIENCE = 5.0  # seconds for answers under way when a ward is let go


class NotServedError(DanBanError):
    """This ward cannot be asked now. `state` says why; None where there is no such ward."""

    def __init__(self, state: State | None) -> None:
        super().__init__(f"this ward is not served: {state}")
        self.state = state


@dataclass(frozen=True, slots=True)
class Part:
    """What works for a ward, or what sends for it, until `stop` is set."""

    stop: asyncio.Event
    task: asyncio.Task[None]


@dataclass(slots=True)
class Held:
    """An open ward. `busy`: requests under way. `parts`: what acts for it in this process, by role."""

    row: Row
    service: joined.Service
    lock: TextIO | None
    app: ASGIApp | None = None
    busy: int = 0
    parts: dict[str, Part] = field(default_factory=dict)
    end_streams: Callable[[], None] = lambda: None


class Wards:
    """What the registry says, and the wards that are open. Used on the event loop only."""

    def __init__(self, province: Province, registry: Registry, *, shared: Shared, clock: Clock = system_clock) -> None:
        """`shared` must hold what several wards share."""
        self._province = province
        self._registry = registry
        self._shared = shared
        self._clock = clock
        self._rows: dict[str, Row] = {}
        self._hosts: dict[str, str] = {}
        self._open: dict[str, Held] = {}
        self._locks: dict[str, asyncio.Lock] = {}
        self._leaving: dict[str, asyncio.Task[None]] = {}
        self._revision = newest()

    @property
    def held(self) -> dict[str, Held]:
        """The wards that are open."""
        return dict(self._open)

    def rows(self) -> list[Row]:
        """All wards, as they were at the last `refresh`."""
        return [self._rows[code] for code in sorted(self._rows)]

    def row(self, code: str) -> Row | None:
        """One of them."""
        return self._rows.get(code)

    def of_host(self, host: str) -> str:
        """The code of the ward that has this host name, or nothing."""
        return self._hosts.get(host, "")

    async def refresh(self) -> None:
        """Read the registry, and let go of the wards that changed, were paused or are gone."""
        rows = await asyncio.to_thread(self._registry.rows)
        self._rows = {each.entry.code: each for each in rows}
        self._hosts = {host: each.entry.code for each in rows for host in each.entry.hosts}
        for code, held in self._open.items():
            if code not in self._leaving and not _same(held.row, self._rows.get(code)):
                # beside the others: what it is sending may take its time
                self._leaving[code] = asyncio.create_task(self.let_go(code))

    def is_leaving(self, code: str) -> bool:
        """Whether a ward is being let go."""
        return code in self._leaving

    async def settle(self) -> None:
        """Wait for the wards that are being let go."""
        await asyncio.gather(*self._leaving.values())

    async def open(self, code: str) -> Held:
        """A ward, opened now if it is not yet. Raises NotServedError, SettingError and what else hinders it."""
        held = self._open.get(code)
        if held is not None and code not in self._leaving:
            return held
        row = self._rows.get(code)
        if row is None or row.state is not State.RUNNING:
            raise NotServedError(row.state if row is not None else None)
        if row.revision != self._revision:  # another release serves it, or nobody until it is brought to this one
            raise NotServedError(State.WAITING)
        async with self._locks.setdefault(code, asyncio.Lock()):
            held = self._open.get(code)
            if held is None:
                held = self._open[code] = await asyncio.to_thread(self._opened, row)
        return held

    async def app(self, code: str) -> Held:
        """A ward with its pages, which are made at the first request."""
        held = await self.open(code)
        if held.app is None:
            app = joined.web(held.service)
            held.app, held.end_streams = app, lambda: console_app.end_streams(app)
        return held

    async def let_go(self, code: str) -> None:
        """End what works for a ward and what it is answering, and close it. Safe to repeat."""
        async with self._locks.setdefault(code, asyncio.Lock()):
            try:
                if (held := self._open.get(code)) is not None:
                    await _ended(held)
            finally:
                self._open.pop(code, None)
                self._leaving.pop(code, None)

    async def close(self) -> None:
        """Let go of all."""
        await asyncio.gather(*(self.let_go(code) for code in tuple(self._open)))

    def _opened(self, row: Row) -> Held:
        settings = province.settings_of(self._province, row.entry)
        logs.hide(province.secrets_of(settings))
        lock = installation.own(settings)
        try:
            service = joined.build(settings, shared=self._words_of(row), clock=self._clock)
            try:
                service.database.run(_checked)
            except BaseException:
                service.database.close()
                raise
        except BaseException:
            if lock is not None:
                lock.close()
            raise
        return Held(row, service, lock)

    def _words_of(self, row: Row) -> Shared:
        """What wards share, with this ward's own sentences if it has any."""
        if not row.entry.words:
            return self._shared
        you = row.entry.values.get("RESIDENT_ADDRESS", "")
        words = self._shared.words
        own = words.addressed(you).own(row.entry.words, you=you) if you else words.own(row.entry.words)
        return replace(self._shared, words=own)


async def _ended(held: Held) -> None:
    """End what works for a ward and what it is answering, and close it."""
    for part in held.parts.values():
        part.stop.set()
    held.end_streams()
    if held.parts:
        await asyncio.wait({each.task for each in held.parts.values()})
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while held.busy:  # noqa: ASYNC110  # requests of one ward, seldom; an event for each would cost more
                await asyncio.sleep(0.02)
    await held.service.close()
    if held.lock is not None:
        held.lock.close()


def _checked(work: UnitOfWork) -> None:
    key_check.check(work)
    if staff.has_demo(work):
        raise SettingError("This database was made by `danban demo`: everybody knows its passwords.")


def _same(before: Row, now: Row | None) -> bool:
    return now is not None and now.state is State.RUNNING and now.number == before.number
