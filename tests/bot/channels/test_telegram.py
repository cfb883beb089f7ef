"""The Telegram adapter against our own Bot API server: what it sends, and what each failure means."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from broadcasts.text.bodies import bodies
from core.errors import Fate, SendError
from core.message import Address, Button, Kind, Media, MediaKind, Outgoing
from tests.bot.channels.telegram_wire import channel, channel_of, heard, home, lan, server
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TelegramServer
from tests.servers.telegram_people import Citizen

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

__all__ = ["channel", "lan", "server"]  # fixtures


async def fate(channel: "TelegramChannel", citizen: Citizen, text: str = "Chào") -> SendError:
    with pytest.raises(SendError) as caught:
        await channel.send(home(citizen), Outgoing(text))
    assert "TEST-token" not in str(caught.value)
    return caught.value


async def test_a_text_with_buttons_arrives_as_it_is(channel: "TelegramChannel", lan: Citizen) -> None:
    sent = await channel.send(home(lan), Outgoing("a < b & *c* _d_ 🙂", rows=((Button("Gửi", value="1.ok=y"),),)))
    assert lan.sees() == ["a < b & *c* _d_ 🙂"]
    assert len(sent.message_ids) == 1


async def test_a_press_comes_back_and_is_answered_even_late(
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen
) -> None:
    await channel.send(home(lan), Outgoing("Gửi không?", rows=((Button("Gửi", value="1.ok=y"),),)))
    press = lan.press("Gửi")
    (event,) = heard(server, channel)
    assert (event.kind, event.press, event.press_id) == (Kind.PRESS, "1.ok=y", press)
    await channel.send(home(lan), Outgoing("Xong", answers_press=press))
    assert server.presses[press] == "Xong"
    await channel.send(home(lan), Outgoing("Xong", answers_press="long past"))


async def test_photos_arrive_bit_for_bit_as_one_album(
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(name.encode() * 100)
    media = tuple(Media(MediaKind.PHOTO, name) for name in ("a", "b"))
    sent = await channel.send(home(lan), Outgoing("Hai ảnh", media=media))
    assert len(sent.message_ids) == 2
    kept = [server.files[each["photo"][0]["file_id"]] for each in lan.chat.messages[-2:]]
    assert kept == [b"a" * 100, b"b" * 100]


async def test_a_long_answer_with_a_photo_goes_on_where_it_stopped(
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen, tmp_path: Path
) -> None:
    (tmp_path / "a").write_bytes(b"photo")
    outgoing = Outgoing("x" * 2000, media=(Media(MediaKind.PHOTO, "a"),))
    server.fail_next("sendPhoto", "500")
    with pytest.raises(SendError):
        await channel.send(home(lan), outgoing)
    sent = await channel.send(home(lan), outgoing)
    assert lan.sees() == ["x" * 2000, ""]
    assert len(sent.message_ids) == 2


async def test_an_edit_that_changes_nothing_is_no_failure(channel: "TelegramChannel", lan: Citizen) -> None:
    (number,) = (await channel.send(home(lan), Outgoing("Một"))).message_ids
    for text in ("Hai", "Hai"):
        await channel.send(home(lan), Outgoing(text, edits=number))
    assert lan.sees() == ["Hai"]


async def test_a_lost_original_is_quoted_instead(channel: "TelegramChannel", lan: Citizen) -> None:
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
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen, failure: str, expected: Fate
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


async def test_who_blocked_us_is_gone(channel: "TelegramChannel", server: TelegramServer, lan: Citizen) -> None:
    lan.block()
    error = await fate(channel, lan)
    assert (error.fate, error.says) == (Fate.GONE, "send.blocked")
    assert [each.kind for each in heard(server, channel)] == [Kind.REMOVED]


async def test_too_long_a_text_is_ours(channel: "TelegramChannel", lan: Citizen) -> None:
    assert (await fate(channel, lan, "x" * 4097)).fate is Fate.OURS
    assert (await fate(channel, lan, "")).fate is Fate.OURS


async def test_a_group_moves_and_tells_where_to(
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen
) -> None:
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


async def test_a_chat_that_is_written_to_too_fast_answers_429(
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen
) -> None:
    for number in range(5):
        await channel.send(home(lan), Outgoing(f"{number}"))
    error = await fate(channel, lan)
    assert (error.fate, error.everybody) == (Fate.LATER, False)
    server.clock.advance(error.after)
    await channel.send(home(lan), Outgoing("5"))


async def test_a_bulletin_of_every_kind_of_markdown_arrives_in_telegrams_own_tags(
    channel: "TelegramChannel", lan: Citizen, tmp_path: Path
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
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen
) -> None:
    fresh = (await channel.send(home(lan), Outgoing("sai"))).message_ids
    await channel.send(home(lan), Outgoing("đã thu hồi", deletes=fresh))
    assert str(lan.chat.messages[-1]["message_id"]) != fresh[0]
    old = (await channel.send(home(lan), Outgoing("sai"))).message_ids
    server.clock.advance(48 * 3600 + 1)
    await channel.send(home(lan), Outgoing("đã thu hồi", deletes=old))
    assert lan.chat.messages[-1]["text"] == "đã thu hồi"


async def test_the_words_under_a_picture_are_changed_and_taken_away(
    channel: "TelegramChannel", lan: Citizen, tmp_path: Path
) -> None:
    (tmp_path / "p").write_bytes(b"jpeg")
    picture = Outgoing("sai", media=(Media(MediaKind.PHOTO, "p", name="a.jpg"),))
    (said,) = (await channel.send(home(lan), picture)).message_ids
    await channel.send(home(lan), Outgoing("<b>đúng</b>", edits=said, markup="html"))
    assert lan.chat.messages[-1]["caption"] == "đúng"
    await channel.send(home(lan), Outgoing("", edits=said))
    assert not lan.chat.messages[-1]["caption"]


async def test_a_mark_says_that_a_message_was_received_and_words_say_it_where_marks_are_forbidden(
    channel: "TelegramChannel", server: TelegramServer, lan: Citizen
) -> None:
    said = lan.say("hôm nay vẫn tối")
    mark = Outgoing("Đã thêm.", reply_to=str(said["message_id"]), reacts=str(said["message_id"]))
    for _ in range(2):  # a repeat after a kill changes nothing
        assert (await channel.send(home(lan), mark)).message_ids == ()
    assert (said["reactions"], lan.sees()) == (["👍"], [])
    server.fail_next("setMessageReaction", "drop-after")
    with pytest.raises(SendError) as caught:
        await channel.send(home(lan), mark)
    assert caught.value.fate is Fate.AGAIN  # a mark may be set again, so nothing is left in doubt
    lan.chat.marks = False
    await channel.send(home(lan), mark)
    assert lan.sees() == ["Đã thêm."]
