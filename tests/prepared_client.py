"""Stands for a process of `tests.prepared`: it hands its pipes over, and ends as that process ends.

It is started with neither site nor packages, in a hundredth of a second, so it uses only what is built in.
"""

import _socket
import posix
import sys

_OF_DESCRIPTORS = 4  # bytes


def main(place: str, *order: str) -> int:
    """The exit code of the prepared process."""
    server = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    server.connect(place)
    environment = [name + b"=" + value for name, value in posix.environ.items()]
    said = b"\0".join([posix.getcwdb(), b"%d" % len(order), *(each.encode() for each in order), *environment])
    pipes = b"".join(each.to_bytes(_OF_DESCRIPTORS, sys.byteorder) for each in (0, 1, 2))
    server.sendmsg([said], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, pipes)])
    for each in (0, 1, 2):
        posix.close(each)  # whoever waits for their end must not wait for this process
    code = int(server.recv(64) or b"1")
    if code < 0:
        posix.kill(posix.getpid(), -code)
    return code


if __name__ == "__main__":
    posix._exit(main(*sys.argv[1:]))
