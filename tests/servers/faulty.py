"""Stands before an HTTP server and spoils what goes through: silence, 503, half a body, a changed byte.

It runs on a thread of its own, because the client under test blocks.
"""

import asyncio
import threading
from collections.abc import Callable
from enum import StrEnum


class Fault(StrEnum):
    """What happens to each request until the test says otherwise."""

    NONE = "none"
    SILENCE = "silence"  # the request is taken, and nothing comes back
    BUSY = "busy"  # 503
    HALF = "half"  # half of the answer's body, then the connection ends
    CHANGED = "changed"  # one byte of the answer's body is another
    SENT_CHANGED = "sent_changed"  # one byte of the request's body is another
    GONE = "gone"  # the connection ends at once


class Faulty:
    """The proxy. `fault` may be changed at any time; `seen` counts the requests."""

    def __init__(self, host: str, port: int) -> None:
        self.fault = Fault.NONE
        self.seen = 0
        self.port = 0
        self._behind = (host, port)
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def open(self) -> "Faulty":
        """Listen on a free port of this machine."""
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result()
        return self

    def close(self) -> None:
        """Stop listening, and let silent clients go."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> int:
        self._server = await asyncio.start_server(self._client, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def _end(self) -> None:
        self._server.close()
        for writer in list(self._open):
            writer.close()
        others = [each for each in asyncio.all_tasks() if each is not asyncio.current_task()]
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._answer(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has given up
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, body = await _message(reader)
        self.seen += 1
        fault = self.fault
        if fault is Fault.SILENCE:
            await reader.read()  # until the client has had enough
        if fault in {Fault.SILENCE, Fault.GONE}:
            return
        if fault is Fault.BUSY:
            writer.write(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
            return
        answer, content = await self._ask(head, _changed(body) if fault is Fault.SENT_CHANGED else body)
        spoiled = _SPOILS.get(fault, bytes)(content)
        writer.write(answer + spoiled)
        await writer.drain()

    async def _ask(self, head: bytes, body: bytes) -> tuple[bytes, bytes]:
        first, rest = head.split(b"\r\n", 1)
        behind, to = await asyncio.open_connection(*self._behind)
        try:
            to.write(first + b"\r\nConnection: close\r\n" + rest + body)
            await to.drain()
            whole = await behind.read()
        finally:
            to.close()
        answer, mark, content = whole.partition(b"\r\n\r\n")
        return answer + mark, content


def _changed(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :] if content else content


_SPOILS: dict[Fault, Callable[[bytes], bytes]] = {
    Fault.HALF: lambda content: content[: len(content) // 2], Fault.CHANGED: _changed,
}  # fmt: skip


async def _message(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head, await reader.readexactly(lengths[0]) if lengths else b""
