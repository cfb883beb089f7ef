"""Another system that takes webhooks: it keeps each call, and answers what the test says, then 204."""

import asyncio
from dataclasses import dataclass, field


@dataclass(slots=True)
class Receiver:
    """`answers` are the statuses of the next calls; `calls` the headers and bodies that came.

    `slow`: no answer comes until it is set.
    """

    answers: list[int] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    slow: asyncio.Event | None = None
    _server: asyncio.Server | None = None

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
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        told = {line.split(": ", 1)[0].lower(): line.split(": ", 1)[1] for line in head[1:] if line}
        self.calls.append((told, await reader.readexactly(int(told["content-length"]))))
        if self.slow is not None:
            await self.slow.wait()
        status = self.answers.pop(0) if self.answers else 204
        more = "Location: http://127.0.0.1:1/\r\n" if status == 302 else ""
        writer.write(f"HTTP/1.1 {status} X\r\n{more}Content-Length: 0\r\nConnection: close\r\n\r\n".encode())
        await writer.drain()
        writer.close()
