"""The interface between the service and a platform: how to read, send and fetch, and what the platform can show."""

from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.message import Address, Incoming, Json, Media, Outgoing


@dataclass(frozen=True, slots=True)
class Peek:
    """What the webhook needs of a payload before it is stored.

    `external_id` is the idempotency key: a redelivery with the same key changes nothing.
    """

    external_id: str
    chat: str  # empty when the payload names none: such rows share one lane
    sent_at: datetime | None = None  # UTC; only where the platform signs it and repeats an event for two hours at most


@dataclass(frozen=True, slots=True)
class Shows:
    """What a channel can show. Everything else is rendered in another way, never forbidden."""

    text_limit: int = 4096  # UTF-16 code units per message
    caption_limit: int = 1024
    buttons: int = 100  # 0: choices become a numbered list, which people answer with a digit
    group_buttons: int = 100  # the same in a group
    albums: bool = True  # pictures that were sent together are marked as one album
    edits: bool = False  # whether our messages can be changed and deleted; if not, a new message says it
    groups: bool = False
    quotes: bool = True  # whether a reply carries the message that it replies to; if not, people repeat its words
    location_button: bool = False
    cards: bool = False
    phones: bool = False  # whether a button may dial (`tel:`); if not, the text contains the numbers
    presses_spin: bool = False  # a pressed button shows a spinner until we answer, even with an empty answer
    contact_form: bool = False  # whether a message may ask for name and telephone with the platform's own form
    reactions: bool = False  # whether a message of theirs can be marked as received instead of answered
    sealed: bool = False  # whether a denunciation may be made here: never on Telegram, never in a group
    free_hours: int = 0  # for how long after a person's last message we may write free of charge; 0: always
    paid_hours: int = 0  # for how long after it we may write at all


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a bot may send: messages per second in all and per chat, messages per minute per group."""

    per_second: float = 1000.0
    per_chat_second: float = 1000.0
    per_group_minute: float = 60_000.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A send that the platform confirmed. `message_ids` are the platform's ids, in order.

    `thread`: the topic that was opened for it.
    """

    message_ids: tuple[str, ...] = ()
    thread: str = ""


class Channel(Protocol):
    """One bot on one platform."""

    @property
    def name(self) -> str:
        """`telegram`, `web`, `zalo`, …: the `channel` of its addresses."""
        ...

    @property
    def bot(self) -> str:
        """The bot's id on the platform; part of every key."""
        ...

    @property
    def shows(self) -> Shows: ...

    @property
    def pace(self) -> Pace: ...

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        """The ids of a raw payload, without reading it whole. Raises UnreadableError when it has no usable id."""
        ...

    def read(self, raw: Mapping[str, Json]) -> tuple[Incoming, ...]:
        """The events of a stored payload: usually one; empty when nothing in it is for us. Raises UnreadableError."""
        ...

    def send(self, address: Address, outgoing: Outgoing) -> Awaitable[Sent]:
        """Hand one message to the platform, or change or delete one (`edits`, `deletes`). Raises SendError only.

        If the message to be edited is gone, a new one is sent. If it is too late to delete, the message is edited
        instead. Both may be repeated safely.
        """
        ...

    def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes of an inbound file in chunks. Raises RefusedFileError, LostFileError, or SendError (AGAIN)."""
        ...

    def deep_link(self, payload: str) -> str:
        """A link that opens a private chat with the bot and hands it `payload`; empty where the platform has none."""
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...
