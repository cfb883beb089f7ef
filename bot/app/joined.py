"""The only place where the parts of a ward are joined: settings, storage, words, channels, handlers, pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypedDict

from fastapi import FastAPI

from bot.channels.links import Links
from bot.channels.zalo_oa import ZaloOaChannel
from bot.inbound import platforms, zalo_verifier
from bot.inbound.health import Health
from bot.inbound.web import accept_with, router
from bot.inbound.zalo_tokens import ZaloTokens
from bot.process import installation
from bot.process.shared import Shared
from bot.signals.metrics import Metrics
from bot.workers.chooser import Chooser
from bot.workers.fetcher import Fetcher, Source
from bot.workers.hooker import Hooker
from bot.workers.maker import Maker
from bot.workers.reacher import Reacher
from bot.workers.sender import Sender
from bot.workers.spreader import Spreader
from bot.workers.waiting_files import WaitingFiles
from bot.workers.worker import Worker
from console import app as console_app
from console.frame.context import Context
from console.frame.openid import Provider
from console.ward import openid
from core.channel import Channel
from core.clock import Clock, system_clock
from core.message import Incoming, Json
from core.settings import Settings
from core.words import ADDRESS
from handlers.arrivals import aside, photo_places, route
from handlers.cases import files, webhooks
from handlers.replies.ward import Ward
from storage.database import key_places
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media import attachments, places
from storage.media.file_rows import Owner
from storage.media.files import FileStore
from storage.media.looking import Looker
from storage.media.uploads import Pieces

_CALM = 10.0  # seconds between two looks of a ward beside many others; each is told by bells, and these can be missed
_FEW = 1  # threads that write and connections that are kept, where one process has many wards


@dataclass(frozen=True, slots=True)
class Service:
    """One ward, joined. `close` lets go of everything."""

    settings: Settings
    database: Database
    files: FileStore
    staging: Pieces
    looker: Looker
    shared: Shared
    metrics: Metrics
    channels: Mapping[tuple[str, str], Channel]
    ward: Ward
    zalo_tokens: ZaloTokens | None = None
    chooser: Chooser | None = None

    @property
    def beside_others(self) -> bool:
        """Whether this process has other wards too: then each looks less often for what a bell did not tell."""
        return self.shared.several is not None

    async def close(self) -> None:
        """Close channels, then the database."""
        if self.chooser is not None:
            await self.chooser.close()
        for channel in self.channels.values():
            await channel.close()
        if self.shared.several is None:
            self.looker.close()
        self.database.close()


def build(settings: Settings, *, clock: Clock = system_clock, shared: Shared | None = None) -> Service:
    """Join the parts. The settings must hold a secret key, the database must be migrated.

    A process that hosts several wards loads `shared` once and gives it to each.
    """
    shared = shared or Shared.read()
    several, words = shared.several, shared.words
    if settings.resident_address != ADDRESS:  # else they are so already, and wards may share them
        words = words.addressed(settings.resident_address)
    seal = Seal(settings.secret_key, keys=key_places.keys(settings))
    database = (
        Database(settings.database_url, seal=seal, clock=clock, threads=_FEW, plates=several.plates)
        if several is not None
        else Database(settings.database_url, seal=seal, clock=clock)
    )
    store, staging = places.store(settings, seal), places.pieces(settings, seal)
    looker = several.looker if several is not None else Looker()
    channels, tokens = platforms.channels(
        settings, database=database, store=store, staging=staging, looker=looker, words=words, clock=clock
    )
    ward = Ward(
        settings, words, shared.ear, shared.detector, {each.name: each.shows for each in channels.values()},
        partial(_link, channels),
    )  # fmt: skip
    chooser = Chooser(database, channels, ward) if settings.answer_model_url else None
    return Service(settings, database, store, staging, looker, shared, Metrics(), channels, ward, tokens, chooser)


def _link(channels: Mapping[tuple[str, str], Channel], name: str, payload: str) -> str:
    return next((each.deep_link(payload) for each in channels.values() if each.name == name), "")


def worker(service: Service, *, crash: Callable[[str], None] = lambda _point: None) -> Worker:
    """The worker of a service."""

    def handle(work: UnitOfWork, incoming: Incoming) -> bool:
        return route.handle(work, incoming, service.ward)

    def apologise(work: UnitOfWork, channel: str, bot: str, chat: str) -> None:
        aside.apologise(work, service.ward, channel=channel, bot=bot, chat=chat)

    prepare = service.chooser.prepare if service.chooser is not None else None
    return Worker(
        service.database, service.channels, handle=handle, apologise=apologise, metrics=service.metrics, crash=crash,
        prepare=prepare, **_calm(service),
    )  # fmt: skip


def senders(service: Service, *, holder: str = "", crash: Callable[[str], None] = lambda _point: None) -> list[Sender]:
    """One sender a bot. On the embedded database there is one process, so the holder is the installation itself."""
    here = installation.instance_id(service.settings)
    holder = holder or installation.holder(service.settings)
    return [
        Sender(
            service.database,
            each,
            instance_id=here,
            holder=holder,
            metrics=service.metrics,
            crash=crash,
            **_calm(service),
        )
        for each in service.channels.values()
    ]


def fetcher(service: Service) -> Fetcher:
    """The fetcher of a service."""

    def tell(work: UnitOfWork, owner: Owner, reason: str, name: str) -> None:
        files.not_taken(work, service.ward, owner, reason=reason, name=name)

    def offer(work: UnitOfWork, attachment_id: int, owner: Owner) -> None:
        photo_places.offer(work, service.ward, attachment_id, owner)

    sources: Mapping[tuple[str, str], Source] = {**service.channels, (attachments.LINK, ""): Links()}
    folder = places.waiting(service.settings, service.database.seal)
    waiting = WaitingFiles(service.database, folder, service.files) if folder is not None else None
    return Fetcher(
        service.database, sources, service.files, tell=tell, offer=offer, looker=service.looker, waiting=waiting,
        **_calm(service),
    )  # fmt: skip


def maker(service: Service) -> Maker:
    """What does heavy work beside the service."""
    about = service.settings
    return Maker(
        service.database, service.files, ward_name=about.ward_name, remarks=about.paper_remarks == "yes",
        font=about.paper_font, **_calm(service),
    )  # fmt: skip


def spreader(service: Service) -> Spreader:
    """What begins bulletins and writes their rows."""
    return Spreader(service.database, **_calm(service))


class _Look(TypedDict, total=False):
    look: float


def _calm(service: Service) -> _Look:
    return {"look": _CALM} if service.beside_others else {}


def reacher(service: Service) -> Reacher:
    """What tells residents by template messages that an answer waits."""
    accounts = {each.bot: each.templates for each in service.channels.values() if isinstance(each, ZaloOaChannel)}
    return Reacher(service.database, accounts, instance_id=installation.instance_id(service.settings))


def hooker(service: Service) -> Hooker:
    """What calls the webhooks of other systems."""
    content = partial(webhooks.content, base=service.settings.public_url)
    here = installation.instance_id(service.settings)
    return Hooker(service.database, content=content, gone=webhooks.gone, instance_id=here)


def _provider(settings: Settings, clock: Clock) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    from bot.inbound.openid import OpenIdProvider  # noqa: PLC0415  # what checks signatures is large, and few need it

    return OpenIdProvider(
        settings.oidc_issuer, client_id=settings.oidc_client_id, secret=settings.oidc_client_secret,
        back=f"{settings.public_url}{openid.BACK}", clock=clock,
    )  # fmt: skip


def web(service: Service) -> FastAPI:
    """The pages, the web chat and the hooks."""
    accept = accept_with(service.database)

    async def take(name: str, raw: Mapping[str, Json]) -> bool:
        channel = next(each for each in service.channels.values() if each.name == name)
        return await accept(channel, raw)

    context = Context(
        service.ward, service.database, service.files, service.database.clock, accept=take,
        count=service.metrics.event, looker=service.looker, staging=service.staging,
        provider=_provider(service.settings, service.database.clock),
    )  # fmt: skip
    several = service.shared.several
    app = console_app.build(context, pages=service.shared.pages, stock=several.stock if several is not None else None)
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
