"""Incoming and outgoing messages, in one shape for all platforms.

All values are frozen. They can be turned into JSON and back (`to_json`, `from_json`), because they are stored between
arrival and handling, and between writing and sending.

Text from a platform enters the program here: it is made normal (`core.text.normal`) when the value is built. Ids stay
as the platform sends them.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from core.text import normal

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

LARGEST_FILE = 20 * 1024 * 1024  # bytes; the largest file that the platforms let a bot download


def _clean(value: object, *names: str) -> None:
    """Make these fields of a value normal while it is built."""
    for name in names:
        text: str = getattr(value, name)
        if text and (clean := normal(text)) is not text:
            object.__setattr__(value, name, clean)


class Kind(StrEnum):
    """What sort of event an `Incoming` is."""

    MESSAGE = "message"  # text, media, a place or a command
    PRESS = "press"  # a button was pressed
    EDIT = "edit"  # a person changed a message; `message_id` names it
    ADDED = "added"  # the bot was added to a group, or a person unblocked it
    REMOVED = "removed"  # the bot was removed from a group, or a person blocked it
    MIGRATED = "migrated"  # the chat goes on under the id `moved_to`
    STAFF = "staff"  # a member of staff wrote to the person with the platform's own tool
    REVOKED = "revoked"  # the platform says that we may no longer write for the account
    OTHER = "other"  # readable, but nothing that we answer (joins, pins, reactions)


class MediaKind(StrEnum):
    """What kind of file the sender meant to send."""

    PHOTO = "photo"
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True)
class Address:
    """A chat on a platform. `bot` tells several bots of one platform apart; `thread` is a topic in a group."""

    channel: str
    bot: str
    chat: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on the map, in WGS 84 degrees."""

    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Media:
    """A file in a message.

    Inbound, `ref` is what `Channel.fetch` needs: a platform's file id or an upload's digest. Outbound, `ref` is the
    SHA-256 of a kept file. `size` is in bytes, 0 when the platform does not say it.
    """

    kind: MediaKind
    ref: str
    name: str = ""
    mime: str = ""
    size: int = 0
    seconds: int = 0

    def __post_init__(self) -> None:
        _clean(self, "name", "mime")


