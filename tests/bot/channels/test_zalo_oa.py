"""The Official Account's adapter against our own Zalo server: what it sends, its substitutes, and what errors mean."""

import io
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.channels import zalo_errors, zalo_wire
from bot.channels.zalo_oa import ZaloOaChannel
from core.errors import Fate, SendError
from core.message import Address, Button, Media, MediaKind, Outgoing
from core.words import Words
from storage.media.looking import Looker
from tests.parts import shared
from tests.servers.zalo import OA_ID, ZaloServer
from tests.servers.zalo_rules import Person

LAN, GROUP = "3000000000000000101", "f414c8f76fa586fbdfb4"
SAY, UPLOAD = "/v3.0/oa/message/cs", "/v2.0/oa/upload"
CHOICE = ((Button("1. Xong rồi", "done+1"), Button("2. Chưa", "done-1")), (Button("Xem", url="https://vi-du.test/1"),))


class Tokens:
    """The tokens that the server accepts now; it counts how often a new one was requested."""

    def __init__(self, server: ZaloServer) -> None:
        self.server, self.renewals = server, 0

    async def access(self) -> str:
        """The newest token that this process knows."""
        return self.server.access if self.renewals else "an old one"

    async def renewed(self, _stale: str) -> str:
        """A valid token."""
        self.renewals += 1
        return self.server.access


@pytest.fixture(scope="module")
def words() -> Words:
    return shared().words


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    async with ZaloServer() as made:
        made.people[LAN] = Person(LAN, last=made.clock.monotonic())
        yield made


@pytest.fixture
def tokens(server: ZaloServer) -> Tokens:
    return Tokens(server)


@pytest.fixture
async def channel(server: ZaloServer, tokens: Tokens, words: Words, tmp_path: Path) -> AsyncIterator[ZaloOaChannel]:
    made = ZaloOaChannel(
        OA_ID, server.url, tokens=tokens, client=zalo_wire.client(), words=words, clock=server.clock,
        open_file=lambda name: tmp_path / name, small=Looker().small_jpeg,
    )  # fmt: skip
    yield made
    await made.close()


def got(server: ZaloServer) -> list[dict[str, object]]:
    return server.people[LAN].got


async def say(channel: ZaloOaChannel, outgoing: Outgoing, *, chat: str = LAN) -> None:
    await channel.send(Address("zalo", OA_ID, chat), outgoing)


def kept(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)


