"""The web chat as a channel: it reads what its page stored, sends into the chat, and gives the bytes of uploads."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.web import WebChannel
from core.channel import Channel
from core.errors import Fate, LostFileError, SendError, UnreadableError
from core.message import Address, Button, Json, Kind, Media, MediaKind, Outgoing, Point
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media import uploads
from storage.media.uploads import Staging, Upload
from storage.messages import webchat
from tests.parts import migrated

NOW = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)
SEAL = Seal("a secret key for tests, long enough")
CHAT = Address("web", "web", "c" * 40)
RAW: dict[str, Json] = {"id": "c.1", "chat": "c" * 40, "at": NOW.isoformat(), "message_id": "7", "text": "Rác"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(migrated(tmp_path / "ward.sqlite3"), seal=SEAL, clock=lambda: NOW)
    yield found
    found.close()


@pytest.fixture
def channel(database: Database, tmp_path: Path) -> WebChannel:
    return WebChannel(database, Staging(tmp_path / "uploads", SEAL), public_url="https://linhson.example.vn")


def test_it_is_a_channel_that_may_take_denunciations(channel: WebChannel) -> None:
    held: Channel = channel
    assert (held.name, held.bot, held.shows.sealed, held.shows.cards, held.shows.edits) == (
        "web",
        "web",
        True,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("text", "command", "argument", "left"),
    [
        ("/start dn_12", "start", "dn_12", ""),
        ("/HOSO", "hoso", "", ""),
        ("/ không phải lệnh", "", "", "/ không phải lệnh"),
        ("đường 1/2", "", "", "đường 1/2"),
        ("Ra\u0301c", "", "", "Rác"),
    ],
)
def test_text_is_read_as_words_or_as_a_command(
    channel: WebChannel, text: str, command: str, argument: str, left: str
) -> None:
    (incoming,) = channel.read({**RAW, "text": text})
    assert (incoming.command, incoming.argument, incoming.text) == (command, argument, left)


def test_everything_a_page_can_send_is_read(channel: WebChannel) -> None:
    media: Json = [{"kind": "voice", "ref": "u1", "name": "ghi-am-1.webm", "mime": "audio/webm", "size": 9}]
    raw: dict[str, Json] = {
        **RAW,
        "media": media,
        "point": {"lat": 21, "lon": 105.8},
        "quoted": {"message_id": "3", "text": "Đã dọn", "ours": True, "media": []},
        "language": "ko",
    }
    (incoming,) = channel.read(raw)
    assert incoming.address == CHAT
    assert (incoming.person, incoming.private, incoming.sent_at) == (CHAT.chat, True, NOW)
    assert incoming.media == (Media(MediaKind.VOICE, "u1", "ghi-am-1.webm", "audio/webm", 9),)
    assert incoming.point == Point(21.0, 105.8)
    assert incoming.quoted is not None
    assert (incoming.quoted.message_id, incoming.quoted.from_bot) == ("3", True)
    assert incoming.language_hint == "ko"


def test_a_press_names_the_message_it_stood_under(channel: WebChannel) -> None:
    (incoming,) = channel.read({**RAW, "text": "", "press": "r1=a", "under": "5"})
    assert (incoming.kind, incoming.press, incoming.message_id, incoming.press_id) == (Kind.PRESS, "r1=a", "5", "c.1")


@pytest.mark.parametrize(
    "broken",
    [
        {"id": ""}, {"id": 5}, {"chat": None}, {"at": "gestern"}, {"at": 5}, {"media": "x"}, {"media": [{"kind": "?"}]},
        {"media": ["x"]}, {"point": {"lat": "x", "lon": 1}}, {"point": {"lat": 1}}, {"text": 5},
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_unreadable_and_nothing_worse(channel: WebChannel, broken: dict[str, Json]) -> None:
    with pytest.raises(UnreadableError):
        channel.read({**RAW, **broken})


async def test_a_send_repeated_by_a_dead_sender_stands_there_once(channel: WebChannel, database: Database) -> None:
    outgoing = Outgoing("Mình đã ghi nhận.", rows=((Button("Việc đã gửi", "m"),),), card="LS-26-000123")
    first, second = await channel.send(CHAT, outgoing), await channel.send(CHAT, outgoing)
    assert first == second
    found, _ = await database.read(webchat.history, CHAT.chat)
    assert [each.body["text"] for each in found] == ["Mình đã ghi nhận."]


async def test_the_same_words_after_the_person_spoke_are_said_again(channel: WebChannel, database: Database) -> None:
    await channel.send(CHAT, Outgoing("Mình chưa hiểu."))
    await database.write(webchat.take, webchat.Arrival(CHAT.chat, "k1234567", text="a"))
    await channel.send(CHAT, Outgoing("Mình chưa hiểu."))
    found, _ = await database.read(webchat.history, CHAT.chat)
    assert [each.ours for each in found] == [True, False, True]


async def test_an_edit_of_what_is_not_ours_is_refused(channel: WebChannel, database: Database) -> None:
    theirs = await database.write(webchat.take, webchat.Arrival(CHAT.chat, "k1234567", text="a"))
    for message_id in (str(theirs), "999", "x"):
        with pytest.raises(SendError) as caught:
            await channel.send(CHAT, Outgoing("b", edits=message_id))
        assert caught.value.fate is Fate.OURS


async def test_a_database_that_is_away_means_try_again(
    channel: WebChannel, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(database, "write", away)
    with pytest.raises(SendError) as caught:
        await channel.send(CHAT, Outgoing("b"))
    assert caught.value.fate is Fate.AGAIN


async def test_the_bytes_of_an_upload_come_as_they_were_sent(
    channel: WebChannel, database: Database, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 4000
    upload = Upload("a1", CHAT.chat, "a.jpg", "image/jpeg", len(content), whole=False)
    await database.write(uploads.begin, upload)
    Staging(tmp_path / "uploads", SEAL).append("a1", content, at=0)
    with pytest.raises(LostFileError):
        [piece async for piece in channel.fetch(upload.media)]
    await database.write(uploads.finish, "a1")
    assert b"".join([piece async for piece in channel.fetch(upload.media)]) == content


@pytest.mark.parametrize("ref", ["gone", "../../x", ""])
async def test_a_file_that_is_gone_is_lost(channel: WebChannel, ref: str) -> None:
    with pytest.raises(LostFileError):
        [piece async for piece in channel.fetch(Media(MediaKind.PHOTO, ref))]


def test_a_deep_link_opens_the_chat_with_its_payload(channel: WebChannel) -> None:
    assert channel.deep_link("dn_12") == "https://linhson.example.vn/chat?start=dn_12"
    assert channel.deep_link("") == "https://linhson.example.vn/chat"
