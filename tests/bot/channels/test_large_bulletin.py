"""A bulletin with every kind of Markdown, 9,000 characters and a picture of six megabytes is readable everywhere."""

import io
import os
import re
from pathlib import Path

import pytest
from PIL import Image

from bot.channels import zalo_wire
from bot.channels.web import WebChannel
from bot.channels.zalo_bot import ZaloBotChannel
from bot.channels.zalo_oa import ZaloOaChannel
from broadcasts.text import render
from broadcasts.text.bodies import bodies
from broadcasts.text.rich import plain, read
from core.errors import Fate, SendError
from core.message import Address, Media, MediaKind, Outgoing
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media.looking import Looker
from storage.media.uploads import Staging
from storage.messages import webchat
from tests.bot.channels.test_conformance import Good
from tests.broadcasts.text.test_render import ALL
from tests.parts import migrated, shared
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.zalo import OA_ID, ZaloServer
from tests.servers.zalo_bot import TOKEN as BOT_TOKEN
from tests.servers.zalo_bot import ZaloBotServer
from tests.servers.zalo_rules import Person

TITLE = "Ngày Pháp luật 9/11"
TEXT = (ALL * (9000 // len(ALL) + 1))[:9000]
DIGEST = "d" * 64
BODIES = bodies(TITLE, TEXT, media=(Media(MediaKind.PHOTO, DIGEST, name="to-roi.png"),))


def letters(text: str) -> str:
    """The letters that a reader sees."""
    return re.sub(r"\W+", "", text)


SAID = letters(f"{TITLE}{render.words(TEXT)}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a kept picture. It is noise, so that it does not compress well."""
    found = tmp_path_factory.mktemp("kept")
    made = io.BytesIO()
    Image.frombytes("RGB", (1750, 1200), os.urandom(1750 * 1200 * 3)).save(made, "PNG", compress_level=0)
    assert made.tell() > 6_000_000
    (found / DIGEST).write_bytes(made.getvalue())
    return found


def parts(channel: str) -> list[Outgoing]:
    """The parts of the bulletin on a channel."""
    return BODIES.get(channel, BODIES[""])


async def test_on_telegram_the_picture_is_uploaded_once_for_all(folder: Path) -> None:
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # aiogram takes seconds to load

    async with TelegramServer() as server:
        channel = TelegramChannel(
            TOKEN, server.url, words=shared().words, clock=server.clock, open_file=lambda digest: folder / digest
        )
        people = [server.person(name) for name in ("Lan", "Hoa", "Minh")]
        for each in people:
            each.say("/start")
            server.clock.advance(60)
            for part in parts("telegram"):
                server.clock.advance(1)
                await channel.send(Address("telegram", channel.bot, str(each.id)), part)
        for each in people:
            (picture, *texts) = each.chat.messages[1:]
            assert picture["photo"][-1]["file_size"] > 6_000_000
            # there a link's address follows its words
            assert letters("".join(said["text"] for said in texts)) == letters(TITLE + plain(read(TEXT)))
        assert len(server.files) == 1
        server.files.clear()  # Telegram has lost the file: the message is sent again, with the bytes
        with pytest.raises(SendError) as refused:
            await channel.send(Address("telegram", channel.bot, str(people[0].id)), parts("telegram")[0])
        assert refused.value.fate is Fate.AGAIN
        assert await channel.send(Address("telegram", channel.bot, str(people[0].id)), parts("telegram")[0])
        await channel.close()


async def test_on_a_zalo_account_it_comes_as_words_and_a_picture_under_a_megabyte(folder: Path) -> None:
    async with ZaloServer() as server:
        channel = ZaloOaChannel(
            OA_ID, server.url, tokens=Good(server), client=zalo_wire.client(), words=shared().words, clock=server.clock,
            open_file=lambda digest: folder / digest, small=Looker().small_jpeg,
        )  # fmt: skip
        server.people["7"] = Person("7", last=server.clock.monotonic())
        for part in parts("zalo"):
            await channel.send(Address("zalo", OA_ID, "7"), part)
        assert letters("".join(server.people["7"].texts)) == SAID
        assert [len(data) <= 1_000_000 for data, _ in server.uploads.values()] == [True]
        await channel.close()


async def test_on_a_zalo_bot_it_comes_in_pieces_with_the_picture_by_its_address() -> None:
    async with ZaloBotServer() as server:
        channel = ZaloBotChannel(
            BOT_TOKEN, server.url, client=zalo_wire.client(), words=shared().words,
            address_of=lambda digest: f"https://linhson.example.vn/anh/{digest}",
        )  # fmt: skip
        for part in parts("zalo-bot"):
            await channel.send(Address("zalo-bot", channel.bot, "c0ffee"), part)
        got = server.got["c0ffee"]
        assert letters("".join(str(each.get("text") or each.get("caption")) for each in got)) == SAID
        assert [each["photo"] for each in got if "photo" in each] == [f"https://linhson.example.vn/anh/{DIGEST}"]
        await channel.close()


async def test_in_the_web_chat_it_is_one_message_and_on_the_page_it_has_its_looks(tmp_path: Path) -> None:
    database = Database(migrated(tmp_path / "w.sqlite3"), seal=Seal("k" * 40), threads=1)
    channel = WebChannel(
        database, Staging(tmp_path / "uploads", Seal("k" * 40)), public_url="https://linhson.example.vn"
    )
    for part in parts("web"):
        await channel.send(Address("web", "web", "c" * 40), part)
    ((only,), _) = database.look(webchat.history, "c" * 40)
    assert letters(str(only.body["text"])) == SAID
    assert [each.ref for each in webchat.media_of(only)] == [DIGEST]
    html = render.page(TEXT)
    assert html.count("<h2>") == TEXT.count("# Ngày Pháp luật")
    assert "<script" not in html
    database.close()
