"""Which updates Telegram sends us, and the address to which it posts them."""

from core.settings import Settings

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")


def hook_of(settings: Settings) -> str:
    """The address to which Telegram posts updates; empty when we poll."""
    return f"{settings.public_url}/hook/telegram" if settings.telegram_mode == "webhook" else ""