@dataclass(frozen=True, slots=True)
class Quoted:
    """The message that a message replies to, as far as the platform shows it."""

    message_id: str
    person: str = ""
    person_name: str = ""
    text: str = ""
    media: tuple[Media, ...] = ()
    from_bot: bool = False  # whether the quoted message is ours
    anonymous: bool = False
    album: str = ""
    forwarded: bool = False  # whether the sender forwarded somebody else's words

    def __post_init__(self) -> None:
        _clean(self, "person_name", "text")


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event that was read from a platform. Times are UTC."""

    address: Address
    external_id: str  # unique per channel and bot: the platform's id of the event
    kind: Kind
    sent_at: datetime
    person: str = ""  # the platform's id of the person who acts; empty when it names nobody
    person_name: str = ""
    private: bool = True
    title: str = ""  # the title of a group
    message_id: str = ""
    text: str = ""  # text or caption, in NFC, without the command
    command: str = ""  # "hoso" for "/hoso@LinhSonBot x"
    argument: str = ""  # "x" in the same
    press: str = ""  # the value of the pressed button
    press_id: str = ""  # the id with which the press is answered on the platform
    media: tuple[Media, ...] = ()
    album: str = ""  # the same for all parts of an album
    point: Point | None = None
    quoted: Quoted | None = None
    picked: str = ""  # the part of the quoted words that the person selected to answer
    forwarded: bool = False  # whether the sender forwarded somebody else's words
    addressed: bool = True  # in a group: whether it is a command, a mention, or a reply to us
    anonymous: bool = False  # an anonymous admin or a channel wrote it: nobody who can consent
    moved_to: str = ""  # for MIGRATED: the chat's new id
    language_hint: str = ""  # the language of the person's app: "vi", "en", …
    topics: bool = False  # whether the group has topics
    received_at: datetime | None = None  # when it was durable here; it may be handled later

    def __post_init__(self) -> None:
        _clean(self, "person_name", "title", "text", "argument", "press", "language_hint")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. It has either `value` (comes back as `Incoming.press`, ≤ 64 bytes UTF-8) or `url`."""

    label: str
    value: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to a chat. It is plain text, so nothing needs escaping, unless `markup` says otherwise.

    `text` may be longer than a platform takes: the outbox splits it before it is stored. `answers_press` makes the
    message a toast for that press (short, never queued behind other messages). `edits` changes an earlier message of
    ours. `deletes` deletes earlier messages of ours; where it is too late for that, they are edited to `text`.
    """

    text: str
    rows: tuple[tuple[Button, ...], ...] = ()
    media: tuple[Media, ...] = ()
    reply_to: str = ""
    quote: str = ""  # words to quote where `reply_to` may not work any more (after the migration of a group)
    mention: str = ""  # the person whom the message mentions
    answers_press: str = ""
    edits: str = ""
    deletes: tuple[str, ...] = ()
    reacts: str = ""  # their message, which gets the mark "received" instead; `text` is sent where that is not possible
    ask: str = ""  # what the next message should be: "", "place" (offer a location button), "photo", "voice", "contact"
    step: tuple[int, int] | None = None  # "Bước 2/5"
    by: str = ""  # "staff": a person of the ward answers, not the assistant; shown where the channel can
    card: str = ""  # a case code, shown as a card where the channel can
    markup: str = ""  # "html": `text` has Telegram's tags, as `broadcasts.text.render` writes them
    ring: str = ""  # the name of the key outside the database that seals this part of a secret ballot in storage
    topic: str = ""  # the name of a topic that is opened for it in a group with topics; elsewhere it means nothing
    room: int = 0  # its smallest size in bytes when sealed, so that the length does not tell the choice


def to_json(value: Incoming | Outgoing) -> dict[str, Json]:
    """The value as data for JSON. Fields with their default value are left out, so rows stay small."""
    found = _plain(value)
    assert isinstance(found, dict)
    return found


def _plain(value: object) -> Json:
    kind = type(value)
    if value is None or kind is str or kind is int or kind is bool or kind is float:
        return value  # type: ignore[return-value]  # one of those
    if kind is tuple:
        return [_plain(each) for each in value]  # type: ignore[attr-defined]  # a tuple
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, StrEnum):
        return value.value
    found: dict[str, Json] = {}
    for name, default in _fields(kind):  # type: ignore[arg-type]  # a class can be hashed
        each = getattr(value, name)
        if each is not default and each != default:
            found[name] = _plain(each)
    return found


@cache
def _fields(kind: type) -> tuple[tuple[str, object], ...]:
    """The fields of a dataclass with their defaults. Looked up once, because each reply is written as JSON."""
    return tuple((each.name, each.default) for each in dataclasses.fields(kind))


def _media(raw: object) -> tuple[Media, ...]:
    assert isinstance(raw, list)
    return tuple(Media(**{**each, "kind": MediaKind(each["kind"])}) for each in raw)


def outgoing_from_json(raw: Mapping[str, Json]) -> Outgoing:
    """The message that `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    fields: dict[str, object] = dict(raw)
    if "rows" in fields:
        rows = fields["rows"]
        assert isinstance(rows, list)
        fields["rows"] = tuple(tuple(Button(**b) for b in row) for row in rows)
    if "media" in fields:
        fields["media"] = _media(fields["media"])
    if "deletes" in fields:
        deletes = fields["deletes"]
        assert isinstance(deletes, list)
        fields["deletes"] = tuple(deletes)
    step = fields.get("step")
    if isinstance(step, list):
        fields["step"] = (step[0], step[1])
    return Outgoing(**fields)  # type: ignore[arg-type]  # we wrote this JSON ourselves, and the dataclass checks it


def incoming_from_json(raw: Mapping[str, Json]) -> Incoming:
    """The event that `to_json` wrote. Raises KeyError, TypeError or ValueError on anything else."""
    fields: dict[str, object] = dict(raw)
    address, sent_at, kind = fields["address"], fields["sent_at"], fields["kind"]
    assert isinstance(address, dict)
    assert isinstance(sent_at, str)
    assert isinstance(kind, str)
    fields["address"] = Address(**address)
    fields["sent_at"] = datetime.fromisoformat(sent_at)
    fields["kind"] = Kind(kind)
    if isinstance(received := fields.get("received_at"), str):
        fields["received_at"] = datetime.fromisoformat(received)
    if "media" in fields:
        fields["media"] = _media(fields["media"])
    point = fields.get("point")
    if isinstance(point, dict):
        fields["point"] = Point(**point)
    quoted = fields.get("quoted")
    if isinstance(quoted, dict):
        media = _media(quoted.get("media", []))
        fields["quoted"] = Quoted(**{**quoted, "media": media})
    return Incoming(**fields)  # type: ignore[arg-type]  # as above
