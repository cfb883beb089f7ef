"""One home for processes that read what strangers send: none of our settings, little memory, little time, no file.

`run` starts one for a single piece of work. `Workers` keeps one warm and hands it piece after piece. In the child
`hold` sets the bounds, after the imports; `serve` answers one piece after the other until the parent closes the pipe.
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
_BEHIND = 10  # of nice
_MB = 1024 * 1024
_HEAD = 1_000_000  # bytes of the line before the bytes; more is no answer of ours
_BODY = 64 * _MB
_FROM_OUTSIDE = frozenset({-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP})

Head = Mapping[str, Json]
Answer = tuple[Head, Sequence[bytes]]


class ApartError(DanBanError):
    """There is no result. `how`: slow (too much time), died, or closed (we are ending, so it may be tried again)."""

    def __init__(self, how: str) -> None:
        super().__init__(f"The process of its own gave no result: {how}.")
        self.how = how


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a process may use."""

    memory: int  # bytes of address space, RLIMIT_AS
    cpu: int  # seconds of CPU for a piece of work, RLIMIT_CPU
    seconds: float  # by the clock: the machine may be busy with other things
    writes: bool = False  # whether it needs files of its own, as the writer of workbooks does


PICTURES = Bounds(300 * _MB, 10, 60)  # every real 12-megapixel picture passes; measured in docs/performance.md
DOCUMENTS = Bounds(1024 * _MB, 60, 60)  # 60 MB of XML become a tree of ten times that
PAPERS = Bounds(2048 * _MB, 300, 300, writes=True)  # our own work on thousands of opinions


def environment() -> dict[str, str]:
    """What a child knows of our settings: nothing."""
    return {"PYTHONIOENCODING": "utf-8", "MALLOC_ARENA_MAX": "1"}  # an arena for each thread eats the address space


def command(module: str, *arguments: str) -> list[str]:
    """The command line of one of our modules."""
    return [sys.executable, "-m", module, *arguments]


def hold(bounds: Bounds) -> None:
    """Called in the child, behind its imports: from here on it has no more than these, and others go first."""
    os.nice(_BEHIND)
    _limit(resource.RLIMIT_CORE, 0)  # a picture of a căn cước must not lie about as a core file
    _limit(resource.RLIMIT_AS, bounds.memory)
    if not bounds.writes:
        _limit(resource.RLIMIT_FSIZE, 0)
    begin(bounds)


def begin(bounds: Bounds) -> None:
    """A new piece of work: its seconds of CPU are counted from now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    until = ceil(used.ru_utime + used.ru_stime) + bounds.cpu
    resource.setrlimit(resource.RLIMIT_CPU, (until if hard == resource.RLIM_INFINITY else min(until, hard), hard))


def peak() -> int:
    """The most resident memory that this process has had, in bytes. `ru_maxrss` would count the parent's too."""
    with Path("/proc/self/status").open() as lines:
        found = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(found.split()[1]) * 1024


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


def run(module: str, *arguments: str, given: bytes, bounds: Bounds) -> bytes:
    """What one of our modules makes of its standard input. It has to `hold` itself. Raises ApartError."""
    try:
        done = subprocess.run(  # noqa: S603  # our own module, no shell
            command(module, *arguments), input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False,
            timeout=bounds.seconds, cwd=FOLDER, env=environment(), start_new_session=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise ApartError("slow") from error
    if done.returncode:
        raise ApartError("slow" if done.returncode == -signal.SIGXCPU else "died")
    return done.stdout


def serve(handle: Callable[[Head, bytes], Answer], bounds: Bounds, *, most: int) -> None:
    """The life of a warm child: answer what comes until the pipe is closed. It says when it has grown over `most`."""
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
    """At most `at_once` children of a module that `serve`s; one of them is kept warm. Used from any thread.

    A child killed from outside is replaced and the piece tried once more; one that died of the piece is not.
    """

    def __init__(self, module: str, bounds: Bounds, *, at_once: int = 2) -> None:
        self._command = command(module)
        self._bounds = bounds
        self._places = threading.BoundedSemaphore(at_once)
        self._idle: list[subprocess.Popen[bytes]] = []
        self._busy: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._closed = False
        weakref.finalize(self, _end_all, self._idle)  # whoever forgot to close: no process stays behind

    @property
    def processes(self) -> tuple[int, ...]:
        """The ids of the children, warm or at work."""
        with self._lock:
            return tuple(each.pid for each in (*self._idle, *self._busy))

    def ask(self, head: Head, body: bytes | bytearray = b"") -> Answer:
        """What a child makes of it; waits for a place. Raises ApartError."""
        with self._places:
            try:
                return self._once(head, body)
            except _KilledError:
                pass  # not by what we gave it
            try:
                return self._once(head, body)
            except _KilledError as error:
                raise ApartError("closed" if self._closed else "died") from error

    def close(self) -> None:
        """End the children, those at work too."""
        with self._lock:
            self._closed = True
            idle, busy = list(self._idle), list(self._busy)
            self._idle.clear()
        for each in busy:
            each.kill()  # its asker takes leave of it
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
        except (OSError, EOFError, ValueError, KeyError, TypeError):  # it is gone, or talks nonsense
            pass
        finally:
            timer.cancel()
            fit = answer is not None and not answer[0].get("spent") and not late.is_set()
            code = self._give_back(child, fit=fit)
        if answer is not None:
            return answer
        if late.is_set() or code == -signal.SIGXCPU:
            raise ApartError("slow")
        raise _KilledError if code in _FROM_OUTSIDE else ApartError("died")

    def _take(self) -> subprocess.Popen[bytes]:
        with self._lock:
            if self._closed:
                raise ApartError("closed")
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
        """Keep it warm, or see its end and give its code."""
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
    """See it end: by itself when it has died, at once when it has not."""
    for pipe in (child.stdin, child.stdout):
        assert pipe is not None
        try:
            pipe.close()
        except OSError:  # what was still to be written to a dead one
            continue
    try:
        return child.wait(_PATIENCE)  # with its pipe closed it ends by itself, and tells of what
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


_PATIENCE = 2.0  # seconds


def _end_all(children: list[subprocess.Popen[bytes]]) -> None:
    for each in children:
        each.kill()
        _end(each)
    children.clear()
