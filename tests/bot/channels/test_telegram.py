"""The Telegram adapter against our own Bot API server, and python-telegram-bot as the server's second client."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import telegram
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter
from teremok.validation import ApiRuleViolation, validate_html

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_poll import updates
from broadcasts.text.bodies import bodies
from core.errors import Fate, LostFileError, RefusedFileError, SendError, UnreadableError
from core.message import Address, Button, Incoming, Json, Kind, Media, MediaKind, Outgoing, Point
from tests.parts import shared
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_people import Citizen
from tests.servers.telegram_rules import ApiError, shown


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as found:
        yield found


def channel_of(url: str, folder: Path, clock: VirtualClock) -> TelegramChannel:
    return TelegramChannel(TOKEN, url, words=shared().words, clock=clock, open_file=lambda digest: folder / digest)


@pytest.fixture
async def channel(server: TelegramServer, tmp_path: Path) -> AsyncIterator[TelegramChannel]:
    found = channel_of(server.url, tmp_path, server.clock)
    await found.start()
    yield found
    await found.close()


@pytest.fixture
async def other(server: TelegramServer) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(TOKEN, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot") as bot:
        yield bot


@pytest.fixture
def lan(server: TelegramServer) -> Citizen:
    found = server.person("Lan")
    found.say("/start")
    server.waiting.clear()
    return found


def home(citizen: Citizen) -> Address:
    return Address("telegram", "4242", str(citizen.id))


def heard(server: TelegramServer, channel: TelegramChannel) -> list[Incoming]:
    return [each for raw in server.waiting for each in channel.read(raw)]


async def fate(channel: TelegramChannel, citizen: Citizen, text: str = "Chào") -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(home(citizen), Outgoing(text))
    assert "TEST-token" not in str(caught.value)
    return caught.value


async def test_a_text_with_buttons_arrives_as_it_is(channel: TelegramChannel, lan: Citizen) -> None:
    sent = await channel.send(home(lan), Outgoing("a < b & *c* _d_ 🙂", rows=((Button("Gửi", value="1.ok=y"),),)))
    assert lan.sees() == ["a < b & *c* _d_ 🙂"]
    assert len(sent.message_ids) == 1


async def test_a_press_comes_back_and_is_answered_even_late(
    channel: TelegramChannel, server: TelegramServer, lan: Citizen
) -> None:
    await channel.send(home(lan), Outgoing("Gửi không?", rows=((Button("Gửi", value="1.ok=y"),),)))
    press = lan.press("Gửi")
    (event,) = heard(server, channel)
    assert (event.kind, event.press, event.press_id) == (Kind.PRESS, "1.ok=y", press)
    await channel.send(home(lan), Outgoing("Xong", answers_press=press))
    assert server.presses[press] == "Xong"
    await channel.send(home(lan), Outgoing("Xong", answers_press="long past"))


async def test_photos_arrive_bit_for_bit_as_one_album(
    channel: TelegramChannel, server: TelegramServer, lan: Citizen, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode() * 100)
    media = tuple(Media(MediaKind.PHOTO, name) for name in ("a", "b"))
    sent = await channel.send(home(lan), Outgoing("Hai ảnh", media=media))
    assert len(sent.message_ids) == 2
    kept = [server.files[each["photo"][0]["file_id"]] for each in lan.chat.messages[-2:]]
    assert kept == [b"a" * 100, b"b" * 100]


async def test_a_long_answer_with_a_photo_goes_on_where_it_stopped(
    channel: TelegramChannel, server: TelegramServer, lan: Citizen, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"photo")
    outgoing = Outgoing("x" * 2000, media=(Media(MediaKind.PHOTO, "a"),))
    server.fail_next("sendPhoto", "500")
    with pytest.raises(SendError):
        await channel.send(home(lan), outgoing)
    sent = await channel.send(home(lan), outgoing)
    assert lan.sees() == ["x" * 2000, ""]
    assert len(sent.message_ids) == 2


async def test_an_edit_that_changes_nothing_is_no_failure(channel: TelegramChannel, lan: Citizen) -> None:
    (number,) = (await channel.send(home(lan), Outgoing("Một"))).message_ids
    for text in ("Hai", "Hai"):
        await channel.send(home(lan), Outgoing(text, edits=number))
    assert lan.sees() == ["Hai"]


async def test_a_lost_original_is_quoted_instead(channel: TelegramChannel, lan: Citizen) -> None:
    await channel.send(home(lan), Outgoing("Đã sửa.", reply_to="999999", quote="Đèn hỏng", mention="Lan"))
    assert lan.sees() == ["“Đèn hỏng”\nLan,\nĐã sửa."]


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        ("429:7", Fate.LATER),
        ("500", Fate.AGAIN),
        ("401", Fate.RECONNECT),
        ("html502", Fate.DOUBTFUL),
        ("drop", Fate.DOUBTFUL),
        ("drop-after", Fate.DOUBTFUL),
    ],
)
async def test_each_failure_has_its_fate(
    channel: TelegramChannel, server: TelegramServer, lan: Citizen, failure: str, expected: Fate
) -> None:
    server.fail_next("sendMessage", failure)
    error = await fate(channel, lan)
    assert error.fate is expected
    assert error.after == (7.0 if expected is Fate.LATER else 0.0)


async def test_a_refused_connection_means_not_sent(tmp_path: Path) -> None:
    async with TelegramServer() as gone:
        lan = gone.person("Lan")
        url = gone.url
    channel = channel_of(url, tmp_path, VirtualClock())
    assert (await fate(channel, lan)).fate is Fate.AGAIN
    await channel.close()


async def test_who_blocked_us_is_gone(channel: TelegramChannel, server: TelegramServer, lan: Citizen) -> None:
    lan.block()
    error = await fate(channel, lan)
    assert (error.fate, error.says) == (Fate.GONE, "send.blocked")
    assert [each.kind for each in heard(server, channel)] == [Kind.REMOVED]


async def test_too_long_a_text_is_ours(channel: TelegramChannel, lan: Citizen) -> None:
    assert (await fate(channel, lan, "x" * 4097)).fate is Fate.OURS
    assert (await fate(channel, lan, "")).fate is Fate.OURS


async def test_a_group_moves_and_tells_where_to(channel: TelegramChannel, server: TelegramServer, lan: Citizen) -> None:
    group = server.group("TDP 5")
    group.add_bot(lan)
    old = Address("telegram", "4242", str(group.chat.id))
    new = group.migrate(lan)
    with pytest.raises(SendError) as caught:
        await channel.send(old, Outgoing("Chào"))
    assert (caught.value.fate, caught.value.moved_to) == (Fate.MOVED, str(new.id))
    added, *moves = heard(server, channel)
    assert added.kind is Kind.ADDED
    assert {(each.kind, each.address.chat, each.moved_to) for each in moves} == {(Kind.MIGRATED, old.chat, str(new.id))}
    assert {channel.peek(each).chat for each in server.waiting} == {old.chat}


async def test_kinds_of_messages_are_read(channel: TelegramChannel, server: TelegramServer, lan: Citizen) -> None:
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


async def test_an_album_shares_one_name(channel: TelegramChannel, server: TelegramServer, lan: Citizen) -> None:
    lan.album([b"1", b"2", b"3"], "Rác", order=[2, 0, 1], doubled=True)
    events = heard(server, channel)
    assert len(events) == 6
    assert len({each.album for each in events}) == 1
    assert len({each.external_id for each in events}) == 3


async def test_a_file_comes_whole_or_not_at_all(channel: TelegramChannel, server: TelegramServer, lan: Citizen) -> None:
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


# A future change of a type in the library; the tests do not use the old one.
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
async def test_the_independent_client_agrees_with_the_server(
    other: telegram.Bot, server: TelegramServer, lan: Citizen
) -> None:
    assert (await other.get_me()).username == "LinhSonBot"
    assert (await other.send_message(lan.id, "<b>đậm</b>", parse_mode="HTML")).text == "đậm"
    assert (await other.send_photo(lan.id, b"photo", caption="ảnh")).photo[0].file_size == 5
    album: list[Any] = [telegram.InputMediaPhoto(b"1"), telegram.InputMediaPhoto(b"2")]
    assert len(await other.send_media_group(lan.id, album)) == 2
    lan.say("chào")
    assert [each.effective_message.text for each in await other.get_updates() if each.effective_message] == ["chào"]
    with pytest.raises(BadRequest, match="empty"):
        await other.send_message(lan.id, " ")
    server.clock.advance(60)
    server.fail_next("sendMessage", "429:9")
    with pytest.raises(RetryAfter):
        await other.send_message(lan.id, "x")
    group = server.group("TDP 5")
    with pytest.raises(Forbidden):
        await other.send_message(group.chat.id, "x")
    group.add_bot(lan)
    old = group.chat.id
    new = group.migrate(lan)
    with pytest.raises(ChatMigrated) as moved:
        await other.send_message(old, "x")
    assert moved.value.new_chat_id == new.id


async def test_a_chat_that_is_written_to_too_fast_answers_429(
    channel: TelegramChannel, server: TelegramServer, lan: Citizen
) -> None:
    for number in range(5):
        await channel.send(home(lan), Outgoing(f"{number}"))
    error = await fate(channel, lan)
    assert (error.fate, error.everybody) == (Fate.LATER, False)
    server.clock.advance(error.after)
    await channel.send(home(lan), Outgoing("5"))


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "<i>x", "a < b", "a & b", "a &amp; b", "<script>x</script>", "x</b>", "<b><i>x</b></i>", "x"]
)
def test_a_second_opinion_agrees_on_markup(text: str) -> None:
    def refused(check: Any, error: type[Exception]) -> bool:
        try:
            check()
        except error:
            return True
        return False

    assert refused(lambda: shown(text, "HTML"), ApiError) == refused(lambda: validate_html(text), ApiRuleViolation)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    ["message_id", "date", "chat", "from", "text", "photo", "location", "reply_to_message", "entities"]
)


@pytest.fixture(scope="module")
def reader() -> TelegramChannel:
    return channel_of("http://127.0.0.1:9", Path(), VirtualClock())


@settings(deadline=None, max_examples=40)  # the machine may be busy
@given(
    broken=st.dictionaries(KEYS, json_values),
    kind=st.sampled_from(["message", "edited_message", "callback_query", "poll"]),
)
def test_a_broken_payload_is_unreadable_and_nothing_else(
    reader: TelegramChannel, broken: dict[str, Json], kind: str
) -> None:
    whole: dict[str, Json] = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "x"}
    with contextlib.suppress(UnreadableError):
        assert isinstance(reader.read({"update_id": 1, kind: {**whole, **broken}}), tuple)


async def test_a_bulletin_of_every_kind_of_markdown_arrives_in_telegrams_own_tags(
    channel: TelegramChannel, lan: Citizen, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"photo")
    text = (
        "**Bà con** đọc [tin](https://a.vn/?x=1&y=2) < 5 phút\n\n> trích\n\n| a | b |\n|-|-|\n| c | d |\n\n"
        + "dài " * 2200
    )
    parts = bodies("Tin *mới*", text, media=(Media(MediaKind.PHOTO, "a"),))["telegram"]
    for each in parts:
        await channel.send(home(lan), each)
    said = lan.sees()
    assert len(said) == len(parts) == 4
    assert said[1].startswith("Tin *mới*\n\nBà con đọc tin < 5 phút\n\ntrích\n\n• a: b\n• c: d\n\ndài")


async def test_what_was_said_is_taken_back_within_two_days_and_says_so_after_them(
    channel: TelegramChannel, server: TelegramServer, lan: Citizen
) -> None:
    fresh = (await channel.send(home(lan), Outgoing("sai"))).message_ids
    await channel.send(home(lan), Outgoing("đã thu hồi", deletes=fresh))
    assert str(lan.chat.messages[-1]["message_id"]) != fresh[0]
    old = (await channel.send(home(lan), Outgoing("sai"))).message_ids
    server.clock.advance(48 * 3600 + 1)
    await channel.send(home(lan), Outgoing("đã thu hồi", deletes=old))
    assert lan.chat.messages[-1]["text"] == "đã thu hồi"


async def test_the_words_under_a_picture_are_changed_and_taken_away(
    channel: TelegramChannel, lan: Citizen, tmp_path: Path
) -> None:
    (tmp_path / "p").write_bytes(b"jpeg")
    picture = Outgoing("sai", media=(Media(MediaKind.PHOTO, "p", name="a.jpg"),))
    (said,) = (await channel.send(home(lan), picture)).message_ids
    await channel.send(home(lan), Outgoing("<b>đúng</b>", edits=said, markup="html"))
    assert lan.chat.messages[-1]["caption"] == "đúng"
    await channel.send(home(lan), Outgoing("", edits=said))
    assert not lan.chat.messages[-1]["caption"]
