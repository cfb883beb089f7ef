"""What every handler gets beside the transaction: the settings, words, ear and addresses of one ward."""

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
    """Made once by `bot.app` and passed as a parameter. It has no state except the records that were read."""

    settings: Settings
    words: Words
    ear: Ear
    detector: Detector
    shows: Mapping[str, Shows]  # the name of a channel -> what it can show
    link: Callable[[str, str], str]  # (channel, payload) -> an address that opens a private chat, or ""
    library: Library = field(default_factory=Library)

    @property
    def web_chat(self) -> str:
        """The address of the ward's web chat: the way out when a platform must not carry something."""
        return f"{self.settings.public_url}/chat"

    def shows_of(self, channel: str) -> Shows:
        """What a channel can show. For a channel that is not served now: the least that any channel shows."""
        return self.shows.get(channel) or Shows()
