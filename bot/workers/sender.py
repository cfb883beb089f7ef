"""Hands messages to a platform: one sender per bot, by lease; paced; in order per chat; outcomes in batches."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from bot.signals.bell import Bell
from bot.signals.metrics import Metrics
from bot.signals.troubles import Troubles
from bot.workers import failures
from bot.workers.flow import AHEAD, Flow
from bot.workers.lease_keeper import HTTP_TIMEOUT, RENEW, LeaseKeeper, uptime
from bot.workers.outcome_writer import OutcomeWriter
from broadcasts.pace import Throttle
from core.channel import Channel
from core.errors import Fate, SendError
from core.logs import get_logger
from core.priority import Priority
from storage.across import dispatch
from storage.across.dispatch import Claimed
from storage.bulletins import bodies as bulletin_bodies
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import way
from storage.messages.outbox import TOAST_LIFE
from storage.messages.outcomes import Outcome

log = get_logger("sender")
LOOK = 1.0  # seconds


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
        monotonic: Callable[[], float] = uptime,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        ahead: float = AHEAD,
        look: float = LOOK,
        crash: Callable[[str], None] = lambda _point: None,
    ) -> None:
        """`holder`: takes the lease; after a restart, the same one takes its own back at once. `ahead`: seconds.

        `look`: the most seconds between two looks; less than a lease lasts.
        """
        self._look = look
        self._database = database
        self._channel = channel
        self._metrics = metrics
        self._sleep = sleep  # until a message's turn comes
        self._crash = crash
        self._flow = Flow(Throttle(channel.pace, monotonic), ahead=ahead)
        self._lease = LeaseKeeper(
            database, channel=channel.name, bot=channel.bot, instance_id=instance_id, holder=holder, now=monotonic
        )
        where = f"{channel.name}:{channel.bot}"
        self._writer = OutcomeWriter(database, self._lease, where=where, written=self._written)
        self._troubles = Troubles(database, f"sender {channel.name}: round")
        self._bell: Bell | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set. Then finish the sends in progress, write the outcomes and give the lease back."""
        bell = self._bell = Bell(self._database, "outbox")
        stopping = asyncio.create_task(_ring_at(stop, bell))
        flushing = asyncio.create_task(self._writer.flush_for_ever())
        try:
            while not stop.is_set():
                pause = await self.once()
                if pause > 0:
                    await bell.wait(pause)
        finally:
            stopping.cancel()
            await self._flow.ended(within=HTTP_TIMEOUT)
            flushing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await flushing
            await self._writer.flush()
            await self._lease.give_back()
            bell.close()

    async def drain(self) -> None:
        """Send until nothing is ready, and write the outcomes: for a terminal, and for tests."""
        while True:
            await self.once()
            await self._flow.ended()
            if self._writer.is_empty:
                return
            await self._writer.flush()

    async def once(self) -> float:
        """Do one round: claim what may leave and begin to send it. Gives the seconds until the next round is useful."""
        try:
            if not await self._lease.hold(self.settle):
                return RENEW
            found = await self._send_some()
        except Exception as error:
            return await self._troubles.met(error)
        self._troubles.over()
        return found

    async def settle(self) -> None:
        """Wait for the sends in progress and write the outcomes."""
        await self._flow.ended()
        await self._writer.flush()

    async def flush(self) -> None:
        """Write the outcomes that are known by now."""
        await self._writer.flush()

    async def _send_some(self) -> float:
        await self._flow.wait_for_half()
        free = self._flow.room()
        if free <= 0:
            return self._flow.wait_for_room
        bulk = self._flow.room_for_bulk()
        rate, claimed = await self._database.write(self._claim, free, bulk)
        self._crash("claimed")
        for each in claimed:
            self._flow.begin(self._send(each), bulk=each.priority >= Priority.BULK)
        is_changed = rate != self._flow.rate
        self._flow.limit_bulk(rate)
        if claimed:
            await asyncio.sleep(0)
            return 0.0 if len(claimed) >= free else 0.005
        if is_changed:
            return 0.0  # the next round counts the room for bulk anew
        if bulk:
            return await self._idle()
        return 0.0 if self._flow.is_full_of_bulk else 0.1

    def _claim(self, work: UnitOfWork, free: int, bulk: int) -> tuple[int | None, list[Claimed]]:
        """Claim what may leave, and read in the same transaction how fast staff want bulletins to leave.

        Bulk whose room was counted with another speed is not claimed: a bulletin that starts or resumes keeps its speed
        from its first message on.
        """
        rate = bulletin_bodies.slowest(work) if bulk else self._flow.rate
        bulk = bulk if rate == self._flow.rate else 0
        return rate, dispatch.claim(
            work, self._channel.name, self._channel.bot, limit=max(free, bulk), attempt=self._lease.attempt, bulk=bulk
        )

    async def _idle(self) -> float:
        """The seconds until something is due: not many, because a bell can be missed."""
        due = await self._database.read(dispatch.next_due, self._channel.name, self._channel.bot)
        if due is None:
            return self._look
        return min(self._look, max(0.02, (due - self._database.clock()).total_seconds()))

    async def _send(self, claimed: Claimed) -> None:
        """Send it.

        Its outcome is recorded in any case; otherwise the chat would be blocked as long as this process lives.
        """
        try:
            outcome = await self._in_turn(claimed)
        except Exception as error:
            log.warning("a send broke in ourselves", extra={"outbox": claimed.id, "error": type(error).__name__})
            outcome = failures.unforeseen(claimed, error)
        self._writer.end(outcome)

    async def _in_turn(self, claimed: Claimed) -> Outcome:
        if claimed.priority == Priority.TOAST:
            if self._database.clock() - claimed.made_at > TOAST_LIFE:
                return Outcome(claimed.id, claimed.chat_id, "late", toast=True)
        elif (wait := self._flow.throttle.book(claimed.priority, begins=claimed.begins)) > 0:
            await self._sleep(wait)
        if claimed.priority < Priority.BULK:
            return await self._in_time(claimed)
        async with self._flow.bulk_at_once:
            return await self._in_time(claimed)

    async def _in_time(self, claimed: Claimed) -> Outcome:
        bulk, toast = claimed.priority >= Priority.BULK, claimed.priority == Priority.TOAST
        if self._lease.is_over or self._flow.throttle.held:  # the machine slept past the lease, or the bot must wait
            return Outcome(claimed.id, claimed.chat_id, "late" if toast else "waiting", toast=toast, bulk=bulk)
        outcome = await self._hand_over(claimed)
        self._crash("sent")
        seconds = (self._database.clock() - claimed.made_at).total_seconds()
        self._metrics.sent(self._channel.name, outcome.state, seconds)
        lane = claimed.address.channel, claimed.address.bot, claimed.address.chat
        way.told(self._database.seal, self._database.clock(), outcome.state, lane, outbox=claimed.id)
        return outcome

    async def _hand_over(self, claimed: Claimed) -> Outcome:
        toast = claimed.priority == Priority.TOAST
        rest = 0.0 if toast else self._flow.throttle.sent(claimed.chat_id, group=claimed.group)
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
            more_ids=",".join(ids) if len(ids) > 1 else "", hold=rest, toast=toast, thread=sent.thread,
            bulk=claimed.priority >= Priority.BULK,
        )  # fmt: skip

    def _failed(self, claimed: Claimed, error: SendError) -> Outcome:
        if error.alarm:
            self._writer.alarm(error.alarm, str(error))
        if held := failures.holds_all(error):
            self._flow.throttle.hold(held)
        return failures.outcome(claimed, error, age=self._database.clock() - claimed.made_at)

    def _written(self) -> None:
        self._crash("recorded")
        if self._bell is not None:
            self._bell.ring()  # the next messages of these chats may go now


async def _ring_at(stop: asyncio.Event, bell: Bell) -> None:
    await stop.wait()
    bell.ring()
