"""Processes that read files from strangers: without our settings and files, with little memory and time.

`run` starts a process for one piece of work. `Workers` keeps a process alive and gives it one piece after another. In
the child, `hold` sets the limits after the imports, and `serve` answers one piece after another until the parent closes
the pipe.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import IO

from core.errors import DanBanError
from core.message import Json

FOLDER = Path(__file__).parents[2]  # where our modules are imported from
_BEHIND = 10  # the value for nice
_MB = 1024 * 1024
_HEAD = 1_000_000  # bytes of the line before the content; a longer line does not come from us
_BODY = 64 * _MB
_FROM_OUTSIDE = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})

Head = Mapping[str, Json]
Answer = tuple[Head, Sequence[bytes]]


class ChildFailedError(DanBanError):
    """There is no result.

    `how`: slow (too much time), died, or closed (the service is stopping, so the caller may try again).
    """

    def __init__(self, how: str) -> None:
        super().__init__(f"The process of its own gave no result: {how}.")
        self.how = how


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits of a process."""

    memory: int  # bytes of address space, RLIMIT_AS
    cpu: int  # seconds of CPU for a piece of work, RLIMIT_CPU
    seconds: float  # seconds of wall clock time, because the machine may be busy
    writes: bool = False  # whether it needs files of its own, like the writer of workbooks


PICTURES = Bounds(300 * _MB, 10, 60)  # every real 12-megapixel picture passes; measured in docs/performance.md
DOCUMENTS = Bounds(1024 * _MB, 60, 60)  # 60 MB of XML become a tree ten times as large
PAPERS = Bounds(2048 * _MB, 300, 300, writes=True)  # our own work on thousands of opinions


def environment() -> dict[str, str]:
    """The environment of a child: none of our settings."""
    return {"PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"}  # one arena per thread would use up the address space


def command(module: str, *arguments: str) -> list[str]:
    """The command line that starts one of our modules."""
    return [sys.executable, "-m", module, *arguments]


def hold(bounds: Bounds) -> None:
    """Set the limits. Called in the child, after its imports. The child also gets a lower priority."""
    os.nice(_BEHIND)
    _limit(resource.RLIMIT_CORE, 0)  # no core file may contain a picture of a căn cước
    _limit(resource.RLIMIT_AS, bounds.memory)
    if not bounds.writes:
        _limit(resource.RLIMIT_FSIZE, 0)
    begin(bounds)


def begin(bounds: Bounds) -> None:
    """Start a new piece of work: its CPU seconds are counted from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    until = ceil(used.ru_utime + used.ru_stime) + bounds.cpu
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def peak() -> int:
    """The most resident memory that this process has had, in bytes. `ru_maxrss` would include the parent's."""
    with Path("/proc/self/status").open() as lines:
        found = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(found.split()[1]) * 1024


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def run(module: str, *arguments: str, given: bytes, bounds: Bounds) -> bytes:
    """What a module of ours makes of its standard input. It must call `hold` itself. Raises ChildFailedError."""
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell
            command(module, *arguments), input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
            timeout=bounds.seconds, cwd=FOLDER, env=environment(), start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ChildFailedError("slow") from error
    if done.returncode:
        raise ChildFailedError("slow" if done.returncode == -signal.SIGXCPU else "died")
    return done.stdout


def serve(handle: Callable[[Head, bytes], Answer], bounds: Bounds, *, most: int) -> None:
    """The loop of a child: answer requests until the pipe is closed. The answer says when its memory exceeds `most`."""
    taken, given = sys.stdin.buffer, sys.stdout.buffer
    hold(bounds)
    while line := taken.readline():
        head = json.loads(line)
        begin(bounds)
        said, bodies = handle(head, taken.read(head["size"]))
        told = {**said, "sizes": [len(each) for each in bodies], "peak": peak(), "spent": peak() > most}
        given.write(json.dumps(told).encode() + b"\n" + b"".join(bodies))
        given.flush()


