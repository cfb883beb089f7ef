"""Handling what arrived: chats side by side, the messages of one chat in order, each in its own transaction."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

from bot.bell import Bell
from bot.metrics import Metrics
from core.channel import Channel
from core.errors import UnreadableError
from core.logs import get_logger
from core.message import Incoming
from storage import inbox
from storage.database import Database
from storage.inbox import Waiting
from storage.unit import UnitOfWork

log = get_logger("worker")
BATCH = 200
LOOK = 1.0  # seconds: a bell can be missed, a look cannot

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
        crash: Callable[[str], None] = lambda _point: None,
    ) -> None:
        """`apologise(work, channel, bot, chat)` answers politely when a message is set aside; `crash` is for tests."""
        self._database = database
        self._channels = channels
        self._handle = handle
        self._apologise = apologise
        self._metrics = metrics
        self._crash = crash

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set."""
        bell = Bell(self._database, "inbox")
        stopping = asyncio.create_task(self._ring_at(stop, bell))
        try:
            while not stop.is_set():
                if not await self._once():
                    await bell.wait(LOOK)
        finally:
            stopping.cancel()
            bell.close()

    async def _ring_at(self, stop: asyncio.Event, bell: Bell) -> None:
        await stop.wait()
        bell.ring()

    async def drain(self) -> None:
        """Handle until nothing waits that can be handled."""
        while await self._once():
            pass

    async def _once(self) -> bool:
        """One round; False when nothing was there to do."""
        try:
            found = await self._database.read(inbox.waiting, limit=BATCH)
            if not found:
                return False
            await self._database.write(inbox.count_tries, [each.id for each in found])
            self._crash("counted")
            lanes = [list(lane) for _, lane in groupby(sorted(found, key=lambda w: (w.lane, w.id)), lambda w: w.lane)]
            moved = await asyncio.gather(*(self._lane(lane) for lane in lanes))
            return any(moved)
        except Exception:
            log.exception("a round of the worker failed")
            await asyncio.sleep(LOOK)
            return True

    async def _lane(self, lane: Sequence[Waiting]) -> bool:
        """The messages of one chat in order; one that fails holds those behind it until it is handled or set aside."""
        moved = False
        for each in lane:
            if not await self._one(each):
                return moved
            moved = True
        return moved

    async def _one(self, waiting: Waiting) -> bool:
        """Whether the next message of the chat may be handled."""
        if waiting.tries >= inbox.MOST_TRIES:
            await self._database.write(self._set_aside, waiting, "it was tried three times")
            return True
        write = self._database.write if waiting.tries == 0 else self._database.write_alone
        try:
            handled = await write(self._body, waiting)
        except UnreadableError as error:
            await self._database.write(self._set_aside, waiting, f"unreadable: {type(error).__name__}")
            return True
        except Exception as error:
            # the text of an error may hold what somebody wrote: only its kind and place are logged
            log.warning(
                "a message failed", extra={"inbox": waiting.id, "error": type(error).__name__, "at": _place(error)}
            )
            self._metrics.handled("failed")
            if waiting.tries + 1 >= inbox.MOST_TRIES:
                await self._database.write(self._set_aside, waiting, f"{type(error).__name__} at {_place(error)}")
                return True
            return False
        self._crash("handled")
        self._metrics.handled("done")
        return handled

    def _body(self, work: UnitOfWork, waiting: Waiting) -> bool:
        if not inbox.lock(work, waiting.lane):
            return False  # another worker has the chat
        raw = inbox.take(work, waiting.id)
        if raw is None:
            return True  # another worker has done it
        if work.postgres and not inbox.first_of_lane(work, waiting):
            return False
        channel = self._channels.get((waiting.channel, waiting.bot))
        if channel is None:
            return False  # its bot is not served by this process just now
        forget = False
        for incoming in channel.read(raw):
            forget = self._handle(work, incoming) or forget
        self._crash("handling")
        inbox.done(work, waiting.id, forget=forget)
        return True

    def _set_aside(self, work: UnitOfWork, waiting: Waiting, error: str) -> None:
        inbox.set_aside(work, waiting.id, error)
        self._metrics.handled("aside")
        if waiting.chat:
            self._apologise(work, waiting.channel, waiting.bot, waiting.chat)


def _place(error: BaseException) -> str:
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return f"{at.tb_frame.f_code.co_qualname}:{at.tb_lineno}" if at is not None else "?"
