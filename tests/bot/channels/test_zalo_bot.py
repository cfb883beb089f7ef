"""The Zalo Bot adapter against our own Bot Platform, and python-zalo-bot as that server's second client."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import zalo_bot

from bot.channels import zalo_wire
from bot.channels.zalo_bot import ZaloBotChannel
from core.errors import Fate, SendError, UnreadableError
from core.message import Address, Button, Kind, Media, MediaKind, Outgoing
from tests.parts import shared
from tests.servers.zalo_bot import TOKEN, ZaloBotServer

LAN = "c0ffee00c0ffee00c0ff"


def channel_of(server: ZaloBotServer, token: str = TOKEN) -> ZaloBotChannel:
    return ZaloBotChannel(
        token, server.url, client=zalo_wire.client(), words=shared().words, trusted=frozenset({server.host}),
        address_of=lambda digest: f"https://linhson.example.vn/{digest}.jpg" if digest == "open" else "",
    )  # fmt: skip


@pytest.fixture
async def server() -> AsyncIterator[ZaloBotServer]:
    async with ZaloBotServer() as made:
        yield made


@pytest.fixture
async def channel(server: ZaloBotServer) -> AsyncIterator[ZaloBotChannel]:
    made = channel_of(server)
    yield made
    await made.close()


def at(channel: ZaloBotChannel) -> Address:
    return Address("zalo-bot", channel.bot, LAN)


async def test_a_library_written_by_others_works_with_our_server(server: ZaloBotServer) -> None:
    bot = zalo_bot.Bot(TOKEN, base_url=server.url)
    async with bot:
        assert (await bot.get_me()).account_name == "bot.linhson"
        server.says(LAN, "Chào phường")
        update = await bot.get_update(timeout=1)
        assert update.message is not None
        assert update.message.text == "Chào phường"
        await bot.send_message(chat_id=LAN, text="Chào bà con")
    assert [each["text"] for each in server.got[LAN]] == ["Chào bà con"]


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_text_reads_the_same_wrapped_or_bare(
    server: ZaloBotServer, channel: ZaloBotChannel, *, wrapped: bool
) -> None:
    event = server.says(LAN, "Đèn hỏng")
    (found,) = channel.read({"ok": True, "result": event} if wrapped else event)
    assert (found.text, found.person, found.person_name, found.private) == ("Đèn hỏng", LAN, "Lan", True)
    assert found.kind is Kind.MESSAGE


@pytest.mark.parametrize(
    ("event", "fields", "media", "text"),
    [
        ("message.image.received", {"photo_url": "u", "caption": "hố"}, Media(MediaKind.PHOTO, "u"), "hố"),
        ("message.image.received", {"photo": "u"}, Media(MediaKind.PHOTO, "u"), ""),
        ("message.voice.received", {"voice_url": "u"}, Media(MediaKind.VOICE, "u"), ""),
    ],
)
async def test_pictures_and_voice_are_read(
    server: ZaloBotServer, event: str, *, fields: dict[str, Any], media: Media, text: str
) -> None:
    channel = channel_of(server)
    (found,) = channel.read(server.event(event, LAN, **fields))
    assert (found.media, found.text) == ((media,), text)
    await channel.close()


async def test_what_the_platform_keeps_from_bots_is_still_answered(
    server: ZaloBotServer, channel: ZaloBotChannel
) -> None:
    for name in ("message.unsupported.received", "message.sticker.received", "message.link.received"):
        (found,) = channel.read(server.event(name, LAN))
        assert (found.kind, found.text, found.media) == (Kind.MESSAGE, "", ())


async def test_groups_and_other_bots_are_nothing_for_us(server: ZaloBotServer, channel: ZaloBotChannel) -> None:
    assert channel.read(server.event("message.text.received", LAN, group=True, text="chào")) == ()
    other = server.says(LAN, "chào")
    other["message"]["from"]["is_bot"] = True
    assert channel.read(other) == ()


async def test_an_event_that_names_no_message_is_unreadable(channel: ZaloBotChannel) -> None:
    for raw in ({}, {"event_name": "x"}, {"message": {"message_id": ""}}):
        with pytest.raises(UnreadableError):
            channel.peek(raw)  # type: ignore[arg-type]


async def test_a_command_is_one(server: ZaloBotServer, channel: ZaloBotChannel) -> None:
    (found,) = channel.read(server.says(LAN, "/hoso LS-26-000001"))
    assert (found.command, found.argument) == ("hoso", "LS-26-000001")


async def test_links_are_written_out(server: ZaloBotServer, channel: ZaloBotChannel) -> None:
    rows = ((Button("Xem", url="https://linhson.example.vn/1"),),)
    await channel.send(at(channel), Outgoing("Kết quả", rows=rows))
    assert server.got[LAN][0]["text"] == "Kết quả\nXem: https://linhson.example.vn/1"


async def test_a_picture_goes_by_its_address_and_other_files_by_a_word(
    server: ZaloBotServer, channel: ZaloBotChannel
) -> None:
    await channel.send(at(channel), Outgoing("Đã sửa", media=(Media(MediaKind.PHOTO, "open"),)))
    await channel.send(at(channel), Outgoing("Xem đơn", media=(Media(MediaKind.DOCUMENT, "x", name="don.pdf"),)))
    photo, text = server.got[LAN]
    assert (photo["photo"], photo["caption"]) == ("https://linhson.example.vn/open.jpg", "Đã sửa")
    assert "don.pdf" in text["text"]


async def test_a_long_answer_with_three_files_is_several_calls_and_a_repeat_goes_on(
    server: ZaloBotServer, channel: ZaloBotChannel
) -> None:
    media = (
        Media(MediaKind.PHOTO, "open"), Media(MediaKind.PHOTO, "open"),
        Media(MediaKind.DOCUMENT, "x", name="don.pdf"),
    )  # fmt: skip
    answer = Outgoing("Đã kiểm tra tuyến cống và sẽ sửa trong tuần này. " * 80, media=media)
    server.fail_next(-1)  # the first is sent, the second is not
    server.fail_next(429)
    with pytest.raises(SendError):
        await channel.send(at(channel), answer)
    await channel.send(at(channel), answer)
    calls = server.got[LAN]
    assert ["photo" in each for each in calls] == [False, False, True, True]
    assert max(len(str(each.get("text") or each.get("caption"))) for each in calls) <= 1_900
    assert "don.pdf" in calls[2]["caption"]


@pytest.mark.parametrize(
    ("code", "fate", "everybody"),
    [
        (401, Fate.RECONNECT, True), (403, Fate.GONE, False), (429, Fate.LATER, True), (400, Fate.OURS, False),
        (500, Fate.AGAIN, False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("plain_status", [True, False])
async def test_a_refusal_says_what_becomes_of_the_message(
    server: ZaloBotServer, channel: ZaloBotChannel, code: int, fate: Fate, *, everybody: bool, plain_status: bool
) -> None:
    server.plain_status = plain_status
    server.fail_next(code)
    with pytest.raises(SendError) as found:
        await channel.send(at(channel), Outgoing("Chào"))
    assert (found.value.fate, found.value.everybody) == (fate, everybody)


async def test_a_lost_answer_is_doubtful(server: ZaloBotServer, channel: ZaloBotChannel) -> None:
    server.fail_next(0)
    with pytest.raises(SendError) as found:
        await channel.send(at(channel), Outgoing("Chào"))
    assert found.value.fate is Fate.DOUBTFUL
    assert TOKEN not in str(found.value)


async def test_a_wrong_token_is_said_before_anything_is_sent(server: ZaloBotServer) -> None:
    channel = channel_of(server, "12345689:other")
    with pytest.raises(SendError) as found:
        await channel.account()
    assert found.value.fate is Fate.RECONNECT
    await channel.close()


async def test_a_quiet_platform_is_no_failure(server: ZaloBotServer, channel: ZaloBotChannel) -> None:
    assert await channel.updates(wait=1) is None
    event = server.says(LAN, "chào")
    assert await channel.updates(wait=1) == event
