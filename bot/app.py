"""The only place where the parts of a ward are joined: settings, storage, words, channels, handlers, pages."""

import asyncio
import contextlib
import signal
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import uvicorn
from fastapi import FastAPI

from bot import gc_tuning, installation
from bot.channels.zalo_bot import ZaloBotChannel
from bot.inbound import platforms, zalo_polling, zalo_verifier
from bot.inbound.health import Health
from bot.inbound.http_limits import BETWEEN, LimitedConnection, open_handles
from bot.inbound.web import accept_with, router
from bot.inbound.zalo_tokens import ZaloTokens
from bot.shared import Shared
from bot.signals.metrics import Metrics
from bot.signals.troubles import steadily
from bot.workers import scheduler as timer
from bot.workers.fetcher import Fetcher
from bot.workers.jobs import timed
from bot.workers.mailer import Mailer
from bot.workers.maker import Maker
from bot.workers.pusher import Pusher
from bot.workers.sender import Sender
from bot.workers.spreader import Spreader
from bot.workers.sweeper import Sweeper
from bot.workers.worker import Worker
from console import app as console_app
from console.frame.context import Context
from core.channel import Channel
from core.clock import Clock, system_clock
from core.logs import get_logger
from core.message import Incoming, Json
from core.settings import Settings
from handlers.arrivals import aside, photo_places, route
from handlers.cases import files
from handlers.replies.ward import Ward
from storage.database import outside
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media.file_rows import Owner
from storage.media.files import Folder
from storage.media.looking import Looker
from storage.media.uploads import Staging
from storage.messages import leases

log = get_logger("app")

ALL = frozenset({"web", "work", "send"})


@dataclass(frozen=True, slots=True)
class Service:
    """One ward, joined. `close` lets go of everything."""

    settings: Settings
    database: Database
    files: Folder
    staging: Staging
    looker: Looker
    shared: Shared
    metrics: Metrics
    channels: Mapping[tuple[str, str], Channel]
    ward: Ward
    zalo_tokens: ZaloTokens | None = None

    async def close(self) -> None:
        """Close channels, then the database."""
        for channel in self.channels.values():
            await channel.close()
        self.looker.close()
        self.database.close()


def build(settings: Settings, *, clock: Clock = system_clock, shared: Shared | None = None) -> Service:
    """Join the parts. The settings must hold a secret key, the database must be migrated.

    A process that hosts several wards loads `shared` once and gives it to each.
    """
    shared = shared or Shared.load()
    words = shared.words
    seal = Seal(settings.secret_key, keys=outside.beside(settings.files_dir))
    database = Database(settings.database_url, seal=seal, clock=clock)
    store = Folder(settings.files_dir, seal=seal)
    staging, looker = Staging(settings.files_dir / "uploads", seal), Looker()
    channels, tokens = platforms.channels(
        settings, database=database, store=store, staging=staging, looker=looker, words=words, clock=clock
    )
    ward = Ward(
        settings, words, shared.ear, shared.detector, {each.name: each.shows for each in channels.values()},
        partial(_link, channels),
    )  # fmt: skip
    return Service(settings, database, store, staging, looker, shared, Metrics(), channels, ward, tokens)


def _link(channels: Mapping[tuple[str, str], Channel], name: str, payload: str) -> str:
    return next((each.deep_link(payload) for each in channels.values() if each.name == name), "")


def worker(service: Service, *, crash: Callable[[str], None] = lambda _point: None) -> Worker:
    """The worker of a service."""

    def handle(work: UnitOfWork, incoming: Incoming) -> bool:
        return route.handle(work, incoming, service.ward)

    def apologise(work: UnitOfWork, channel: str, bot: str, chat: str) -> None:
        aside.apologise(work, service.ward, channel=channel, bot=bot, chat=chat)

    return Worker(
        service.database, service.channels, handle=handle, apologise=apologise, metrics=service.metrics, crash=crash
    )


def senders(service: Service, *, holder: str = "", crash: Callable[[str], None] = lambda _point: None) -> list[Sender]:
    """One sender a bot. On the embedded database there is one process, so the holder is the installation itself."""
    here = installation.instance_id(service.settings)
    holder = holder or _holder(service.settings)
    return [
        Sender(service.database, each, instance_id=here, holder=holder, metrics=service.metrics, crash=crash)
        for each in service.channels.values()
    ]


def _holder(settings: Settings) -> str:
    here = installation.instance_id(settings)
    return here if settings.embedded else f"{here}:{uuid.uuid4().hex[:8]}"


def fetcher(service: Service) -> Fetcher:
    """The fetcher of a service."""

    def tell(work: UnitOfWork, owner: Owner, reason: str, name: str) -> None:
        files.not_taken(work, service.ward, owner, reason=reason, name=name)

    def offer(work: UnitOfWork, attachment_id: int, owner: Owner) -> None:
        photo_places.offer(work, service.ward, attachment_id, owner)

    return Fetcher(service.database, service.channels, service.files, tell=tell, offer=offer, looker=service.looker)


