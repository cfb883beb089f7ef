"""The routes for machines: webhooks, health and metrics. The console has the pages."""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, PlainTextResponse

from bot.inbound.arrivals import Arrivals
from bot.inbound.health import Health
from bot.signals.metrics import Metrics
from core.channel import Channel
from core.errors import UnreadableError
from core.message import Json
from storage.database.database import Database
from storage.messages import inbox, outbox

_LARGEST = 1_000_000  # bytes; a Telegram update has a few kB


@dataclass(frozen=True, slots=True)
class Hook:
    """The webhook of a platform: its channel, and the check for genuine events."""

    path: str
    channel: Channel
    genuine: Callable[[bytes, Mapping[str, str]], bool]  # takes the body as received, and the headers


def by_secret(header: str, secret: str) -> Callable[[bytes, Mapping[str, str]], bool]:
    """A check for platforms that send an agreed secret in a header."""

    def genuine(_body: bytes, headers: Mapping[str, str]) -> bool:
        return hmac.compare_digest(headers.get(header, "").encode(), secret.encode())

    return genuine


def accept_with(database: Database) -> Callable[[Channel, Mapping[str, Json]], Awaitable[bool]]:
    """A function that stores one raw payload durably, before the platform gets its answer (`Arrivals.take`)."""
    return Arrivals(database).take


def router(
    database: Database, metrics: Metrics, hooks: tuple[Hook, ...], *, health: Health, token: str = ""
) -> APIRouter:
    """`/healthz`, `/metrics` and one POST route per webhook.

    `token` opens the metrics; without it, only this machine may read them.
    """
    found = APIRouter()
    accept = accept_with(database)

    @found.get("/healthz")
    async def healthz() -> Response:
        troubles = await health.troubles()
        return JSONResponse({"ok": not troubles, **troubles}, status_code=503 if troubles else 200)

    @found.get("/metrics")
    async def figures(request: Request) -> Response:
        if not may_measure(request, token):
            metrics.event("metrics_refused")
            return Response(status_code=403)
        for place, free in health.free().items():
            metrics.disk_free(place, free)
        waiting, oldest = await database.read(inbox.depth)
        metrics.waiting("inbox", waiting)
        metrics.oldest(oldest)
        for state, count in (await database.read(outbox.depth)).items():
            metrics.waiting(f"outbox_{state}", count)
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    for each in hooks:
        found.add_api_route(each.path, _door(each, accept, metrics), methods=["POST"], include_in_schema=False)
        found.add_api_route(each.path, _looked_at, methods=["GET"], include_in_schema=False)
    return found


def may_measure(request: Request, token: str) -> bool:
    """Whether a request may read the metrics: with a token in the settings, every request that sends it.

    Without a token, only requests from this machine; not those of a proxy on it, which come from other machines.
    """
    if token:
        return hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    proxied = any(name in request.headers for name in ("forwarded", "x-forwarded-for", "x-real-ip", "via"))
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback and not proxied
    except ValueError:
        return False


async def _looked_at() -> Response:
    """Answer a GET: platforms check that the URL answers before they save it."""
    return Response(status_code=200)


def _object(body: bytes) -> dict[str, Json]:
    raw = json.loads(body)
    if not isinstance(raw, dict):
        raise UnreadableError("the body is not a JSON object")
    return raw


async def _bounded(request: Request) -> bytes | None:
    """The body. None when it is larger than any event, whatever its length header says."""
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told[:18]) > _LARGEST:
        return None
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST:
            return None
    return bytes(body)


def _door(
    hook: Hook, accept: Callable[[Channel, Mapping[str, Json]], Awaitable[bool]], metrics: Metrics
) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        body = await _bounded(request)
        if body is None:
            return Response(status_code=413)
        if not hook.genuine(body, request.headers):
            metrics.refused(hook.channel.name)
            return Response(status_code=403)
        try:
            await accept(hook.channel, _object(body))
        except (ValueError, RecursionError, UnreadableError):
            metrics.unreadable(hook.channel.name)
            return Response(status_code=200)  # otherwise the platform would retry for ever
        return Response(status_code=200)

    return receive
