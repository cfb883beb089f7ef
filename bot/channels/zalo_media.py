"""Fetches files from the addresses that Zalo names, with limits of bytes, time and redirects, never from inside our
network.

The address comes from outside. So the host is resolved once, its address must be on the public internet, and we connect
to exactly that address. The same holds after each redirect.
"""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator
from urllib.parse import urljoin, urlsplit

import httpx

from core.errors import Fate, LostFileError, RefusedFileError, SendError

LARGEST = 20_000_000  # bytes
_REDIRECTS = 3
_PIECE = 65_536
_TIMES = httpx.Timeout(20.0, connect=10.0)
# No compression. And no connection is used again: it was checked for one name, and another may share its address.
_PLAIN = {"Accept-Encoding": "identity", "Connection": "close"}
_MOVED = frozenset({301, 302, 303, 307, 308})


async def download(
    client: httpx.AsyncClient, url: str, *, trusted: frozenset[str] = frozenset()
) -> AsyncIterator[bytes]:
    """The bytes in pieces. `trusted`: `host:port` pairs without this check (a test server's).

    Raises RefusedFileError (bad_address, too_big), LostFileError, SendError (AGAIN).
    """
    for _ in range(_REDIRECTS + 1):
        target, headers, extensions = await _checked(url, trusted)
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


async def _checked(url: str, trusted: frozenset[str]) -> tuple[str, dict[str, str], dict[str, str]]:
    """The address to connect to, the host name for it, and the name that its certificate must have."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise RefusedFileError("bad_address") from None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise RefusedFileError("bad_address")
    if f"{host}:{port}" in trusted:
        return url, dict(_PLAIN), {}
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise SendError(Fate.AGAIN, "the file's host was not found") from None
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    if not addresses or not all(_open(each) for each in addresses):
        raise RefusedFileError("bad_address")
    first = addresses[0]
    there = f"[{first}]" if first.version == 6 else str(first)
    target = parts._replace(netloc=f"{there}:{port}", fragment="").geturl()
    return target, {**_PLAIN, "Host": parts.netloc}, {"sni_hostname": host} if parts.scheme == "https" else {}


def _open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is on the public internet. An IPv4 address inside an IPv6 address counts as itself."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return address.is_global and not address.is_multicast
