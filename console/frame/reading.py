"""What a page reads, in one transaction: it shows the ward at one moment, whatever is written meanwhile.

Pages reach the database by `look` and `run` (a test makes sure of it). The first look of a GET opens its transaction,
which ends before the answer is sent, so that a slow browser holds none. A request that holds it must not take a second
connection: many such requests at once would wait for each other. So `run` ends it first, and the next look opens
another one, which sees what was written. Requests that change something read in one transaction per look.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Concatenate, ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from console.frame.context import context_of
from storage.database.database import Database
from storage.database.unit import UnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


class Snapshot:
    """The read transaction of one request."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._stack = ExitStack()
        self._work: UnitOfWork | None = None

    @property
    def is_open(self) -> bool:
        """Whether it holds a connection."""
        return self._work is not None

    def work(self) -> UnitOfWork:
        """The open transaction."""
        if self._work is None:
            self._work = self._stack.enter_context(self._database.snapshot())
        return self._work

    def end(self) -> None:
        """Give the connection back."""
        self._work = None
        self._stack.close()


def begin(request: Request) -> None:
    """From here on the looks of this request share a transaction, if the request only reads."""
    if request.method in {"GET", "HEAD"}:
        request.state.snapshot = Snapshot(context_of(request).database)


async def end(request: Request) -> None:
    """End the transaction of this request. A later look (of a stream, of an error's page) opens its own."""
    found = _snapshot(request)
    request.state.snapshot = None
    if found is not None and found.is_open:
        await run_in_threadpool(found.end)


def look(request: Request, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a reading body in the request's transaction, on this thread."""
    found = _snapshot(request)
    if found is None:
        return context_of(request).database.look(body, *args, **kwargs)
    return body(found.work(), *args, **kwargs)


def run(request: Request, body: Callable[Concatenate[UnitOfWork, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a writing body as a whole and wait for its commit. Later looks see what was written."""
    done_reading(request)
    return context_of(request).database.run(body, *args, **kwargs)


def done_reading(request: Request) -> None:
    """Give the connection back before something slow. It blocks: not for the event loop."""
    found = _snapshot(request)
    if found is not None:
        found.end()


def _snapshot(request: Request) -> Snapshot | None:
    found = getattr(request.state, "snapshot", None)
    assert found is None or isinstance(found, Snapshot)
    return found
