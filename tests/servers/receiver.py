"""Another system that takes webhooks: it keeps each call, and answers what the test says, then 204."""

import asyncio
from dataclasses import dataclass, field

from tests.servers.places import Listening


@dataclass(slots=True)
class Receiver(Listening):
    """`answers` are the statuses of the next calls; `calls` the headers and bodies that came.

    `slow`: no answer comes until it is set.
    """

    answers: list[int] = field(default_factory=list)
    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    slow: asyncio.Event | None = None

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
