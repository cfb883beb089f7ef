"""Where Telegram brings updates, as the settings have it."""

from core.settings import Settings


def hook_of(settings: Settings) -> str:
    """Where Telegram is to bring updates; empty where they are asked for."""
    return f"{settings.public_url}/hook/telegram" if settings.telegram_mode == "webhook" else ""
