"""Processes of the service that need not be loaded anew: each is forked from one that has imported its module already.

The service looks at files and makes papers in processes of its own (`storage.media.subprocesses`). To load one takes up
to a second, its work a few hundredths. A test that is not about the start gets `command` in place of the service's own.
What is forked has the limits, the pipes and the environment that it would have had. Each module is started as it is in
some tests of its own (the fixture `real_processes`).
"""

import atexit
import importlib
import os
import runpy
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from storage.media import subprocesses
from storage.media.subprocesses import FOLDER, environment

REAL = subprocesses.command
_CLIENT = Path(__file__).with_name("prepared_client.py")
_LOCK = threading.Lock()
_PLACES: dict[str, str] = {}  # by module


def command(module: str, *arguments: str) -> list[str]:
    """The command line that starts a prepared process of this module; the service's own where it is no Linux."""
    if not hasattr(os, "pidfd_open"):
        return REAL(module, *arguments)
    with _LOCK:
        place = _PLACES.get(module) or _PLACES.setdefault(module, _prepare(module))
    return [sys.executable, "-I", "-S", str(_CLIENT), place, module, *arguments]


def _prepare(module: str) -> str:
    """Start the process from which the others are forked. It ends when its standard input is closed."""
    folder = tempfile.mkdtemp(prefix="danban")
    place = f"{folder}/socket"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        listener.bind(place)
        listener.listen(16)
        first = subprocess.Popen(
            [sys.executable, "-m", "tests.prepared", module, str(listener.fileno())], stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=FOLDER, env=environment(),
            pass_fds=[listener.fileno()], start_new_session=True,
        )  # fmt: skip

    def end() -> None:
        assert first.stdin is not None
        first.stdin.close()
        first.wait()

    atexit.register(end)
    return place


def main(module: str, number: str) -> None:
    """Import the module, then fork a process for each that comes."""
    importlib.import_module(module)
    signal.signal(signal.SIGCHLD, _reap)
    with socket.socket(fileno=int(number)) as listener:
        while 0 not in select.select([0, listener.fileno()], [], [])[0]:
            given, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _watch(given)
            given.close()
        shutil.rmtree(Path(listener.getsockname()).parent, ignore_errors=True)  # here: a run of tests may be killed


def _reap(*_: object) -> None:
    """Let those that watch go; what they used then counts as used here."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _watch(given: socket.socket) -> NoReturn:
    """Fork the process and say how it ended. When whoever asked is gone, it ends too."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    said, pipes, *_ = socket.recv_fds(given, 65_536, 3)
    child = os.fork()
    if child == 0:
        given.close()
        for number, pipe in enumerate(pipes):
            os.dup2(pipe, number)
            os.close(pipe)
        _become(*said.decode().split("\0"))
    for each in (0, *pipes):
        os.close(each)
    gone = os.pidfd_open(child)
    if gone not in select.select([gone, given.fileno()], [], [])[0]:
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with suppress(OSError):
        given.send(b"%d" % code)
    os._exit(0)


def _become(folder: str, number: str, *said: str) -> NoReturn:
    """Be the process: the folder it stands in, how many words its order has, these words, and its environment."""
    code = 1
    try:
        os.setsid()
        os.chdir(folder)
        own = os.environ  # noqa: TID251  # not our settings: what the process gets instead
        own.clear()
        own.update(each.partition("=")[::2] for each in said[int(number) :])
        warnings.simplefilter("ignore")  # that the module is there already
        sys.argv[:] = said[: int(number)]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        sys.stdout.flush()
        code = 0
    except SystemExit as end:
        sys.stdout.flush()
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main(*sys.argv[1:])
