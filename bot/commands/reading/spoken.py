"""`danban read spoken`: a text as it would be read over the loudspeaker."""

from bot.commands.reading.texts import words_of
from broadcasts.text import render
from civics.bulletins.speaking import spoken
from core.message import Json
from core.settings import Settings


def read(settings: Settings, name: str, content: bytes) -> dict[str, Json]:
    """The loudspeaker's words, line by line."""
    del settings, name
    said = spoken(render.words(words_of(content)))
    return {"spoken": said, "lines": [*said.splitlines()]}