class Workers:
    """At most `at_once` children of a module that calls `serve`. One of them is kept alive. Usable from any thread.

    A child that was killed from outside is replaced, and its piece is tried once more. A piece that killed its child is
    not.
    """

    def __init__(self, module: str, bounds: Bounds, *, at_once: int = 2) -> None:
        self._command = command(module)
        self._bounds = bounds
        self._places = threading.BoundedSemaphore(at_once)
        self._idle: list[subprocess.Popen[bytes]] = []
        self._busy: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False
        weakref.finalize(self, _end_all, self._idle)  # if somebody forgets `close`, no process stays behind

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the children, idle or working."""
        with self._lock:
            return tuple(each.pid for each in (*self._idle, *self._busy))

    def ask(self, head: Head, body: bytes | bytearray = b"") -> Answer:
        """The answer of a child; waits for a free one. Raises ChildFailedError."""
        with self._places:
            try:
                return self._once(head, body)
            except _KilledError:
                pass  # our input did not cause it
            try:
                return self._once(head, body)
            except _KilledError as error:
                raise ChildFailedError("closed" if self._closed else "died") from error

    def close(self) -> None:
        """End the children, working ones too."""
        with self._lock:
            self._closed = True
            idle, busy = list(self._idle), list(self._busy)
            self._idle.clear()
        for each in busy:
            each.kill()  # the caller that waits for it will clean up
        _end_all(idle)

    def _once(self, head: Head, body: bytes | bytearray) -> Answer:
        child = self._take()
        late = threading.Event()

        def give_up() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(self._bounds.seconds, give_up)
        timer.daemon = True
        timer.start()
        answer: Answer | None = None
        try:
            answer = _talk(child, head, body)
        except (OSError, EOFError, ValueError, KeyError, TypeError):  # it has died or answers nonsense
            pass
        finally:
            timer.cancel()
            fit = answer is not None and not answer[0].get("spent") and not late.is_set()
            code = self._give_back(child, fit=fit)
        if answer is not None:
            return answer
        if late.is_set() or code == -signal.SIGXCPU:
            raise ChildFailedError("slow")
        raise _KilledError if code in _FROM_OUTSIDE else ChildFailedError("died")

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ChildFailedError("closed")
            while self._idle:
                child = self._idle.pop()
                if child.poll() is None:
                    break
                _end(child)
            else:
                child = self._start()
            self._busy.add(child)
            return child

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # our own module, no shell
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=FOLDER, env=environment(), start_new_session=True,
        )  # fmt: skip

    def _give_back(self, child: subprocess.Popen[bytes], *, fit: bool) -> int:
        """Keep the child alive, or wait for its end and return its exit code."""
        with self._lock:
            self._busy.discard(child)
            if fit and not self._closed and not self._idle:
                self._idle.append(child)
                return 0
        return _end(child)


class _KilledError(Exception):
    """The child was ended from outside."""


def _talk(child: subprocess.Popen[bytes], head: Head, body: bytes | bytearray) -> Answer:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(json.dumps({**head, "size": len(body)}).encode() + b"\n")
    child.stdin.write(body)
    child.stdin.flush()
    line = child.stdout.readline(_HEAD)
    if not line.endswith(b"\n"):
        raise EOFError
    said = json.loads(line)
    return said, [_exactly(child.stdout, size) for size in said["sizes"]]


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    found = pipe.read(size) if 0 <= size <= _BODY else b""
    if len(found) != size:
        raise EOFError
    return found


def _end(child: subprocess.Popen[bytes]) -> int:
    """Wait for the child's end. If it has not died, end it."""
    for pipe in (child.stdin, child.stdout):
        assert pipe is not None
        try:
            pipe.close()
        except OSError:  # it has died before it read everything
            continue
    try:
        return child.wait(_PATIENCE)  # with its pipe closed it ends by itself, and its code says why
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


_PATIENCE = 2.0  # seconds


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    for each in children:
        each.kill()
        _end(each)
    children.clear()
