"""`danban telegram`: where Telegram delivers our updates, and how to get them back.

Whoever has the token can set a webhook; from then on, each poll is answered 409. Bot API: getWebhookInfo, setWebhook,
deleteWebhook. Waiting updates stay at Telegram for at most 24 hours.
"""

import argparse
import json
from typing import Any

import httpx

from bot.channels.telegram_address import ALLOWED, hook_of
from core.errors import DanBanError, SettingError
from core.settings import Settings


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parsers of `telegram status` and `telegram repair`."""
    telegram = commands.add_parser("telegram", help="the Telegram bot").add_subparsers(required=True, metavar="ACT")
    look = telegram.add_parser("status", help="say where updates go; 1 when it is not to us")
    look.set_defaults(act=status)
    mend = telegram.add_parser("repair", help="take a foreign hook away, or set ours again, as TELEGRAM_MODE says")
    mend.set_defaults(act=repair)


def status(settings: Settings, _parsed: argparse.Namespace) -> int:
    """Print it. Gives 0 when updates come to us. Raises DanBanError."""
    found = _ask(settings, "getWebhookInfo")
    url, waiting = str(found.get("url") or ""), found.get("pending_update_count", 0)
    wanted = hook_of(settings)
    print(f"Mode: {settings.telegram_mode}. Hook: {url or 'none'}. Waiting at Telegram: {waiting}.")
    if error := found.get("last_error_message"):
        print(f"Telegram's last failure to bring one: {str(error)[:200]}")
    if url == wanted:
        return 0
    print(f"It should be: {wanted or 'none'}. Run `danban telegram repair`.")
    return 1


def repair(settings: Settings, parsed: argparse.Namespace) -> int:
    """Make updates come to us again; afterwards the same as `status`. Raises DanBanError."""
    wanted = hook_of(settings)
    if wanted:
        _ask(
            settings, "setWebhook", url=wanted, secret_token=settings.telegram_webhook_secret,
            allowed_updates=json.dumps(ALLOWED), max_connections="40",
        )  # fmt: skip
    else:
        _ask(settings, "deleteWebhook", drop_pending_updates="false")
    return status(settings, parsed)


def _ask(settings: Settings, method: str, **fields: str) -> dict[str, Any]:
    """What Telegram answers. The address holds the token, so no error shows it."""
    if not settings.telegram_token:
        raise SettingError("TELEGRAM_TOKEN is not set")
    base = settings.telegram_api_url.rstrip("/")
    try:
        answer = httpx.post(f"{base}/bot{settings.telegram_token}/{method}", data=fields, timeout=20.0)
        found = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise DanBanError(f"Telegram cannot be reached: {type(error).__name__}.") from None
    if not isinstance(found, dict) or found.get("ok") is not True:
        told = found.get("description") if isinstance(found, dict) else ""
        raise DanBanError(f"Telegram refuses: {told or answer.status_code}.")
    result = found.get("result")
    return result if isinstance(result, dict) else {}
