"""A street with residents: they say, press, quote and edit; they see the messages in the outbox for their chat.

Everything goes through JSON on its way in and out, so that a value that would not survive a restart fails here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.channels import telegram_limits, telegram_read
from bot.channels.web import WebChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from core.channel import Shows
from core.message import (
    Address,
    Button,
    Incoming,
    Kind,
    Media,
    MediaKind,
    Outgoing,
    Point,
    Quoted,
    incoming_from_json,
    to_json,
)  # fmt: skip
from core.settings import Settings
from core.words import Words
from handlers.arrivals import route
from handlers.replies.ward import Ward
from storage.across import dispatch
from storage.across.dispatch import Claimed
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import outcomes
from storage.messages.outcomes import Outcome
from storage.tables.columns import metadata
from tests.databases import Now
from tests.parts import shared

SHOWS: dict[str, Shows] = {
    telegram_read.CHANNEL: telegram_limits.SHOWS,
    **{each.name: each.shows for each in (WebChannel, ZaloOaChannel, ZaloBotChannel)},
}  # the adapters' own values: other ones would accept messages that no platform can show


@dataclass(slots=True)
class Seen:
    """One message that arrived in a chat."""

    id: str
    chat: str
    outgoing: Outgoing

    @property
    def buttons(self) -> dict[str, Button]:
        """Its buttons by label."""
        return {each.label: each for row in self.outgoing.rows for each in row}

    def button(self, label: str) -> list[Button]:
        """The button of that label, which may bear a digit; none when there is none."""
        return [each for name, each in self.buttons.items() if re.fullmatch(rf"(\d+\. )?{re.escape(label)}", name)]


@dataclass(slots=True)
class Street:
    """One ward, its database and its stopped clock."""

    store: Database
    now: Now
    words: Words = field(default_factory=lambda: shared().words)
    seen: list[Seen] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    number: int = 0
    ward: Ward = field(init=False)

    def __post_init__(self) -> None:
        settings = Settings(secret_key="k" * 40, public_url="https://linhson.example")
        link = lambda channel, payload: f"https://t.example/{payload}" if channel == "telegram" else ""  # noqa: E731
        self.ward = Ward(settings, self.words, shared().ear, shared().detector, SHOWS, link)

    def person(self, name: str = "Lan", *, channel: str = "web") -> "Citizen":
        """Somebody in a private chat."""
        return Citizen(self, name, channel, f"chat-{name}", private=True)

    def handle(self, incoming: Incoming) -> bool:
        """What the worker does; then everything due leaves."""
        told = self.store.run(route.handle, incoming_from_json(to_json(incoming)), self.ward)
        self.send()
        return told

    def send(self) -> None:
        """What the sender does, for all bots."""
        for channel in SHOWS:
            while claimed := self.store.run(dispatch.claim, channel, channel, limit=50, attempt="a"):
                ends = [self._arrived(each) for each in claimed]
                self.store.run(outcomes.record, "a", ends)

    def _arrived(self, claimed: Claimed) -> Outcome:
        if claimed.outgoing.answers_press:
            self.toasts.append(claimed.outgoing.text)
            return Outcome(claimed.id, claimed.chat_id, "sent")
        shows = SHOWS[claimed.address.channel]
        room = shows.group_buttons if claimed.group else shows.buttons
        assert sum(map(len, claimed.outgoing.rows)) <= room, f"more buttons than fit: {claimed.outgoing.text}"
        found = Seen(f"out{claimed.id}", claimed.address.chat, claimed.outgoing)
        self.seen.append(found)
        return Outcome(claimed.id, claimed.chat_id, "sent", message_id=found.id)

    def rows(self, table: str) -> list[Mapping[str, object]]:
        """All rows of a table."""

        def read(work: UnitOfWork) -> list[Mapping[str, object]]:
            return [dict(row._mapping) for row in work.conn.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1")]

        return self.store.look(read)

    def everything(self) -> str:
        """All that stands in the database, as text."""

        def read(work: UnitOfWork) -> str:
            return "\n".join(
                repr(tuple(row)) for table in metadata.sorted_tables for row in work.conn.execute(table.select())
            )

        return self.store.look(read)


@dataclass(slots=True)
class Citizen:
    """A resident in one chat."""

    street: Street
    name: str
    channel: str
    chat: str
    private: bool

    def into(self, group: str) -> "Citizen":
        """The same person, speaking in a group."""
        return Citizen(self.street, self.name, self.channel, group, private=False)

    def event(self, kind: Kind = Kind.MESSAGE, **more: object) -> Incoming:
        """One event of this person."""
        self.street.number += 1
        given: dict[str, object] = {
            "person": self.name, "person_name": self.name, "private": self.private,
            "title": "" if self.private else "TDP 5", "message_id": f"in{self.street.number}", **more,
        }  # fmt: skip
        address = Address(self.channel, self.channel, self.chat)
        return Incoming(address, f"e{self.street.number}", kind, self.street.now.at, **given)  # type: ignore[arg-type]  # fields by name

    def say(self, text: str = "", **more: object) -> str:
        """Say something; returns the message's id. A slash makes a command."""
        if text.startswith("/"):
            command, _, argument = text[1:].partition(" ")
            more = {"command": command, "argument": argument, **more}
            text = ""
        incoming = self.event(Kind.MESSAGE, text=text, **more)
        self.street.handle(incoming)
        return incoming.message_id

    def photo(self, ref: str, *, album: str = "", text: str = "") -> str:
        """Send a photo."""
        return self.say(text, media=(Media(MediaKind.PHOTO, ref, size=1000),), album=album)

    def voice(self, ref: str = "v1") -> str:
        """Send a voice note."""
        return self.say(media=(Media(MediaKind.VOICE, ref, size=1000, seconds=12),))

    def pin(self, lat: float = 21.6, lon: float = 105.8) -> str:
        """Send a place on the map."""
        return self.say(point=Point(lat, lon))

    def quote(self, message_id: str, text: str, **quoted: object) -> str:
        """Answer a message."""
        return self.say(text, quoted=Quoted(message_id, **quoted))  # type: ignore[arg-type]  # fields by name

    def edit(self, message_id: str, text: str) -> None:
        """Change a message."""
        self.street.handle(self.event(Kind.EDIT, message_id=message_id, text=text))

    def press(self, label: str, *, of: Seen | None = None) -> None:
        """Press the newest button of that label, or that of an old message; typed where no button shows."""
        if not SHOWS[self.channel].buttons:
            self.say(label)
            return
        found = of or next(each for each in reversed(self.all()) if each.button(label))
        value = found.button(label)[0].value
        self.street.handle(self.event(Kind.PRESS, press=value, press_id=f"p{self.street.number}", message_id=found.id))

    def press_value(self, value: str) -> None:
        """Press a button that nobody showed."""
        self.street.handle(self.event(Kind.PRESS, press=value, press_id="px"))

    def all(self) -> list[Seen]:
        """All that arrived in the chat."""
        return [each for each in self.street.seen if each.chat == self.chat]

    def sees(self) -> str:
        """The newest message of the chat."""
        return self.all()[-1].outgoing.text

    def saw(self, part: str) -> bool:
        """Whether a message with these words ever came."""
        return any(part in each.outgoing.text for each in self.all())

    def greeted(self) -> "Citizen":
        """Past the greeting."""
        self.say("xin chào")
        return self

    def files(self, text: str = "Đèn đường ngõ 12 hỏng, tối lắm") -> str:
        """Send a petition in the fewest steps; returns its code."""
        self.say(text)
        if any("Việc mới" in each.buttons for each in self.all()[-1:]):
            self.press("Việc mới")
        for label in ("Phản ánh", "Tôi hiểu, tiếp tục", "Việc của tôi khác"):
            if any(each.button(label) or f". {label}\n" in each.outgoing.text for each in self.all()[-1:]):
                self.press(label)
        self.press("Gửi đi")
        return str(self.street.rows("cases")[-1]["code"])
