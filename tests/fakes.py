"""A fake platform: it takes messages through JSON, fails when it is told to, and logs what it got."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.channel import Pace, Peek, Sent, Shows
from core.errors import UnreadableError
from core.message import Address, Incoming, Json, Kind, Media, Outgoing, outgoing_from_json, to_json
from storage.database.unit import UnitOfWork
from storage.messages import chats, outbox
from storage.messages.outbox import Sending

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@dataclass(slots=True)
class FakeChannel:
    """One bot. `fails` holds, per chat, what the next sends end with; None is a send that goes well."""

    name: str = "fake"
    bot: str = "bot"
    shows: Shows = field(default_factory=Shows)
    pace: Pace = field(default_factory=Pace)
    sent: list[tuple[str, Outgoing]] = field(default_factory=list)
    fails: dict[str, list[Exception | None]] = field(default_factory=dict)
    files: dict[str, bytes | Exception] = field(default_factory=dict)

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        """Ids."""
        return Peek(str(raw["id"]), str(raw.get("chat", "")))

    def read(self, raw: Mapping[str, Json]) -> tuple[Incoming, ...]:
        """The one event, unless it is of a kind nobody foresaw."""
        if "text" not in raw:
            raise UnreadableError("no text")
        address = Address(self.name, self.bot, str(raw["chat"]))
        return (Incoming(address, str(raw["id"]), Kind.MESSAGE, AT, person="p", text=str(raw["text"])),)

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Log it, or fail as told."""
        told = self.fails.get(address.chat)
        error = told.pop(0) if told else None
        if error is not None:
            raise error
        self.sent.append((address.chat, outgoing_from_json(to_json(outgoing))))
        return Sent((str(len(self.sent)),))

    async def fetch(self, media: Media) -> AsyncIterator[bytes]:
        """The bytes of a file in two pieces, or the error."""
        content = self.files[media.ref]
        if isinstance(content, Exception):
            raise content
        for piece in (content[:1000], content[1000:]):
            yield piece

    def deep_link(self, payload: str) -> str:
        """An address."""
        return f"https://fake.example/{payload}"

    async def close(self) -> None:
        """Nothing is held."""

    def texts(self, chat: str) -> list[str]:
        """What a chat got, in order."""
        return [outgoing.text for to, outgoing in self.sent if to == chat]


def echo(work: UnitOfWork, incoming: Incoming) -> bool:
    """The smallest handler: one acknowledgement for each message."""
    chat = chats.meet(work, incoming)
    outbox.add(work, Sending(chat.id, Outgoing(f"nhận {incoming.text}"), once=f"echo:{incoming.external_id}"))
    return False
