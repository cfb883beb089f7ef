"""`danban read bulletin`: a text as each channel and the page would show it."""

from bot.commands.reading.texts import words_of
from broadcasts.text import render
from core.message import Json
from core.settings import Settings


def read(settings: Settings, name: str, content: bytes) -> dict[str, Json]:
    """The text on every channel; where one needs several messages, an empty line stands between them."""
    del settings, name
    text = words_of(content)
    telegram, zalo = render.telegram(text), render.zalo(text)
    return {
        "telegram": "\n\n".join(telegram),
        "zalo": "\n\n".join(zalo),
        "web": render.words(text),
        "page": render.page(text),
        "messages": {"telegram": len(telegram), "zalo": len(zalo)},
        "placeholders": [*render.placeholders(text)],
    }
