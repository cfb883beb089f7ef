"""Wakes the open pages of the web chat: one listener and one look per burst, however many pages are open."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable, Iterator

from core.logs import get_logger
from storage.database.database import Database
from storage.messages import webchat

log = get_logger("chat")
PER_CHAT = 3  # streams: tabs of one browser
PER_ADDRESS = 60  # many homes behind one address of a mobile operator
REST = 1.0  # seconds after an error of the database
IN_ALL = 4_000  # of the process; later pages ask from time to time, as a browser without streams does


class FullError(Exception):
    """This chat, address or process has as many streams as it may have. The page asks from time to time instead."""


class Live:
    """Hands out an event per open stream. It is set when its chat has something new. Used on the event loop only."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._streams: dict[asyncio.Event, tuple[str, str]] = {}
        self._held: Counter[tuple[str, str]] = Counter()
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._stop: Callable[[], None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    @contextlib.contextmanager
    def watch(self, chat: str, address: str) -> Iterator[asyncio.Event]:
        """An event that is set when the chat has something new, and at the close. Raises FullError."""
        names = (("chat", chat), ("address", address))
        if len(self._streams) >= IN_ALL or self._held[names[0]] >= PER_CHAT or self._held[names[1]] >= PER_ADDRESS:
            raise FullError
        event = asyncio.Event()
        self._streams[event] = (chat, address)
        self._held.update(names)
        self._start()
        try:
            yield event
        finally:
            del self._streams[event]
            for name in names:
                self._held[name] -= 1
                if not self._held[name]:
                    del self._held[name]
            if not self._streams:
                self._end()

    def close(self) -> None:
        """Let every stream end now. Any thread may call it."""
        self.closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake_all)

    def _wake_all(self) -> None:
        for event in self._streams:
            event.set()

    def _start(self) -> None:
        if self._task is not None:
            return
        self._loop = loop = asyncio.get_running_loop()

        def wake() -> None:  # from the database's thread
            with contextlib.suppress(RuntimeError):  # the loop has just closed
                loop.call_soon_threadsafe(self._bell.set)

        self._stop = self._database.listen(webchat.BELL, wake)
        self._task = loop.create_task(self._spread())

    def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._stop is not None:
            self._stop()
        self._task = self._stop = None

    async def _spread(self) -> None:
        """Run for ever. While the database fails, every stream is woken, and asks for itself."""
        newest: int | None = None
        while True:
            try:
                if newest is None:
                    newest = await self._database.read(webchat.newest)
                await self._bell.wait()
                self._bell.clear()
                newest, chats = await self._database.read(webchat.stirred, newest)
            except Exception as error:
                log.warning("what is new in the chats could not be read", extra={"error": type(error).__name__})
                newest = None
                await asyncio.sleep(REST)
                self._wake_all()
                continue
            for event, (chat, _) in self._streams.items():
                if chat in chats:
                    event.set()
