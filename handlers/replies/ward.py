"""What every handler is given beside the transaction: one ward's words, ears and addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.channel import Shows
from core.settings import Settings
from core.words import Words
from dialogs.engine.ear import Ear
from dialogs.engine.language import Detector
from handlers.replies.library import Library


@dataclass(frozen=True, slots=True)
class Ward:
    """Made once by `bot.app`, passed by hand; holds no state but the read records."""

    settings: Settings
    words: Words
    ear: Ear
    detector: Detector
    shows: Mapping[str, Shows]  # what each channel can show, by its name
    link: Callable[[str, str], str]  # (channel, payload) -> an address that opens a private chat, or ""
    library: Library = field(default_factory=Library)

    @property
    def web_chat(self) -> str:
        """Where the ward's own chat is: the way out when a platform must not carry something."""
        return f"{self.settings.public_url}/chat"

    def shows_of(self, channel: str) -> Shows:
        """What a channel can show; the narrowest idea of it for one that is not served just now."""
        return self.shows.get(channel) or Shows()
