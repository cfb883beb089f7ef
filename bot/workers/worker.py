"""Handles what arrived: chats side by side, the messages of one chat in order, each in its own transaction."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import replace
from enum import Enum
from itertools import groupby, takewhile

from bot.signals.bell import Bell
from bot.signals.metrics import Metrics
from bot.signals.troubles import Troubles
from bot.workers.lane_shares import LaneShares
from core.channel import Channel
from core.errors import UnreadableError
from core.logs import get_logger
from core.message import Incoming
from storage.across import opening
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import inbox, way, webchat, webchat_rings
from storage.messages.inbox import Lane, Waiting

log = get_logger("worker")
BATCH = 200
SHARE = 40  # messages of one chat per round: a person who sends hundreds must not delay others
LOUD = 20  # chats per round that have more messages waiting than that
MUCH = 20  # messages that wait: another worker, if there is one, will take part
LOOK = 1.0  # seconds between two looks, because a bell can be missed


class End(Enum):
    """The result of one try."""

    HANDLED = "handled"  # or set aside: the next message of the chat may go
    FAILED = "failed"
    HELD = "held"  # another worker has the chat, so it was not tried


Handle = Callable[[UnitOfWork, Incoming], bool]
Apologise = Callable[[UnitOfWork, str, str, str], None]


class Worker:
    """Takes chats with waiting messages and handles them with `handle`, which tells whether to forget the payload."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[tuple[str, str], Channel],
        *,
        handle: Handle,
        apologise: Apologise,
        metrics: Metrics,
        rest: float = LOOK,
        look: float = LOOK,
        prepare: Callable[[Waiting], Awaitable[None]] | None = None,
        crash: Callable[[str], None] = lambda _point: None,
    ) -> None:
        """`apologise(work, channel, bot, chat)` answers politely when a message is set aside; `crash` is for tests.
        `prepare` is awaited before a message is tried, outside of any transaction; it must be short and never raise.

        After a failure, a message rests for `rest` seconds times the number of its tries. `look`: the seconds between
        two looks while nothing waits.
        """
        self._look = look
        self._left = False  # whether the last round left something that could not be handled
        self._database = database
        self._channels = channels
        self._handle = handle
        self._apologise = apologise
        self._metrics = metrics
        self._rest = rest
        self._prepare = prepare
        self._troubles = Troubles(database, "worker: round")
        self._shares = LaneShares(database, channels)
        self._crash = crash
        self._resting: dict[int, float] = {}  # failed messages -> the time of the loop's clock until which they rest

    async def run(self, stop: asyncio.Event) -> None:
        """Run until `stop` is set."""
        bell = Bell(self._database, "inbox")
        stopping = asyncio.create_task(self._ring_at(stop, bell))
        try:
            while not stop.is_set():
                if not await self._once():
                    await bell.wait(min(LOOK, self._look) if self._left else self._look)
        finally:
            stopping.cancel()
            bell.close()

    async def _ring_at(self, stop: asyncio.Event, bell: Bell) -> None:
        await stop.wait()
        bell.ring()

    async def drain(self) -> None:
        """Handle until no message waits that can be handled."""
        while await self._once():
            pass

    async def _once(self) -> bool:
        """Do one round. False when there was nothing to do, or nothing that can be done now."""
        moved, after = False, 0
        self._left = False
        seen: set[Lane] = set()
        loud: list[Lane] = []
        try:
            while found := await self._database.read(inbox.waiting, limit=BATCH, after=after, but=loud):
                self._left = True
                await (self._shares.busy() if len(found) >= MUCH else self._shares.renew())
                lanes = self._lanes(found, seen)
                moved = await self._round(lanes) or moved
                more = [lane[0].lane for lane in lanes if len(lane) > SHARE]
                loud += more
                if len(found) < BATCH or (moved and not more) or len(loud) > LOUD:
                    break
                seen |= {each.lane for each in found}
                after = found[-1].id  # what cannot be handled now does not block others
        except Exception as error:
            await asyncio.sleep(await self._troubles.met(error))
            return True
        self._troubles.over()
        return moved

    def _lanes(self, found: Sequence[Waiting], seen: Collection[Lane]) -> list[list[Waiting]]:
        """The messages of each chat, in order.

        Chats seen before in this round are left out: an earlier message may wait. So are those that another worker
        begins with.
        """
        ours = [
            each
            for each in found
            if (each.channel, each.bot) in self._channels and each.lane not in seen and self._shares.mine(each.lane)
        ]
        return [list(lane) for _, lane in groupby(sorted(ours, key=lambda w: (w.lane, w.id)), lambda w: w.lane)]

    async def _round(self, lanes: Sequence[Sequence[Waiting]]) -> bool:
        """Whether any of these was handled. Chats whose first message is new go side by side, the others alone.

        A message that was tried before may be the one that kills the process. So its try is counted for it alone.
        """
        new = [list(takewhile(_untried, lane[:SHARE])) for lane in lanes if not lane[0].tries]
        counted = await self._database.write(self._count, new) if new else []
        self._crash("counted")
        moved = await asyncio.gather(*(self._lane(lane) for lane in counted))
        suspects = [lane[0] for lane in lanes if lane[0].tries]
        return any([*moved, *[await self._suspect(each) for each in suspects]])

    def _count(self, work: UnitOfWork, lanes: Sequence[Sequence[Waiting]]) -> list[Sequence[Waiting]]:
        """Count a try of each message, for chats that no other worker is handling. Gives those chats."""
        free = inbox.free(work, [lane[0].lane for lane in lanes])
        ours = [lane for lane, got in zip(lanes, free, strict=True) if got]
        if len(ours) < len(lanes):
            self._shares.met()
        inbox.count_tries(work, [each.id for lane in ours for each in lane])
        return ours

    async def _lane(self, lane: Sequence[Waiting]) -> bool:
        """The messages of one chat in order. One that fails holds the later ones until it is handled or set aside."""
        for number, each in enumerate(lane):
            mine = self._shares.mine(each.lane)  # it may have become another worker's since it was read
            end = await self._one(each, alone=False) if mine else End.HELD
            if end is not End.HANDLED:
                left = lane[number if end is End.HELD else number + 1 :]
                await self._uncount(left)
                return number > 0
        return True

    async def _suspect(self, waiting: Waiting) -> bool:
        """A message that was tried before. It is counted, handled and committed alone."""
        if waiting.tries >= inbox.MOST_TRIES:
            return await self._put_aside(waiting, "it was tried three times")
        if asyncio.get_running_loop().time() < self._resting.get(waiting.id, 0.0):
            return False
        await self._database.write(inbox.count_tries, [waiting.id])
        self._crash("counted")
        end = await self._one(waiting, alone=True)
        if end is End.HELD:
            await self._uncount([waiting])
        return end is End.HANDLED

    async def _uncount(self, untried: Sequence[Waiting]) -> None:
        if untried:
            await self._database.write(inbox.uncount, [each.id for each in untried])

    async def _one(self, waiting: Waiting, *, alone: bool) -> End:
        """Try one message whose try has been counted."""
        await self._shares.renew()
        if self._prepare is not None:
            await self._prepare(waiting)
        write = self._database.write_alone if alone else self._database.write
        try:
            handled = await write(self._body, waiting)
        except UnreadableError as error:
            return await self._aside_or_failed(waiting, f"unreadable: {type(error).__name__}")
        except Exception as error:
            # the text of an error may hold a person's words: only its kind and place are logged
            log.warning(
                "a message failed", extra={"inbox": waiting.id, "error": type(error).__name__, "at": _place(error)}
            )
            self._metrics.handled("failed")
            if waiting.tries + 1 >= inbox.MOST_TRIES:
                return await self._aside_or_failed(waiting, f"{type(error).__name__} at {_place(error)}")
            self._resting[waiting.id] = asyncio.get_running_loop().time() + self._rest * (waiting.tries + 1)
            return End.FAILED
        self._crash("handled")
        if handled:
            self._resting.pop(waiting.id, None)
            self._metrics.handled("done")
            way.told(self._database.seal, self._database.clock(), "handled", waiting.lane, inbox=waiting.id)
            return End.HANDLED
        self._shares.met()
        return End.HELD

    async def _aside_or_failed(self, waiting: Waiting, error: str) -> End:
        return End.HANDLED if await self._put_aside(waiting, error) else End.FAILED

    async def _put_aside(self, waiting: Waiting, error: str) -> bool:
        """Set the message aside, with an apology to the chat, or without one when even that fails."""
        self._resting.pop(waiting.id, None)
        try:
            await self._database.write_alone(self._set_aside, waiting, error)
        except Exception:
            log.exception("no word about a message set aside", extra={"inbox": waiting.id})
            await self._database.write(inbox.set_aside, waiting.id, error)
        self._metrics.handled("aside")
        return True

    def _body(self, work: UnitOfWork, waiting: Waiting) -> bool:
        raw = opening.take(work, waiting)
        if isinstance(raw, inbox.Taken):
            return raw is inbox.Taken.OVER
        if waiting.channel == webchat.CHANNEL:
            webchat_rings.settle(work, waiting.chat, str(raw.get("message_id", "")))
        channel = self._channels[waiting.channel, waiting.bot]
        events = channel.read(raw)
        forget = not events  # of a kind that we do not answer: it may be anybody's
        for incoming in events:
            forget = self._handle(work, replace(incoming, received_at=waiting.received_at)) or forget
            work.ahead.clear()  # it was read for the first event
        self._crash("handling")
        inbox.done(work, waiting.id, forget=forget)
        return True

    def _set_aside(self, work: UnitOfWork, waiting: Waiting, error: str) -> None:
        inbox.set_aside(work, waiting.id, error)
        if waiting.chat:
            self._apologise(work, waiting.channel, waiting.bot, waiting.chat)


def _untried(waiting: Waiting) -> bool:
    return waiting.tries == 0


def _place(error: BaseException) -> str:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f"{at.tb_frame.f_code.co_qualname}:{at.tb_lineno}" if at is not None else "?"
