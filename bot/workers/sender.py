"""Handing messages to a platform: one sender a bot, by lease; paced; in order per chat; outcomes written in batches."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable

from bot.signals.bell import Bell
from bot.signals.metrics import Metrics
from bot.signals.retry import pause
from bot.signals.troubles import Troubles
from bot.workers import failures
from broadcasts.pace import Throttle
from core.channel import Channel
from core.errors import Fate, SendError
from core.logs import get_logger
from core.text import sound
from storage.across import dispatch
from storage.across.dispatch import Claimed
from storage.bulletins import bodies as bulletin_bodies
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import leases, outcomes
from storage.messages.outbox import BULK, TOAST, TOAST_LIFE
from storage.messages.outcomes import Outcome
from storage.ward import alerts

log = get_logger("sender")

LEASE = 45.0  # seconds
HTTP_TIMEOUT = 25.0  # the longest a send may take: nothing is begun later than lease minus this
RENEW = 5.0
FLUSH = 0.03
BULK_FLUSH = 0.08  # nobody waits for the next message of a bulletin
SIDE_BY_SIDE = 96  # replies; as many bulletins go beside them
MARKED = 2 * SIDE_BY_SIDE  # bulk that is marked where no platform sets a pace: the next is at hand meanwhile
AHEAD = 0.5  # only what goes out so soon is marked
LOOK_BESIDE = 0.03  # how often a sender that is full of bulk looks for replies
RATE_LOOK = 1.0  # how soon a rate that a person chose for a bulletin holds


def _uptime() -> float:
    """Seconds that also pass while the machine is suspended: a lease runs out in one's sleep."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Sender:
    """Sends what the outbox holds for one bot, as long as this holder has the bot's lease."""

    def __init__(
        self,
        database: Database,
        channel: Channel,
        *,
        instance_id: str,
        holder: str,
        metrics: Metrics,
        monotonic: Callable[[], float] = _uptime,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        ahead: float = AHEAD,
        crash: Callable[[str], None] = lambda _point: None,
    ) -> None:
        """`holder`: who takes the lease; the same one takes its own back at once after a restart. `ahead`: seconds."""
        self._database = database
        self._channel = channel
        self._instance = instance_id
        self._holder = holder
        self._metrics = metrics
        self._now = monotonic
        self._sleep = sleep  # until a message's turn comes
        self._ahead = ahead
        self._crash = crash
        self._throttle = Throttle(channel.pace, monotonic)
        self._troubles = Troubles(database, f"sender {channel.name}: round")
        self._lease_name = f"send:{channel.name}:{channel.bot}"
        self._deadline = 0.0  # of the monotonic clock: no send is begun after it
        self._renewed = -RENEW
        self._rate: int | None = None
        self._rate_read = -RATE_LOOK
        self._attempt = ""
        self._ended: list[Outcome] = []
        self._some_ended = asyncio.Event()
        self._reply_ended = asyncio.Event()
        self._bell: Bell | None = None
        self._alarms: dict[str, str] = {}  # what the admins are to be told: the kind of alert, and the error behind it
        self._tasks: set[asyncio.Task[None]] = set()
        self._bulk = 0  # of them
        self._half_left = asyncio.Event()
        self._side_by_side = asyncio.Semaphore(SIDE_BY_SIDE)  # bulk that is with the platform

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then ends what is under way, writes it down and gives the lease back."""
        bell = self._bell = Bell(self._database, "outbox")
        stopping = asyncio.create_task(self._ring_at(stop, bell))
        flushing = asyncio.create_task(self._flush_for_ever())
        try:
            while not stop.is_set():
                pause = await self._once()
                if pause > 0:
                    await bell.wait(pause)
        finally:
            stopping.cancel()
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=HTTP_TIMEOUT)
            flushing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await flushing
            await self._flush()
            with contextlib.suppress(Exception):
                await self._database.write(leases.give_back, self._lease_name, self._holder)
            bell.close()

    async def drain(self) -> None:
        """Send until nothing is ready, and write it down: for a terminal, and for tests."""
        while True:
            await self._once()
            if self._tasks:
                await asyncio.wait(self._tasks)
            if not self._ended:
                return
            await self._flush()

    async def _ring_at(self, stop: asyncio.Event, bell: Bell) -> None:
        await stop.wait()
        bell.ring()

    async def _once(self) -> float:
        """One round; the seconds until the next is worth it."""
        try:
            if not await self._hold_lease():
                return RENEW
            found = await self._send_some()
        except Exception as error:
            return await self._troubles.met(error)
        self._troubles.over()
        return found

    async def _hold_lease(self) -> bool:
        if self._now() - self._renewed < RENEW and self._now() < self._deadline:
            return True
        asked = self._now()
        if not await self._database.write(leases.belongs, self._instance):
            log.warning("this database belongs to another installation; `danban adopt` makes it this one's")
            self._deadline = 0.0
            return False
        fresh = asked >= self._deadline  # first time, or it ran out while we slept
        if fresh:
            await self._settle()  # a lease taken again is a new attempt: the old one is written down first
        before = await self._database.write(leases.take, self._lease_name, self._holder, seconds=LEASE)
        if before is None:
            self._deadline = 0.0
            return False
        self._renewed = asked
        self._deadline = asked + LEASE - HTTP_TIMEOUT
        if fresh:
            self._attempt = uuid.uuid4().hex
            found = await self._database.write(dispatch.recover, self._channel.name, self._channel.bot)
            if found:
                log.info("took over what was under way", extra={"rows": found, "channel": self._channel.name})
        return True

    async def _settle(self) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._flush()

    async def _send_some(self) -> float:
        await self._wait_for_room()
        room = self._throttle.room(within=self._ahead)
        free = min(SIDE_BY_SIDE - len(self._tasks) + self._bulk, room)
        if free <= 0:
            return max(0.01, min(1.0, self._throttle.held or 0.02))
        await self._learn_rate()
        bulk = min(MARKED - self._bulk, self._throttle.room_for_bulk(within=self._ahead))
        if self._bulk > MARKED // 2:
            bulk = 0  # a claim costs the same for many as for few
        claimed = await self._database.write(
            dispatch.claim, self._channel.name, self._channel.bot, limit=max(free, bulk), attempt=self._attempt,
            bulk=bulk,
        )  # fmt: skip
        self._crash("claimed")
        for each in claimed:
            task = asyncio.create_task(self._send(each))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            if each.priority >= BULK:
                self._bulk += 1
                task.add_done_callback(self._bulk_ended)
        if claimed:
            await asyncio.sleep(0)
            return 0.0 if len(claimed) >= free else 0.005
        return await self._idle() if bulk else 0.1 if self._bulk <= MARKED // 2 else 0.0

    async def _wait_for_room(self) -> None:
        """While much bulk is at hand, wait until half of it has left, at most until replies are to be looked for."""
        if self._bulk > MARKED // 2:
            self._half_left.clear()
            await pause(self._half_left, LOOK_BESIDE)

    def _bulk_ended(self, _task: asyncio.Task[None]) -> None:
        self._bulk -= 1
        if self._bulk <= MARKED // 2:
            self._half_left.set()

    async def _learn_rate(self) -> None:
        if self._now() - self._rate_read < RATE_LOOK:
            return
        self._rate_read = self._now()
        rate = await self._database.read(bulletin_bodies.slowest)
        if rate != self._rate:
            self._rate = rate
            self._throttle.limit_bulk(rate)

    async def _idle(self) -> float:
        """How long nothing is due: a look a second at least, since a bell can be missed."""
        due = await self._database.read(dispatch.next_due, self._channel.name, self._channel.bot)
        if due is None:
            return 1.0
        return min(1.0, max(0.02, (due - self._database.clock()).total_seconds()))

    async def _send(self, claimed: Claimed) -> None:
        """Send it; whatever happens its end is written down, or its chat would be busy as long as we live."""
        try:
            outcome = await self._in_turn(claimed)
        except Exception as error:
            log.warning("a send broke in ourselves", extra={"outbox": claimed.id, "error": type(error).__name__})
            outcome = failures.unforeseen(claimed, error)
        self._end(outcome)

    async def _in_turn(self, claimed: Claimed) -> Outcome:
        if claimed.priority == TOAST:
            if self._database.clock() - claimed.made_at > TOAST_LIFE:
                return Outcome(claimed.id, claimed.chat_id, "late", toast=True)
        elif (wait := self._throttle.book(claimed.priority)) > 0:
            await self._sleep(wait)
        if claimed.priority < BULK:
            return await self._in_time(claimed)
        async with self._side_by_side:
            return await self._in_time(claimed)

    async def _in_time(self, claimed: Claimed) -> Outcome:
        bulk, toast = claimed.priority >= BULK, claimed.priority == TOAST
        if self._now() >= self._deadline or self._throttle.held:  # slept past the lease, or the bot was told to wait
            return Outcome(claimed.id, claimed.chat_id, "late" if toast else "waiting", toast=toast, bulk=bulk)
        outcome = await self._hand_over(claimed)
        self._crash("sent")
        seconds = (self._database.clock() - claimed.made_at).total_seconds()
        self._metrics.sent(self._channel.name, outcome.state, seconds)
        return outcome

    def _end(self, outcome: Outcome) -> None:
        self._ended.append(outcome)
        self._some_ended.set()
        if not outcome.bulk:
            self._reply_ended.set()

    async def _hand_over(self, claimed: Claimed) -> Outcome:
        toast = claimed.priority == TOAST
        rest = 0.0 if toast else self._throttle.sent(claimed.chat_id, group=claimed.group)
        try:
            async with asyncio.timeout(HTTP_TIMEOUT):
                sent = await self._channel.send(claimed.address, claimed.outgoing)
        except SendError as error:
            return self._failed(claimed, error)
        except TimeoutError:
            return self._failed(claimed, SendError(Fate.DOUBTFUL, "no answer in time"))
        except Exception as error:
            log.warning(
                "a send failed in an unforeseen way", extra={"outbox": claimed.id, "error": type(error).__name__}
            )
            return self._failed(claimed, SendError(Fate.OURS, type(error).__name__))
        ids = sent.message_ids
        return Outcome(
            claimed.id, claimed.chat_id, "sent", message_id=ids[0] if ids else "",
            more_ids=",".join(ids) if len(ids) > 1 else "", hold=rest, toast=toast, bulk=claimed.priority >= BULK,
        )  # fmt: skip

    def _failed(self, claimed: Claimed, error: SendError) -> Outcome:
        if error.alarm:
            self._alarms[error.alarm] = str(error)
        if held := failures.holds_all(error):
            self._throttle.hold(held)
        return failures.outcome(claimed, error, age=self._database.clock() - claimed.made_at)

    async def _flush_for_ever(self) -> None:
        while True:
            await self._some_ended.wait()
            self._some_ended.clear()
            await pause(self._reply_ended, BULK_FLUSH - FLUSH)
            await asyncio.sleep(FLUSH)  # what ends together is written down together
            self._reply_ended.clear()
            try:
                await self._flush()
            except Exception:
                log.exception("outcomes could not be written; they are tried again")
                self._some_ended.set()
                await asyncio.sleep(1.0)

    async def _flush(self) -> None:
        if not self._ended:
            return
        batch, self._ended = self._ended, []
        alarms, self._alarms = self._alarms, {}
        try:
            await self._database.write(self._write_down, batch, alarms)
        except BaseException:
            self._ended, self._alarms = batch + self._ended, alarms | self._alarms
            raise
        self._crash("recorded")
        if self._bell is not None:
            self._bell.ring()  # the next messages of these chats are heads now

    def _write_down(self, work: UnitOfWork, batch: list[Outcome], alarms: dict[str, str]) -> None:
        outcomes.record(work, self._attempt, batch)
        where = f"{self._channel.name}:{self._channel.bot}"
        for kind, error in alarms.items():
            key = f"{kind}:{where}:{work.now:%Y-%m-%d}"
            alerts.sound(work, kind, detail=f"{where}: {sound(error)[:120]}", unique_key=key)
