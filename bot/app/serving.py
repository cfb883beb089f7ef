"""Runs the parts of a joined ward until the process is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from bot.app import watching
from bot.app.joined import Service, fetcher, hooker, maker, reacher, senders, spreader, web, worker
from bot.channels.zalo_bot import ZaloBotChannel
from bot.inbound import zalo_polling
from bot.inbound.http_limits import BETWEEN, LimitedConnection, open_handles
from bot.inbound.web import accept_with
from bot.process import gc_tuning, installation
from bot.signals.troubles import steadily
from bot.workers import scheduler as timer
from bot.workers.jobs import timed
from bot.workers.mailer import Mailer
from bot.workers.pusher import Pusher
from bot.workers.sweeper import Sweeper
from bot.workers.worker import Worker
from civics.hearing.hear import prepare
from console import app as console_app
from core.settings import Settings
from storage.messages import leases

ALL = frozenset({"web", "work", "send"})
_BEGIN = timedelta(seconds=60)  # over which a ward beside many others begins its timed jobs: they start together


async def serve(service: Service, roles: frozenset[str] = ALL, *, ready: Callable[[], None] = lambda: None) -> None:
    """Run these roles until the process is told to stop; ends what is under way first."""
    gc_tuning.settle()
    stop = stop_at_signals()
    async with asyncio.TaskGroup() as group:
        begin_parts(service, roles, stop, group)
        if "web" in roles:
            group.create_task(_web(service, stop, ready))
        elif service.settings.watch_port:
            group.create_task(watching.run(service, stop, ready))
        else:
            ready()


def stop_at_signals() -> asyncio.Event:
    """An event that is set when the process is told to stop."""
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    return stop


def begin_parts(service: Service, roles: frozenset[str], stop: asyncio.Event, group: asyncio.TaskGroup) -> None:
    """Begin what works and what sends for a ward, until `stop` is set."""

    def begin(part: str, act: Callable[[], Awaitable[None]]) -> None:
        group.create_task(steadily(part, act, service.database, stop))

    if "work" in roles:
        works, files, papers = worker(service), fetcher(service), maker(service)
        spreads = spreader(service)
        begin("worker", lambda: _work(works, stop))
        begin("fetcher", lambda: files.run(stop))
        begin("maker", lambda: papers.run(stop))
        begin("spreader", lambda: spreads.run(stop))
        sweeps = Sweeper(service.database, service.files, service.staging, counted=service.metrics.stored)
        pushes = _pusher(service)
        begin("pusher", lambda: pushes.run(stop))
        if service.settings.smtp_host:
            here = installation.instance_id(service.settings)
            mails = Mailer(service.database, service.ward.words, service.settings, instance_id=here)
            begin("mailer", lambda: mails.run(stop))
        reaches = reacher(service)
        begin("reacher", lambda: reaches.run(stop))
        calls = hooker(service)
        begin("hooker", lambda: calls.run(stop))
        begin("files", lambda: sweeps.run(stop))
        begin("timer", lambda: _timer(service, stop))
        begin("telegram", lambda: _poll(service, stop))
        begin("zalo bot", lambda: _ask_zalo_bot(service, stop))
        begin("zalo tokens", lambda: _look_after_tokens(service, stop))
    if "send" in roles:
        for sender in senders(service):
            begin("sender", partial(sender.run, stop))


async def _work(works: Worker, stop: asyncio.Event) -> None:
    """Handle messages, once the book of sayings is read: only they need it, and the pages answer meanwhile."""
    await asyncio.to_thread(prepare)
    gc_tuning.keep()
    await works.run(stop)


def _pusher(service: Service) -> Pusher:
    settings, keys = service.settings, service.database.seal.keys
    here, ward = installation.instance_id(settings), settings.ward_name
    return Pusher(
        service.database, service.ward.words, keys=keys, instance_id=here, ward_name=ward, contact=settings.public_url
    )


async def _timer(service: Service, stop: asyncio.Event) -> None:
    share, begin = (1.0, _BEGIN) if service.beside_others else (0.5, timedelta(0))
    scheduler = timer.start(service.database, timed(service.ward), share=share, begin=begin)
    await stop.wait()
    scheduler.shutdown(wait=False)


async def _look_after_tokens(service: Service, stop: asyncio.Event) -> None:
    """Keep Zalo's grant alive; a copy of somebody's database must not spend its refresh token."""
    if service.zalo_tokens is None:
        return
    if await service.database.write(leases.belongs, installation.instance_id(service.settings)):
        await service.zalo_tokens.keep_fresh(stop)


async def _poll(service: Service, stop: asyncio.Event) -> None:
    telegram = next((each for each in service.channels.values() if each.name == "telegram"), None)
    if telegram is None:
        return
    from bot.inbound import telegram_polling  # noqa: PLC0415  # with the adapter, and only with it

    await telegram_polling.run(
        telegram, service.settings, service.database, accept=accept_with(service.database),
        holder=installation.holder(service.settings), stop=stop,
    )  # fmt: skip


async def _ask_zalo_bot(service: Service, stop: asyncio.Event) -> None:
    for channel in service.channels.values():
        if isinstance(channel, ZaloBotChannel):
            await zalo_polling.run(
                channel, service.settings, service.database, accept=accept_with(service.database),
                holder=installation.holder(service.settings), stop=stop,
            )  # fmt: skip


@contextlib.contextmanager
def _no_signals() -> Iterator[None]:
    yield


async def _web(service: Service, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    app = web(service)
    await listen(app, service.settings, stop, ready=ready, ending=lambda: console_app.end_streams(app))


async def listen(
    app: ASGIApp, settings: Settings, stop: asyncio.Event, *, ready: Callable[[], None], ending: Callable[[], None]
) -> None:
    """Answer requests until `stop` is set. `ending` is called then: the server waits for open streams."""

    async def end() -> None:
        await stop.wait()
        ending()

    open_handles()
    config = uvicorn.Config(
        app, host=settings.http_host, port=settings.http_port, log_config=None, access_log=False,
        timeout_graceful_shutdown=3, proxy_headers=True,
        forwarded_allow_ips=settings.proxies, server_header=False, lifespan="off",
        http=LimitedConnection, timeout_keep_alive=BETWEEN,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals  # type: ignore[method-assign]  # whoever calls owns the signals
    ends = asyncio.create_task(end())
    try:
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.02)
        if not serving.done():
            ready()
        await asyncio.wait({serving, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        server.should_exit = True
        await serving
    finally:
        ends.cancel()
