"""Checks URLs that come from outside: the host is resolved once, must be on the public internet, and we connect to it.

Otherwise a stranger's URL could make this machine send requests to its own network (SSRF), or the name could resolve
to another address the second time (DNS rebinding).
"""

import asyncio
import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from core.errors import Fate, RefusedFileError, SendError

# No compression; and no connection is reused, because its certificate was checked for one name only.
_PLAIN = {"Accept-Encoding": "identity", "Connection": "close"}


async def checked(url: str, trusted: frozenset[str]) -> tuple[str, dict[str, str], dict[str, str]]:
    """The URL to connect to, the headers to send, and the name that the certificate must have.

    `trusted`: `host:port` pairs without this check. Raises RefusedFileError("bad_address"), SendError (AGAIN).
    """
    parts, host, port = _parted(url)
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


def _parted(url: str) -> tuple[SplitResult, str, int]:
    """An address with its host and port. Raises RefusedFileError for one that is not plain http or https."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise RefusedFileError("bad_address") from None
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        raise RefusedFileError("bad_address")
    return parts, host, port


def _open(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is on the public internet. An IPv4 address inside an IPv6 one is checked as IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return address.is_global and not address.is_multicast
