"""Limits that uvicorn lacks: visitors who never finish a request's head, and too few file handles for the streams."""

import asyncio
import contextlib
import resource
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 20.0  # seconds for the head of a request
# Seconds between two requests of one connection: longer than a proxy keeps a connection (nginx: 60). If we closed one
# while the proxy sends on it, the request would fail; that happened with uvicorn's own 5 seconds.
BETWEEN = 75
_HANDLES = 65_536


class LimitedConnection(H11Protocol):
    """A connection that closes when the head of a request does not come. The Shield handles slow bodies."""

    head_time = HEAD
    between = float(BETWEEN)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._waiting: asyncio.TimerHandle | None = None
        self._idle = False  # a request was answered, and nothing of the next one has come

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # the signature of uvicorn
        super().connection_made(transport)
        self._wait(self.head_time)

    def connection_lost(self, exc: Exception | None) -> None:
        self._came()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        if self._answering():
            self._came()
        elif self._idle and self.conn.trailing_data[0]:  # the next head begins
            self._wait(self.head_time)

    def on_response_complete(self) -> None:
        self._wait(self.between, idle=True)
        super().on_response_complete()

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _wait(self, seconds: float, *, idle: bool = False) -> None:
        self._came()
        self._idle = idle
        self._waiting = self.loop.call_later(seconds, self._give_up)

    def _came(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        self._idle = False

    def _give_up(self) -> None:
        if not self._answering() and not self.transport.is_closing():
            self.transport.close()


def open_handles() -> None:
    """Let this process have as many open files and connections as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _HANDLES if hard == resource.RLIM_INFINITY else min(hard, _HANDLES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
