"""The whole service between our Bot API server and the staff. Virtual time runs twenty times faster."""

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PIL import Image

from bot import app
from bot.app import Service
from bot.inbound.web import accept_with
from bot.process import installation
from bot.workers.sender import Sender
from core.settings import Settings
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.people import staff
from storage.ward.sight import Reader
from tests.parts import migrated, shared
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_people import Citizen

STEP = 0.01  # real seconds; a fifth of a second of virtual time


def picture(number: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64 + number, 48), (number * 30 % 255, 90, 60)).save(out, "JPEG")
    return out.getvalue()


async def until(true: Callable[[], object], *, steps: int = 1500) -> None:
    for _ in range(steps):
        if true():
            return
        await asyncio.sleep(STEP)
    pytest.fail("it never came to that")


class Running:
    """The service on SQLite with its real parts, all on the platform's virtual clock."""

    def __init__(self, server: TelegramServer, folder: Path) -> None:
        settings = Settings(
            database_url=f"sqlite:///{folder}/ward.sqlite3", files_dir=folder / "files", secret_key="k" * 40,
            telegram_token=TOKEN, telegram_api_url=server.url, public_url="http://127.0.0.1:1",
        )  # fmt: skip
        migrated(folder / "ward.sqlite3")
        self.server, self.settings = server, settings
        self.service: Service = app.build(settings, clock=server.clock, shared=shared())
        self.stop = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        from bot.inbound import telegram_polling  # noqa: PLC0415  # aiogram takes seconds to load

        service, clock = self.service, self.server.clock
        telegram = next(each for each in service.channels.values() if each.name == "telegram")
        here = installation.instance_id(self.settings)
        sender = Sender(
            service.database, telegram, instance_id=here, holder=here, metrics=service.metrics,
            monotonic=clock.monotonic,
        )  # fmt: skip
        poll = telegram_polling.run(
            telegram, self.settings, service.database, accept=accept_with(service.database), holder=here, stop=self.stop
        )
        runs = (app.worker(service).run(self.stop), app.fetcher(service).run(self.stop), sender.run(self.stop), poll)
        self.tasks = [asyncio.create_task(each) for each in (*runs, self._tick(clock))]
        await asyncio.sleep(0)

    async def _tick(self, clock: VirtualClock) -> None:
        while not self.stop.is_set():
            clock.advance(STEP * 20)
            await asyncio.sleep(STEP)

    async def close(self) -> None:
        self.stop.set()
        for task in self.tasks:
            with suppress(asyncio.CancelledError):
                await task
        await self.service.close()

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.service.database.look(lambda work: [tuple(row) for row in work.conn.exec_driver_sql(sql)])


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Running]:
    async with TelegramServer(VirtualClock()) as server:
        found = Running(server, tmp_path)
        await found.start()
        yield found
        await found.close()


def saw(citizen: Citizen, words: str) -> bool:
    return any(words in each for each in citizen.sees())


async def files_a_petition(running: Running, lan: Citizen) -> list[bytes]:
    lan.say("Rác đổ đầy bãi đất trống sau chợ, bốn hôm nay")
    await until(lambda: saw(lan, "đúng thì chọn Gửi đi"))
    photos = [picture(number) for number in range(6)]
    lan.album(photos, "cả bãi thế này", order=[3, 0, 5, 1, 4, 2], doubled=True)
    await until(lambda: saw(lan, "Ảnh, tệp: 6"))
    lan.location(21.6158, 105.8391)
    await until(lambda: saw(lan, "21.61580"))
    lan.press("Gửi đi")
    await until(lambda: saw(lan, "LS-"))
    return photos


@pytest.mark.timeout(300)
async def test_a_petition_with_an_album_is_one_case_and_is_answered_in_the_same_chat(running: Running) -> None:
    lan = running.server.person("Lan")
    photos = await files_a_petition(running, lan)
    await until(lambda: running.rows("SELECT count(*) FROM attachments WHERE state = 'kept'") == [(6,)])
    ((code, kind, lat),) = running.rows("SELECT code, kind, lat FROM cases")
    assert kind == "phan_anh"
    assert lat == pytest.approx(21.6158)
    kept = {digest for (digest,) in running.rows("SELECT digest FROM attachments")}
    assert kept == {hashlib.sha256(each).hexdigest() for each in photos}
    assert sum("Đã gửi. Mã:" in each for each in lan.sees()) == 1

    def answer(work: UnitOfWork) -> None:
        made = staff.add(work, "ha", name="Hà", password="x", role="officer")
        case_answers.answer(work, 1, text="Chiều nay xe đến dọn ạ.", by=Reader(made, "officer"))

    running.service.database.run(answer)
    await until(lambda: saw(lan, "Chiều nay xe đến dọn ạ."))
    assert any(str(code) in each for each in lan.sees())


@pytest.mark.timeout(300)
async def test_what_cannot_be_decoded_is_set_aside_and_others_go_on(running: Running) -> None:
    lan = running.server.person("Lan")
    lan.say("xin chào")
    await until(lambda: saw(lan, "trợ lý tự động"))
    broken = running.server.tell(
        message={"message_id": 9, "date": "yesterday", "chat": {"id": lan.id, "type": "private"}}
    )
    running.server.again(broken)
    running.server.tell(some_kind_nobody_foresaw={"x": 1})
    lan.say("hồ sơ")
    await until(lambda: running.rows("SELECT count(*) FROM inbox WHERE state = 'aside'") == [(1,)])
    await until(lambda: saw(lan, "chưa gửi việc nào"))
    assert ("aside",) in running.rows("SELECT kind FROM alerts")
    await until(lambda: saw(lan, "không mở được"))


@pytest.mark.timeout(300)
async def test_a_platform_that_is_away_delays_replies_and_keeps_their_order(running: Running) -> None:
    lan, nam = running.server.person("Lan"), running.server.person("Nam")
    lan.say("xin chào")
    await until(lambda: saw(lan, "trợ lý tự động"))
    running.server.fail_next("sendMessage", "429:7")
    lan.say("trợ giúp")
    nam.say("xin chào")
    await until(lambda: saw(nam, "trợ lý tự động"))
    await until(lambda: saw(lan, "113 công an"))
    running.server.away(40)
    nam.say("trợ giúp")
    await asyncio.sleep(0)
    await until(lambda: saw(nam, "113 công an"), steps=3000)


async def test_the_hook_wants_its_secret(tmp_path: Path) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/ward.sqlite3", files_dir=tmp_path / "files", secret_key="k" * 40,
        telegram_token=TOKEN, telegram_mode="webhook", telegram_webhook_secret="right-secret-right",
    )  # fmt: skip
    migrated(tmp_path / "ward.sqlite3")
    service = app.build(replace(settings), shared=shared())
    transport = httpx.ASGITransport(app=app.web(service))
    update = {
        "update_id": 7,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "a"},
    }
    header = "X-Telegram-Bot-Api-Secret-Token"
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        assert (await client.post("/hook/telegram", json=update)).status_code == 403
        assert (await client.post("/hook/telegram", json=update, headers={header: "wrong"})).status_code == 403
        for _ in range(2):
            given = await client.post("/hook/telegram", json=update, headers={header: "right-secret-right"})
            assert given.status_code == 200
        figures = (await client.get("/metrics")).text
    assert 'danban_hook_refused_total{channel="telegram"} 2.0' in figures
    count = service.database.look(lambda work: work.conn.exec_driver_sql("SELECT count(*) FROM inbox").scalar())
    assert count == 1
    await service.close()
