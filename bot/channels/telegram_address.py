"""The address to which Telegram posts updates, from the settings."""

from core.settings import Settings


def hook_of(settings: Settings) -> str:
    """The address to which Telegram posts updates; empty when we poll."""
    return f"{settings.public_url}/hook/telegram" if settings.telegram_mode == "webhook" else ""
