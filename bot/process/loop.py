"""The event loop of the service: uvloop's, which takes less of the processor than Python's own.

A machine for which there is no uvloop has Python's.
"""

import asyncio
from collections.abc import Callable, Coroutine
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar

T = TypeVar("T")

_QUICK = "uvloop"


def run(main: Coroutine[Any, Any, T]) -> T:
    """Like `asyncio.run`, for what runs long and has much to do. The commands of a moment do not need it."""
    with asyncio.Runner(loop_factory=_maker()) as runner:
        return runner.run(main)


def _maker() -> Callable[[], asyncio.AbstractEventLoop]:
    if find_spec(_QUICK) is None:
        return asyncio.new_event_loop
    made: Callable[[], asyncio.AbstractEventLoop] = import_module(_QUICK).new_event_loop
    return made
