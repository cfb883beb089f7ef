"""Compresses pages for slow lines, but never one that another site may have caused.

Where a page joins a secret with words from its address, whoever makes a browser ask again and again, and sees the
lengths on the line, can guess the secret letter by letter (BREACH). So only what our own pages or the person ask for is
compressed: browsers say so (`Sec-Fetch-Site`), and what says nothing is sent as it is.
"""

import asyncio
import gzip

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
        if scope["type"] != "http" or not _wanted(Headers(scope=scope)):
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


def _wanted(headers: Headers) -> bool:
    return "gzip" in headers.get("accept-encoding", "") and headers.get("sec-fetch-site") in _OURS


def _fits(headers: MutableHeaders) -> bool:
    """Whether the answer may be compressed; caches are told on what that depends."""
    if not headers.get("content-type", "").startswith(_KINDS) or "content-encoding" in headers:
        return False
    headers.add_vary_header("Accept-Encoding")
    headers.add_vary_header("Sec-Fetch-Site")
    return True
