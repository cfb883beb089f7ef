"""Fetches files from the addresses that Zalo names, with limits of bytes, time and redirects, never from inside our
network.

The address comes from outside. So the host is resolved once, its address must be on the public internet, and we connect
to exactly that address. The same holds after each redirect.
"""

from collections.abc import AsyncIterator
from urllib.parse import urljoin

import httpx

from bot.channels.addresses import checked
from core.errors import Fate, LostFileError, RefusedFileError, SendError

LARGEST = 20_000_000  # bytes
_REDIRECTS = 3
_PIECE = 65_536
_TIMES = httpx.Timeout(20.0, connect=10.0)
_MOVED = frozenset({301, 302, 303, 307, 308})


async def download(
    client: httpx.AsyncClient, url: str, *, trusted: frozenset[str] = frozenset()
) -> AsyncIterator[bytes]:
    """The bytes in pieces. `trusted`: `host:port` pairs without this check (a test server's).

    Raises RefusedFileError (bad_address, too_big), LostFileError, SendError (AGAIN).
    """
    for _ in range(_REDIRECTS + 1):
        target, headers, extensions = await checked(url, trusted)
        try:
            async with client.stream(
                "GET", target, headers=headers, extensions=extensions, timeout=_TIMES, follow_redirects=False
            ) as answer:
                if answer.status_code in _MOVED:
                    url = urljoin(url, answer.headers.get("location", ""))
                    continue
                async for piece in _body(answer):
                    yield piece
                return
        except httpx.HTTPError as error:
            raise SendError(Fate.AGAIN, f"the file could not be fetched: {type(error).__name__}") from None
    raise RefusedFileError("bad_address")


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    if answer.status_code in {403, 404, 410}:
        raise LostFileError("The address of the file has run out.")
    if answer.status_code != 200:
        raise SendError(Fate.AGAIN, f"the file server answered {answer.status_code}")
    if answer.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise RefusedFileError(
            "broken"
        )  # we asked for uncompressed data: compressed data could become a thousand times larger
    told = answer.headers.get("content-length", "")
    if told.isdecimal() and int(told[:18]) > LARGEST:
        raise RefusedFileError("too_big")
    size = 0
    async for piece in answer.aiter_bytes(_PIECE):
        size += len(piece)
        if size > LARGEST:
            raise RefusedFileError("too_big")
        yield piece
