"""Fetching what somebody sent, from the address that Zalo names: bounded in bytes, time and redirects, never inside.

The address comes from outside, so the host is resolved once, must be on the open internet, and that very address is
spoken to; the same again after each redirect.
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
    """The bytes in pieces. `trusted`: `host:port` pairs that need no look (a test server's).

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
        )  # we asked for it plain: what is unpacked here could be a thousand times larger
    told = answer.headers.get("content-length", "")
    if told.isdecimal() and int(told[:18]) > LARGEST:
        raise RefusedFileError("too_big")
    size = 0
    async for piece in answer.aiter_bytes(_PIECE):
        size += len(piece)
        if size > LARGEST:
            raise RefusedFileError("too_big")
        yield piece
