"""Writes the outcomes of messages in batches. One commit per message would limit how fast we can send."""

import asyncio
from collections.abc import Callable

from bot.signals.retry import pause
from bot.workers.lease_keeper import LeaseKeeper
from core.logs import get_logger
from core.text import sound
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import outcomes
from storage.messages.outcomes import Outcome
from storage.ward import alerts

log = get_logger("sender")

FLUSH = 0.03  # seconds
BULK_FLUSH = 0.08  # nobody waits for the next message of a bulletin
_AGAIN = 1.0  # after a batch that could not be written


class OutcomeWriter:
    """Collects the outcomes of one bot and writes them. Those that could not be written are kept and tried again."""

    def __init__(self, database: Database, lease: LeaseKeeper, *, where: str, written: Callable[[], None]) -> None:
        """`where`: the bot as alerts name it. `written` is called after each batch that was committed."""
        self._database = database
        self._lease = lease
        self._where = where
        self._written = written
        self._ended: list[Outcome] = []
        self._alarms: dict[str, str] = {}  # what to tell the admins: the kind of alert, and the error behind it
        self._some_ended = asyncio.Event()
        self._reply_ended = asyncio.Event()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits to be written."""
        return not self._ended

    def end(self, outcome: Outcome) -> None:
        """Record the outcome of a message."""
        self._ended.append(outcome)
        self._some_ended.set()
        if not outcome.bulk:
            self._reply_ended.set()

    def alarm(self, kind: str, error: str) -> None:
        """Tell the admins with the next batch, once per day for each kind."""
        self._alarms[kind] = error

    async def flush(self) -> None:
        """Write what has ended. Raises what the database raises; nothing is lost then."""
        if not self._ended:
            return
        batch, self._ended = self._ended, []
        alarms, self._alarms = self._alarms, {}
        try:
            await self._database.write(self._write, batch, alarms)
        except BaseException:
            self._ended, self._alarms = batch + self._ended, alarms | self._alarms
            raise
        self._written()

    async def flush_for_ever(self) -> None:
        """Write outcomes soon after they come, those of one moment together."""
        while True:
            await self._some_ended.wait()
            self._some_ended.clear()
            await pause(self._reply_ended, BULK_FLUSH - FLUSH)
            await asyncio.sleep(FLUSH)
            self._reply_ended.clear()
            try:
                await self.flush()
            except Exception:
                log.exception("outcomes could not be written; they are tried again")
                self._some_ended.set()
                await asyncio.sleep(_AGAIN)

    def _write(self, work: UnitOfWork, batch: list[Outcome], alarms: dict[str, str]) -> None:
        outcomes.record(work, self._lease.attempt, batch)
        for kind, error in alarms.items():
            key = f"{kind}:{self._where}:{work.now:%Y-%m-%d}"
            alerts.sound(work, kind, detail=f"{self._where}: {sound(error)[:120]}", unique_key=key)
