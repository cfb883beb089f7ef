"""Who waits for the end of a body: a thread, or a task of an event loop.

A thread waits for a `Future`. A task gets its end through the loop, and the ends of one transaction wake the loop only
once: to wake it costs a call of the system, and the two threads then wait for each other.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Task:
    """A task that waits for `future`, which belongs to `loop`. All but the making is for other threads."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]

    @classmethod
    def here(cls) -> "Task":
        """For the task that runs now."""
        loop = asyncio.get_running_loop()
        return cls(loop, loop.create_future())


Caller: TypeAlias = Future[Any] | Task
End: TypeAlias = tuple[Caller, object]  # and what its body gave


def waits(caller: Caller) -> bool:
    """Whether the caller still waits. Asked once, when its body is about to run."""
    if isinstance(caller, Task):
        return not caller.future.cancelled()
    return caller.set_running_or_notify_cancel()


def has_gone(caller: Caller) -> bool:
    """Whether the caller has cancelled."""
    return caller.future.cancelled() if isinstance(caller, Task) else caller.cancelled()


def give(ends: Iterable[End]) -> None:
    """Give each caller what its body gave. Each loop is woken once."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], object]]] = defaultdict(list)
    for caller, found in ends:
        if isinstance(caller, Task):
            by_loop[caller.loop].append((caller.future, found))
        else:
            caller.set_result(found)
    for loop, some in by_loop.items():
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits there
            loop.call_soon_threadsafe(_settle, some)


def tell(callers: Iterable[Caller], error: BaseException) -> None:
    """Pass the error to each caller that still waits."""
    for caller in callers:
        if isinstance(caller, Task):
            with contextlib.suppress(RuntimeError):
                caller.loop.call_soon_threadsafe(_fail, caller.future, error)
        else:
            with contextlib.suppress(InvalidStateError):
                caller.set_exception(error)


def _settle(some: list[tuple[asyncio.Future[Any], object]]) -> None:
    for future, found in some:
        if not future.done():
            future.set_result(found)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
