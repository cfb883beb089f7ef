"""A child that takes what it is told to, for the tests of `storage.media.subprocesses`."""

import os
import signal
from dataclasses import replace

from storage.media.subprocesses import PICTURES, Answer, Head, serve


def _greedy(head: Head, _content: bytes) -> Answer:
    if head.get("hang"):
        signal.pause()
    while head.get("spin"):
        pass
    die = head.get("die_once")
    if isinstance(die, int) and os.getpid() == die:
        os.kill(die, signal.SIGKILL)
    taken = head.get("take")
    return {"had": len(bytearray(taken if isinstance(taken, int) else 0))}, ()


if __name__ == "__main__":
    serve(_greedy, replace(PICTURES, cpu=1), most=PICTURES.memory)
