"""What our servers for tests share: a free place on the loopback interface, a process that says when it is ready."""

import asyncio
import socket
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web


def free_ports(number: int) -> list[int]:
    """So many ports that nobody uses now."""
    held = [socket.socket() for _ in range(number)]
    try:
        for each in held:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in held]
    finally:
        for each in held:
            each.close()


async def served(app: web.Application) -> tuple[web.AppRunner, str]:
    """Serve the application. Gives what ends it (`cleanup`), and its `host:port`."""
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"127.0.0.1:{runner.addresses[0][1]}"


@dataclass(slots=True)
class Listening:
    """A server of raw HTTP: it hands each connection to `_take`."""

    _server: asyncio.Server | None = field(default=None, init=False)

    async def open(self) -> None:
        """Listen on a free port of this machine."""
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)

    async def close(self) -> None:
        """Stop listening."""
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def place(self) -> str:
        """`host:port`."""
        assert self._server is not None
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raise NotImplementedError


@dataclass(slots=True)
class Foreign:
    """A server written by others, in a process of its own. What it prints is read, or it would wait for a full pipe."""

    process: "subprocess.Popen[bytes]"
    reading: threading.Thread

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()
        self.reading.join()
        assert self.process.stdout is not None
        self.process.stdout.close()


def begin(command: Sequence[str], *, ready: bytes, folder: Path | None = None) -> Foreign:
    """Start it, and wait until it prints `ready`. AssertionError with its last lines if it ends before."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if ready in line:
            break
    else:
        raise AssertionError(b"".join(said[-20:]).decode("utf-8", "replace"))
    reading = threading.Thread(target=process.stdout.read, daemon=True)
    reading.start()
    return Foreign(process, reading)
