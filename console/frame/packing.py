"""Compresses pages for slow lines, but never a page that another site may have caused.

Some pages join a secret with words from their address. An attacker who makes a browser ask for such a page again and
again, and sees the lengths on the line, can guess the secret letter by letter (BREACH). So an answer is compressed only
if our own pages or the person asked for it. Browsers say so (`Sec-Fetch-Site`); for a request that does not say it, the
answer is sent as it is.
"""

import asyncio
import gzip
from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_KINDS = ("text/html", "application/json", "application/manifest+json", "application/atom+xml")
_OURS = frozenset({"same-origin", "none"})  # "none": the person typed it, or another app opened it
_LEAST, _BESIDE = 500, 64_000  # bytes: below, nothing is gained; above, it is done on a thread


class Packed:
    """ASGI middleware. Streams pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not wanted(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        held: Message | None = None

        async def packed(message: Message) -> None:
            nonlocal held
            if message["type"] == "http.response.start" and _fits(MutableHeaders(scope=message)):
                held = message
                return
            if held is None:
                await send(message)
                return
            start, held = held, None
            body = message.get("body", b"")
            if not message.get("more_body") and len(body) >= _LEAST:
                body = (
                    gzip.compress(body, 5) if len(body) < _BESIDE else await asyncio.to_thread(gzip.compress, body, 5)
                )
                headers = MutableHeaders(scope=start)
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(body))
                message = {**message, "body": body}
            await send(start)
            await send(message)

        await self._app(scope, receive, packed)


def wanted(headers: Mapping[str, str]) -> bool:
    """Whether an answer to this request is compressed, if its kind can be."""
    return "gzip" in headers.get("accept-encoding", "") and headers.get("sec-fetch-site") in _OURS


def _fits(headers: MutableHeaders) -> bool:
    """Whether the answer may be compressed. Caches are told what that depends on."""
    if not headers.get("content-type", "").startswith(_KINDS) or "content-encoding" in headers:
        return False
    headers.add_vary_header("Accept-Encoding")
    headers.add_vary_header("Sec-Fetch-Site")
    return True
