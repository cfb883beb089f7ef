"""The platforms of a ward: their channels and webhooks, made from the settings."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from bot.channels import zalo_signature, zalo_wire
from bot.channels.web import WebChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from bot.inbound.picture_door import PictureDoor
from bot.inbound.web import Hook, by_secret
from bot.inbound.zalo_polling import HOOK as ZALO_BOT_HOOK
from bot.inbound.zalo_tokens import Account, ZaloTokens
from core.channel import Channel, Pace
from core.clock import Clock
from core.errors import Fate, SendError, StoreAwayError
from core.logs import get_logger
from core.settings import Settings
from core.words import Words
from storage.database.database import Database
from storage.media.files import FileStore
from storage.media.looking import Looker
from storage.media.uploads import Pieces

log = get_logger("platforms")
_T = TypeVar("_T")


def channels(
    settings: Settings,
    *,
    database: Database,
    store: FileStore,
    staging: Pieces,
    looker: Looker,
    words: Words,
    clock: Clock,
) -> tuple[dict[tuple[str, str], Channel], ZaloTokens | None]:
    """Every channel by name and bot, and the refresher of Zalo's tokens where there is an account."""
    found: dict[tuple[str, str], Channel] = {}
    web = WebChannel(database, staging, public_url=settings.public_url)
    found[web.name, web.bot] = web
    if settings.telegram_token:
        telegram = _telegram(settings, store, words=words, clock=clock)
        found[telegram.name, telegram.bot] = telegram
    tokens = None
    if settings.zalo_app_id:
        zalo, tokens = _zalo(settings, store, looker=looker, database=database, words=words, clock=clock)
        found[zalo.name, zalo.bot] = zalo
    if settings.zalo_bot_token:
        bot = _zalo_bot(settings, picture_door(settings, store, looker=looker, clock=clock), words=words)
        found[bot.name, bot.bot] = bot
    return found, tokens


def _telegram(settings: Settings, store: FileStore, *, words: Words, clock: Clock) -> Channel:
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # loaded only with a token: aiogram is most of the memory

    channel = TelegramChannel(
        settings.telegram_token, settings.telegram_api_url, words=words, clock=clock, open_file=partial(_shown, store)
    )
    channel.pace = Pace(
        settings.telegram_per_second, settings.telegram_per_chat_second, settings.telegram_per_group_minute
    )
    return channel


def _zalo(
    settings: Settings, store: FileStore, *, looker: Looker, database: Database, words: Words, clock: Clock
) -> tuple[Channel, ZaloTokens]:
    client = zalo_wire.client()
    account = Account(
        settings.zalo_app_id, settings.zalo_oa_id, settings.zalo_oauth_url, settings.zalo_app_secret,
        settings.zalo_refresh_token,
    )  # fmt: skip
    tokens = ZaloTokens(database, account, client=client, clock=clock)
    channel = ZaloOaChannel(
        settings.zalo_oa_id, settings.zalo_api_url, tokens=tokens, client=client, words=words, clock=clock,
        open_file=partial(_shown, store), small=looker.small_jpeg,
        trusted=frozenset({_host(settings.zalo_api_url)}), business_url=settings.zalo_business_url,
        picture=f"{settings.public_url}/static/icon-512.png",
    )  # fmt: skip
    kept_free = 0.9  # the share of the app's budget for messages: tokens and uploads are calls too
    channel.pace = replace(channel.pace, per_second=settings.zalo_per_minute * kept_free / 60)
    return channel, tokens


def _zalo_bot(settings: Settings, door: PictureDoor, *, words: Words) -> Channel:
    return ZaloBotChannel(
        settings.zalo_bot_token, settings.zalo_bot_api_url, client=zalo_wire.client(), words=words,
        address_of=partial(_reached, door.address), trusted=frozenset({_host(settings.zalo_bot_api_url)}),
    )  # fmt: skip


def picture_door(settings: Settings, store: FileStore, *, looker: Looker, clock: Clock) -> PictureDoor:
    """The routes from which the Zalo Bot Platform fetches our pictures."""
    return PictureDoor(
        settings.public_url, settings.secret_key, path_of=store.copy, small=looker.small_jpeg, clock=clock
    )


def _host(url: str) -> str:
    """`host:port` of a URL. We trust the server that gets our tokens also as a source of files."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"


def _reached(act: Callable[[str], _T], name: str) -> _T:
    """What the store says of a file. While it does not answer, the message is sent later. Raises SendError."""
    try:
        return act(name)
    except StoreAwayError as error:
        raise SendError(Fate.AGAIN, str(error)) from error


def _shown(store: FileStore, name: str) -> Path:
    found = _reached(store.copy, name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def hooks(settings: Settings, channels: Mapping[tuple[str, str], Channel]) -> list[Hook]:
    """The webhooks of the platforms, each with its check for genuine events."""
    named = {each.name: each for each in channels.values()}
    found = []
    if "telegram" in named and settings.telegram_mode == "webhook":
        secret = by_secret("x-telegram-bot-api-secret-token", settings.telegram_webhook_secret)
        found.append(Hook("/hook/telegram", named["telegram"], secret))
    if "zalo" in named:
        found.append(Hook("/hook/zalo", named["zalo"], partial(_from_zalo, settings)))
    if "zalo-bot" in named:
        secret = by_secret("x-bot-api-secret-token", settings.zalo_bot_webhook_secret)
        found.append(Hook(ZALO_BOT_HOOK, named["zalo-bot"], secret))
    return found


def _from_zalo(settings: Settings, body: bytes, headers: Mapping[str, str]) -> bool:
    found = zalo_signature.check(
        body, headers.get("x-zevent-signature", ""), app_id=settings.zalo_app_id, oa_id=settings.zalo_oa_id,
        secret_key=settings.zalo_oa_secret_key,
    )  # fmt: skip
    if found is zalo_signature.Check.OTHER_FORM:
        log.warning("an event of Zalo is signed with the account's id in place of the app's; it is refused")
    return found is zalo_signature.Check.GOOD