def noise(side: int) -> bytes:
    """A picture of several megabytes that hardly compresses."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(out, "JPEG", quality=95)
    return out.getvalue()


async def test_buttons_are_shown_and_carry_no_more_than_their_mark(channel: ZaloOaChannel, server: ZaloServer) -> None:
    await say(channel, Outgoing("Xong thật chưa?", rows=CHOICE))
    (message,) = got(server)
    assert message["attachment"] == {
        "type": "template",
        "payload": {
            "buttons": [
                {"title": "1. Xong rồi", "type": "oa.query.hide", "payload": "#=done+1"},
                {"title": "2. Chưa", "type": "oa.query.hide", "payload": "#=done-1"},
                {"title": "Xem", "type": "oa.open.url", "payload": {"url": "https://vi-du.test/1"}},
            ]
        },
    }


@pytest.mark.parametrize("code", [-201, -233])
async def test_where_buttons_are_refused_the_same_choices_come_as_lines_with_their_digits(
    channel: ZaloOaChannel, server: ZaloServer, code: int
) -> None:
    server.fail_next(SAY, str(code))
    await say(channel, Outgoing("Xong thật chưa?", rows=CHOICE))
    (message,) = got(server)
    assert message == {"text": "Xong thật chưa?\n\n1. Xong rồi\n2. Chưa\nXem: https://vi-du.test/1"}


async def test_a_stale_token_is_renewed_once_and_the_call_repeated_once(
    channel: ZaloOaChannel, server: ZaloServer, tokens: Tokens
) -> None:
    await say(channel, Outgoing("Chào"))
    assert (len(got(server)), tokens.renewals, server.calls[SAY]) == (1, 1, 2)
    server.access = "nobody has this one"
    tokens.server = ZaloServer()  # the new token is refused too
    with pytest.raises(SendError) as caught:
        await say(channel, Outgoing("Chào"))
    assert (caught.value.fate, tokens.renewals, server.calls[SAY]) == (Fate.RECONNECT, 2, 4)


async def test_a_large_picture_is_made_smaller_and_the_original_stays(
    channel: ZaloOaChannel, server: ZaloServer, tmp_path: Path
) -> None:
    original = noise(1600)
    assert len(original) > 1_000_000
    kept(tmp_path, "photo", original)
    await say(channel, Outgoing("Đã sửa", media=(Media(MediaKind.PHOTO, "photo"),)))
    ((data, _),) = server.uploads.values()
    assert len(data) <= 1_000_000
    assert (tmp_path / "photo").read_bytes() == original
    assert got(server)[0]["text"] == "Đã sửa"


async def test_a_picture_that_lies_on_its_side_is_sent_upright(
    channel: ZaloOaChannel, server: ZaloServer, tmp_path: Path
) -> None:
    image = Image.new("RGB", (400, 100))
    image.getexif()[0x0112] = 6  # a phone that was held upright
    image.save(tmp_path / "photo", "WEBP", exif=image.getexif())  # Zalo does not accept this format
    await say(channel, Outgoing("", media=(Media(MediaKind.PHOTO, "photo"),)))
    ((data, _),) = server.uploads.values()
    assert Image.open(io.BytesIO(data)).size == (100, 400)


async def test_an_upload_serves_six_days_and_is_made_anew_when_the_platform_forgot_it(
    channel: ZaloOaChannel, server: ZaloServer, tokens: Tokens, tmp_path: Path
) -> None:
    tokens.renewals = 1  # a valid token from the start
    kept(tmp_path, "don", b"%PDF-1.7")
    paper = Outgoing("", media=(Media(MediaKind.DOCUMENT, "don", name="don.pdf"),))
    for days, uploads in ((0, 1), (5.9, 1), (0.2, 2)):
        server.clock.advance(days * 86_400)
        server.access_until = server.clock.monotonic() + 60
        server.people[LAN].last = server.clock.monotonic()
        await say(channel, paper)
        assert server.calls[f"{UPLOAD}/file"] == uploads
    server.uploads.clear()  # earlier than documented
    await say(channel, paper)
    assert (server.calls[f"{UPLOAD}/file"], len(got(server))) == (3, 4)


@pytest.mark.parametrize(
    ("media", "size"),
    [
        (Media(MediaKind.AUDIO, "x", name="loi.mp3"), 9), (Media(MediaKind.DOCUMENT, "x", name="bang.xlsx"), 9),
        (Media(MediaKind.VIDEO, "x", name="ngo.mp4"), 9), (Media(MediaKind.DOCUMENT, "x", name="to.pdf"), 5_000_001),
    ],
    ids=lambda each: getattr(each, "name", each),
)  # fmt: skip
async def test_a_file_that_zalo_does_not_carry_is_named_in_words(
    channel: ZaloOaChannel, server: ZaloServer, tmp_path: Path, media: Media, size: int
) -> None:
    kept(tmp_path, "x", b"x" * size)
    await say(channel, Outgoing("Gửi bà con", media=(media,)))
    assert media.name in " ".join(str(each.get("text")) for each in got(server))
    assert not server.uploads


async def test_a_picture_that_cannot_be_read_is_named_in_words_and_the_answer_arrives(
    channel: ZaloOaChannel, server: ZaloServer, tmp_path: Path
) -> None:
    kept(tmp_path, "x", b"no picture")
    await say(channel, Outgoing("Đã sửa xong", media=(Media(MediaKind.PHOTO, "x", name="anh.heic"),)))
    (message,) = got(server)
    assert "Đã sửa xong" in str(message["text"])
    assert "anh.heic" in str(message["text"])


async def test_a_group_gets_no_buttons_and_nobody_is_called_in_it(channel: ZaloOaChannel, server: ZaloServer) -> None:
    await say(channel, Outgoing(f"Chào [@{GROUP}] và [@123]", rows=CHOICE), chat=f"g:{GROUP}")
    (message,) = server.groups[GROUP]
    assert "attachment" not in message
    assert "[@123]" not in message["text"]


SHEET = {
    -32: "later", -100: "again", -200: "again", -201: "ours", -204: "reconnect", -205: "reconnect", -209: "reconnect",
    -210: "ours", -211: "waits", -212: "reconnect", -213: "waits", -216: "reconnect", -217: "gone", -218: "waits",
    -219: "reconnect", -220: "reconnect", -221: "reconnect", -223: "reconnect", -224: "reconnect", -227: "gone",
    -230: "waits", -232: "waits", -233: "ours", -234: "later", -235: "reconnect", -237: "gone", -238: "gone",
    -240: "ours", -241: "gone", -242: "ours", -244: "waits", -248: "ours", -249: "ours", -305: "waits", -311: "waits",
    -320: "waits", -321: "waits", -403: "gone", -99999: "ours",
}  # fmt: skip


@pytest.mark.parametrize("code", SHEET)
def test_every_error_has_a_fate_a_sentence_for_staff_and_an_alert_that_has_words(code: int, words: Words) -> None:
    error = zalo_errors.send_error(code)
    assert error.fate == SHEET[code]
    assert words.has("vi", error.says)
    assert words.has("en", error.says)
    for lang in ("vi", "en"):
        assert not error.alarm or words.has(lang, f"console.alert.{error.alarm}")
    assert bool(error.alarm) is (
        error.fate is Fate.RECONNECT or code in {-211, -218, -237, -238, -241, -311, -320, -321, -403}
    )


# Template messages by telephone and by the account's id: later, the alarm for admins, or nothing but the next way.
TEMPLATE_SHEET = {
    -32: "later", -133: "later", -144: "later", -147: "later", -200: "later", -234: "later",
    -109: "zalo_template", -131: "zalo_template", -201: "zalo_template", -249: "zalo_template",
    -115: "zalo_money", -320: "zalo_money", -321: "zalo_money", -211: "zalo_quota", -311: "zalo_quota",
    -124: "zalo_reconnect", -216: "zalo_reconnect", -220: "zalo_reconnect", -223: "zalo_reconnect",
    -204: "zalo_account", -221: "zalo_account", -224: "zalo_account",
    -108: "", -114: "", -118: "", -119: "", -213: "", -217: "", -218: "", -227: "", -230: "", -232: "", -244: "",
}  # fmt: skip


def test_every_error_of_a_template_is_tried_later_or_alarms_or_leads_to_the_next_way(words: Words) -> None:
    for code, wanted in TEMPLATE_SHEET.items():
        found = zalo_errors.no_template(code)
        assert ("later" if found.later else found.alarm) == wanted, code
        assert words.has("vi", found.says), code
        assert wanted or found.says == "send.template_nobody", code
        assert not found.alarm or words.has("vi", f"console.alert.{found.alarm}"), code


async def test_a_mark_says_that_a_message_was_received_and_words_say_it_where_there_is_none(
    channel: ZaloOaChannel, server: ZaloServer
) -> None:
    server.people[LAN].said.add("m1")
    for _ in range(2):  # a repeat after a kill changes nothing
        await say(channel, Outgoing("Đã thêm.", reacts="m1"))
    assert (server.people[LAN].marks, got(server)) == ({"m1": "/-strong"}, [])
    server.fail_next("/v2.0/oa/message", "http500")
    with pytest.raises(SendError) as caught:
        await say(channel, Outgoing("Đã thêm.", reacts="m1"))
    assert caught.value.fate is Fate.AGAIN
    await say(channel, Outgoing("Đã thêm.", reacts="gone"))
    assert [each["text"] for each in got(server)] == ["Đã thêm."]
    await say(channel, Outgoing("Đã thêm.", reacts="m1"), chat=f"g:{GROUP}")
    assert [each["text"] for each in server.groups[GROUP]] == ["Đã thêm."]
