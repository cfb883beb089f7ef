"""`/healthz` and `/metrics` of a process without pages, on a port of its own, for those who watch the service."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from bot.app.joined import Service
from bot.inbound.health import Health
from bot.inbound.web import router
from core.errors import SettingError
from core.settings import Settings


def app(service: Service) -> FastAPI:
    """The two routes. METRICS_TOKEN opens the figures to other machines, as with the pages."""
    found = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    health = Health(service.database, service.settings)
    found.include_router(
        router(service.database, service.metrics, (), health=health, token=service.settings.metrics_token)
    )
    return found


async def run(service: Service, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Answer for one ward until `stop` is set. Raises SettingError when the port is taken."""
    await answer(app(service), service.settings, stop, ready)


async def answer(routes: ASGIApp, settings: Settings, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """Answer with these routes on WATCH_PORT until `stop` is set. Raises SettingError when the port is taken."""
    with _listening(settings.http_host, settings.watch_port) as listening:
        config = uvicorn.Config(
            routes, log_config=None, access_log=False, server_header=False, lifespan="off", proxy_headers=False,
            timeout_graceful_shutdown=1, limit_concurrency=16,
        )  # fmt: skip
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]  # `serve` owns the signals
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        ready()
        await asyncio.wait({serving, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        await serving


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as found:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind((host, port))
        except OSError as error:
            raise SettingError(
                f"WATCH_PORT {port} is taken on {host} ({error.strerror}); give each process of a machine its own, for "
                "example WATCH_PORT=9101"
            ) from None
        yield found