def maker(service: Service) -> Maker:
    """What does heavy work beside the service."""
    return Maker(service.database, service.files, ward_name=service.settings.ward_name)


def web(service: Service) -> FastAPI:
    """The pages, the web chat and the hooks."""
    accept = accept_with(service.database)

    async def take(name: str, raw: Mapping[str, Json]) -> bool:
        channel = next(each for each in service.channels.values() if each.name == name)
        return await accept(channel, raw)

    context = Context(
        service.ward, service.database, service.files, service.database.clock, accept=take,
        count=service.metrics.event, looker=service.looker,
    )  # fmt: skip
    app = console_app.build(context, pages=service.shared.pages)
    app.include_router(
        router(
            service.database,
            service.metrics,
            tuple(platforms.hooks(service.settings, service.channels)),
            health=Health(service.database, service.settings),
            token=service.settings.metrics_token,
        )
    )
    if service.settings.zalo_bot_token:
        door = platforms.picture_door(
            service.settings, service.files, looker=service.looker, clock=service.database.clock
        )
        app.include_router(door.router())
    app.include_router(zalo_verifier.router(service.settings.files_dir))
    return app


async def serve(service: Service, roles: frozenset[str] = ALL, *, ready: Callable[[], None] = lambda: None) -> None:
    """Run these roles until the process is told to stop; ends what is under way first."""
    gc_tuning.settle()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    async with asyncio.TaskGroup() as group:

        def begin(part: str, act: Callable[[], Awaitable[None]]) -> None:
            group.create_task(steadily(part, act, service.database, stop))

        if "work" in roles:
            works, files, papers = worker(service), fetcher(service), maker(service)
            spreads = Spreader(service.database)
            begin("worker", lambda: works.run(stop))
            begin("fetcher", lambda: files.run(stop))
            begin("maker", lambda: papers.run(stop))
            begin("spreader", lambda: spreads.run(stop))
            sweeps = Sweeper(service.database, service.files, service.staging)
            pushes = _pusher(service)
            begin("pusher", lambda: pushes.run(stop))
            if service.settings.smtp_host:
                here = installation.instance_id(service.settings)
                mails = Mailer(service.database, service.shared.words, service.settings, instance_id=here)
                begin("mailer", lambda: mails.run(stop))
            begin("files", lambda: sweeps.run(stop))
            begin("timer", lambda: _timer(service, stop))
            begin("telegram", lambda: _poll(service, stop))
            begin("zalo bot", lambda: _ask_zalo_bot(service, stop))
            begin("zalo tokens", lambda: _look_after_tokens(service, stop))
        if "send" in roles:
            for sender in senders(service):
                begin("sender", partial(sender.run, stop))
        if "web" in roles:
            group.create_task(_web(service, stop, ready))
        else:
            ready()


def _pusher(service: Service) -> Pusher:
    settings, keys = service.settings, outside.beside(service.settings.files_dir)
    here, ward = installation.instance_id(settings), settings.ward_name
    return Pusher(
        service.database, service.shared.words, keys=keys, instance_id=here, ward_name=ward, contact=settings.public_url
    )


async def _timer(service: Service, stop: asyncio.Event) -> None:
    scheduler = timer.start(service.database, timed(service.ward))
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
        holder=_holder(service.settings), stop=stop,
    )  # fmt: skip


async def _ask_zalo_bot(service: Service, stop: asyncio.Event) -> None:
    for channel in service.channels.values():
        if isinstance(channel, ZaloBotChannel):
            await zalo_polling.run(
                channel, service.settings, service.database, accept=accept_with(service.database),
                holder=_holder(service.settings), stop=stop,
            )  # fmt: skip


@contextlib.asynccontextmanager
async def _ending_streams(app: FastAPI, stop: asyncio.Event) -> AsyncIterator[None]:
    async def end() -> None:
        await stop.wait()
        console_app.end_streams(app)

    task = asyncio.create_task(end())
    try:
        yield
    finally:
        task.cancel()


@contextlib.contextmanager
def _no_signals() -> Iterator[None]:
    yield


async def _web(service: Service, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    app = web(service)
    open_handles()
    config = uvicorn.Config(
        app, host=service.settings.http_host, port=service.settings.http_port, log_config=None, access_log=False,
        timeout_graceful_shutdown=3, proxy_headers=True,
        forwarded_allow_ips=service.settings.proxies, server_header=False, lifespan="off",
        http=LimitedConnection, timeout_keep_alive=BETWEEN,
    )  # fmt: skip
    server = uvicorn.Server(config)
    server.capture_signals = _no_signals  # type: ignore[method-assign]  # `serve` owns the signals
    async with _ending_streams(app, stop):
        serving = asyncio.create_task(server.serve())
        while not server.started and not serving.done():  # noqa: ASYNC110  # uvicorn has no event for it
            await asyncio.sleep(0.02)
        if not serving.done():
            ready()
        await asyncio.wait({serving, asyncio.create_task(stop.wait())}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        server.should_exit = True
        await serving
