"""The joined service with a Zalo Bot: a petition typed with digits, its picture, and the answer with a picture."""

import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bot import app
from bot.app import Service
from bot.channels.zalo_bot import ZaloBotChannel
from bot.inbound import zalo_polling
from bot.inbound.web import accept_with
from core.channel import Pace
from core.message import Media, MediaKind, Outgoing
from core.settings import Settings
from storage.database.unit import UnitOfWork
from tests.bot.zalo_ward import let_pass
from tests.parts import migrated, shared
from tests.servers.zalo_bot import TOKEN, ZaloBotServer

LAN = "c0ffee00c0ffee00c0ff"
SECRET = "hook-secret-that-nobody-may-read"
PUBLIC = "https://linhson.example.vn"


@pytest.fixture
async def server() -> AsyncIterator[ZaloBotServer]:
    async with ZaloBotServer() as made:
        made.hook = {"url": f"{PUBLIC}/hook/zalo-bot", "secret_token": SECRET}
        yield made


class Ward:
    """One ward, run by hand."""

    def __init__(self, server: ZaloBotServer, folder: Path, public_url: str = PUBLIC) -> None:
        settings = Settings(
            database_url=f"sqlite:///{folder}/ward.sqlite3", files_dir=folder / "files", secret_key="k" * 40,
            public_url=public_url, zalo_bot_token=TOKEN, zalo_bot_api_url=server.url, zalo_bot_webhook_secret=SECRET,
        )  # fmt: skip
        migrated(folder / "ward.sqlite3")
        self.server = server
        self.service: Service = app.build(settings, clock=server.clock, shared=shared())
        self.channel = next(each for each in self.service.channels.values() if isinstance(each, ZaloBotChannel))
        self.channel.pace = Pace()  # the pace has its own tests, and runs by the machine's clock
        self.worker, self.fetcher = app.worker(self.service), app.fetcher(self.service)
        self.senders = app.senders(self.service)
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app.web(self.service)), base_url=PUBLIC)

    async def says(self, text: str) -> int:
        """Lan types."""
        status = await self.server.post(self.server.says(LAN, text), self.post)
        await self.settle()
        return status

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Post an event to the webhook."""
        return (await self.http.post("/hook/zalo-bot", content=body, headers=headers)).status_code

    async def settle(self) -> None:
        """Let fourteen seconds go by."""
        await let_pass(self.service, self.server.clock, self.worker, self.fetcher, self.senders, seconds=14)

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What the database says."""

        def look(work: UnitOfWork) -> list[tuple[object, ...]]:
            return [tuple(row) for row in work.conn.exec_driver_sql(statement).all()]

        return self.service.database.look(look)

    async def close(self) -> None:
        """Stop."""
        await self.http.aclose()
        await self.service.close()


@pytest.fixture
async def ward(server: ZaloBotServer, tmp_path: Path) -> AsyncIterator[Ward]:
    made = Ward(server, tmp_path)
    yield made
    await made.close()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2400, 1600), (90, 140, 60)).save(out, "JPEG", quality=95)
    return out.getvalue()


async def test_a_petition_with_a_picture_is_typed_with_digits_and_answered_in_the_same_chat(
    ward: Ward, server: ZaloBotServer
) -> None:
    for text in ("xin chào", "1", "Nước cống tràn ra ngõ 12"):
        assert await ward.says(text) == 200
    server.files["ho.jpg"] = picture()
    event = server.event("message.image.received", LAN, photo_url=f"{server.url}/files/ho.jpg")
    for _ in range(2):  # it comes twice
        assert await server.post(event, ward.post, wrapped=True) == 200
    await ward.settle()
    for text in ("1",):
        await ward.says(text)
    assert str(ward.rows("SELECT code FROM cases")[0][0]) in server.got[LAN][-1]["text"]
    assert ward.rows("SELECT digest FROM attachments WHERE case_id IS NOT NULL") == [
        (hashlib.sha256(server.files["ho.jpg"]).hexdigest(),)
    ]


async def test_an_event_without_the_secret_is_refused(ward: Ward, server: ZaloBotServer) -> None:
    server.hook = {"secret_token": "another-secret"}
    assert await ward.says("xin chào") == 403
    assert ward.rows("SELECT count(*) FROM inbox") == [(0,)]


async def test_a_denunciation_is_sent_to_the_web_chat(ward: Ward, server: ZaloBotServer) -> None:
    for text in ("xin chào", "1", "tố cáo"):
        await ward.says(text)
    assert f"{PUBLIC}/chat" in server.got[LAN][-1]["text"]
    assert ward.rows("SELECT count(*) FROM cases") == [(0,)]


async def test_a_picture_of_ours_can_be_fetched_for_an_hour_and_by_nobody_who_guesses(
    ward: Ward, server: ZaloBotServer
) -> None:
    stored = ward.service.files.keep(picture())
    address = next(iter(ward.channel.read(server.says(LAN, "chào")))).address
    await ward.channel.send(address, Outgoing("Đã sửa", media=(Media(MediaKind.PHOTO, stored.name),)))
    path = server.got[LAN][-1]["photo"].removeprefix(PUBLIC)
    answer = await ward.http.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    assert len(answer.content) <= 1_000_000
    other = path.replace(stored.name, "0" * 64)
    assert (await ward.http.get(other)).status_code == 404
    server.clock.advance(3601)
    assert (await ward.http.get(path)).status_code == 404


async def test_a_sealed_file_has_no_address(ward: Ward, server: ZaloBotServer) -> None:
    stored = ward.service.files.keep(picture(), sealed=True)
    address = next(iter(ward.channel.read(server.says(LAN, "chào")))).address
    await ward.channel.send(address, Outgoing("Đã sửa", media=(Media(MediaKind.PHOTO, stored.name),)))
    assert "photo" not in server.got[LAN][-1]


async def test_without_a_public_address_events_are_asked_for(server: ZaloBotServer, tmp_path: Path) -> None:
    ward = Ward(server, tmp_path, "http://127.0.0.1:1")
    try:
        await ward.channel.set_hook("", SECRET)
        server.says(LAN, "xin chào")
        accept = accept_with(ward.service.database)
        assert await zalo_polling.once(ward.channel, accept=accept, wait=1)
        assert await zalo_polling.once(ward.channel, accept=accept, wait=1)  # nothing new is no failure
        await ward.settle()
        assert server.got[LAN]
    finally:
        await ward.close()


async def test_the_hook_may_be_looked_at(ward: Ward) -> None:
    assert (await ward.http.get("/hook/zalo-bot")).status_code == 200
