"""What comes from Telegram: kinds of messages, albums, files, polling, and payloads that are broken."""

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram_poll import updates
from core.errors import LostFileError, RefusedFileError, UnreadableError
from core.message import Json, Kind, MediaKind, Point
from tests.bot.channels.telegram_wire import channel, channel_of, heard, lan, server
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_people import Citizen

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

__all__ = ["channel", "lan", "server"]  # fixtures


async def test_kinds_of_messages_are_read(channel: "TelegramChannel", server: TelegramServer, lan: Citizen) -> None:
    said = lan.say("/start from_group")
    lan.photo(b"p" * 50, "Ổ gà")
    lan.document(b"d", "anh.jpg", "image/jpeg")
    lan.voice(b"v")
    lan.location(21.5, 105.8)
    lan.say("thêm", reply_to=said)
    lan.edit(said, "sửa")
    start, photo, document, voice, place, reply, edit = heard(server, channel)
    assert (start.command, start.argument, start.language_hint) == ("start", "from_group", "vi")
    assert (photo.text, photo.media[0].size) == ("Ổ gà", 50)
    assert document.media[0].name == "anh.jpg"
    assert voice.media[0].kind is MediaKind.VOICE
    assert place.point == Point(21.5, 105.8)
    assert reply.quoted is not None
    assert reply.quoted.person == str(lan.id)
    assert (edit.kind, edit.message_id, edit.text) == (Kind.EDIT, start.message_id, "sửa")


async def test_an_album_shares_one_name(channel: "TelegramChannel", server: TelegramServer, lan: Citizen) -> None:
    lan.album([b"1", b"2", b"3"], "Rác", order=[2, 0, 1], doubled=True)
    events = heard(server, channel)
    assert len(events) == 6
    assert len({each.album for each in events}) == 1
    assert len({each.external_id for each in events}) == 3


async def test_a_file_comes_whole_or_not_at_all(
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen
) -> None:
    lan.photo(b"p" * 200_000)
    (event,) = heard(server, channel)
    (media,) = event.media
    assert b"".join([piece async for piece in channel.fetch(media)]) == b"p" * 200_000
    server.expired.add(f"photos/{media.ref}")
    with pytest.raises(LostFileError):
        await anext(aiter(channel.fetch(media)))
    assert [method for method, _ in server.requests].count("getFile") == 3
    server.file_limit = 10
    with pytest.raises(RefusedFileError):
        await anext(aiter(channel.fetch(media)))


async def test_polling_confirms_only_what_was_stored(server: TelegramServer, lan: Citizen) -> None:
    stop, taken, tries = asyncio.Event(), list[Mapping[str, Json]](), 0

    async def accept(batch: list[Mapping[str, Json]]) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("the disk is full")
        taken.extend(batch)
        stop.set()

    async def sleep(_seconds: float) -> None:
        return

    server.fail_next("getUpdates", "html502")
    lan.say("một")
    lan.say("hai")
    await updates(TOKEN, server.url, accept=accept, stop=stop, sleep=sleep, wait=1)
    assert tries == 2
    assert len(taken) == 2


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["message_id", "date", "chat", "from", "text", "photo", "location", "reply_to_message", "entities"]
)


@pytest.fixture(scope="module")
def reader() -> "TelegramChannel":
    return channel_of("http://127.0.0.1:9", Path(), VirtualClock())


@settings(deadline=None, max_examples=40)  # the machine may be busy
@given(
    broken=st.dictionaries(KEYS, json_values),
    kind=st.sampled_from(["message", "edited_message", "callback_query", "poll"]),
)
def test_a_broken_payload_is_unreadable_and_nothing_else(
    reader: "TelegramChannel", broken: dict[str, Json], kind: str
) -> None:
    whole: dict[str, Json] = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}
    with contextlib.suppress(UnreadableError):
        assert isinstance(reader.read({"update_id": 1, kind: {**whole, **broken}}), tuple)
