"""A language model behind the interface of OpenAI, inside the test: it answers what it is told to, or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class LanguageModel:
    """`answers`: the contents of the next answers; None keeps the caller waiting. `asked`: the bodies that came."""

    answers: list[str | None] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    port: int = 0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """The address for `ANSWER_MODEL_URL`."""
        return f"http://127.0.0.1:{self.port}/v1"

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        size = int(next(line for line in head.split("\r\n") if line.lower().startswith("content-length")).split(":")[1])
        self.heads.append(head)
        self.asked.append(json.loads(await reader.readexactly(size)))
        said = self.answers.pop(0)
        if said is None:
            await self.done.wait()
        else:
            body = json.dumps({"choices": [{"message": {"role": "assistant", "content": said}}]}).encode()
            writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[LanguageModel]:
    """A language model on a free port of this machine."""
    found = LanguageModel()
    server = await asyncio.start_server(found._take, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        found.done.set()
        server.close()
        await server.wait_closed()
