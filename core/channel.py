"""The seam between the service and a platform: read, send, fetch, and what the platform can show."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.message import Address, Incoming, Json, Media, Outgoing


@dataclass(frozen=True, slots=True)
class Peek:
    """What the hook needs of a payload before it is stored; `external_id` makes redelivery harmless."""

    external_id: str
    chat: str  # empty when the payload names none: such rows share one lane
    sent_at: datetime | None = None  # UTC; only where the platform signs it and repeats an event for two hours at most


@dataclass(frozen=True, slots=True)
class Shows:
    """What a channel can show. What it cannot is rendered otherwise, never forbidden."""

    text_limit: int = 4096  # UTF-16 code units per message
    caption_limit: int = 1024
    buttons: int = 100  # 0: choices become a numbered list answered with a digit
    group_buttons: int = 100  # the same in a group
    albums: bool = True  # pictures sent together come marked as such
    edits: bool = False  # may what we said be changed, and taken back; where not, we say something about it
    groups: bool = False
    quotes: bool = True  # does an answer show us the message it answers; where not, people write their words along
    location_button: bool = False
    cards: bool = False
    presses_spin: bool = False  # a pressed button waits for an answer, even an empty one
    sealed: bool = False  # may a denunciation be taken here (law.md §0.4: never on Telegram, never in groups)
    free_hours: int = 0  # how long after a person's last word we may write for nothing; 0: always
    paid_hours: int = 0  # how long after it we may write at all


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a bot may send: messages a second in all, per chat, and a minute per group."""

    per_second: float = 1000.0
    per_chat_second: float = 1000.0
    per_group_minute: float = 60_000.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A send that the platform confirmed. `message_ids` are the platform's, in order."""

    message_ids: tuple[str, ...] = ()


class Channel(Protocol):
    """One bot on one platform."""

    @property
    def name(self) -> str:
        """`telegram`, `web`, `zalo`, …: the `channel` of its addresses."""
        ...

    @property
    def bot(self) -> str:
        """Which bot of the platform; part of every key."""
        ...

    @property
    def shows(self) -> Shows: ...

    @property
    def pace(self) -> Pace: ...

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        """Ids of a raw payload without reading it whole. Raises UnreadableError when it has no usable id."""
        ...

    def read(self, raw: Mapping[str, Json]) -> tuple[Incoming, ...]:
        """The events of a stored payload, usually one, none when there is nothing for us. Raises UnreadableError."""
        ...

    def send(self, address: Address, outgoing: Outgoing) -> Awaitable[Sent]:
        """Hand one message to the platform, or change or delete one (`edits`, `deletes`). Raises SendError only.

        An edit whose message is no more is said anew; a deletion that comes too late is an edit; both may be repeated.
        """
        ...

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes of an inbound file in chunks. Raises RefusedFileError, LostFileError, or SendError (AGAIN)."""
        ...

    def deep_link(self, payload: str) -> str:
        """An address that opens a private chat with the bot and hands it `payload`; empty where there is none."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
