"""One person begins on Telegram, Telegram fails, and the answer arrives on Zalo: with test servers for both."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app
from bot.app import Service
from bot.inbound.arrivals import arrival_of
from bot.process import installation
from bot.workers.sender import Sender
from core.channel import Channel
from handlers.cases import notices
from storage.cases import answers as case_answers
from storage.database.unit import UnitOfWork
from storage.messages.arrivals import accept_all
from storage.people import move_codes, staff
from storage.ward.sight import Reader
from tests.bot.zalo_ward import nothing_waits, settings_for
from tests.parts import migrated, shared
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_people import Citizen
from tests.servers.zalo import ZaloServer
from tests.servers.zalo_people import Resident


class BothWard:
    """One ward on both platforms, run by hand on one virtual clock."""

    def __init__(self, telegram: TelegramServer, zalo: ZaloServer, folder: Path) -> None:
        settings = replace(settings_for(zalo, folder), telegram_token=TOKEN, telegram_api_url=telegram.url)
        migrated(folder / "ward.sqlite3")
        self.telegram, self.zalo, self.clock = telegram, zalo, zalo.clock
        self.service: Service = app.build(settings, clock=zalo.clock, shared=shared())
        self.worker = app.worker(self.service)
        here = installation.instance_id(settings)
        self.senders = [
            Sender(
                self.service.database, each, instance_id=here, holder=here, metrics=self.service.metrics,
                monotonic=zalo.clock.monotonic,
            )
            for each in self.service.channels.values()
        ]  # fmt: skip

    def channel(self, name: str) -> Channel:
        return next(each for each in self.service.channels.values() if each.name == name)

    async def settle(self, *, seconds: int = 10) -> None:
        for left in range(seconds, 0, -1):
            for update in self.telegram.waiting:
                self.service.database.run(accept_all, [arrival_of(self.channel("telegram"), update)])
            self.telegram.waiting.clear()
            await self.worker.drain()
            for each in self.senders:
                await each.drain()
            if nothing_waits(self.service):
                self.clock.advance(left)
                return
            self.clock.advance(1.0)

    async def by_zalo(self, body: bytes, _headers: dict[str, str]) -> int:
        channel = self.channel("zalo")
        self.service.database.run(accept_all, [arrival_of(channel, json.loads(body))])
        await self.settle()
        return 200

    def on_zalo(self) -> Resident:
        return Resident(self.zalo, self.by_zalo)

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return self.service.database.look(lambda work: [tuple(row) for row in work.conn.exec_driver_sql(sql)])

    def answer(self, text: str) -> None:
        def body(work: UnitOfWork) -> None:
            made = staff.add(work, "ha", name="Hà", password="x", role="officer")
            entry_id = case_answers.answer(work, 1, text=text, by=Reader(made, "officer"))
            notices.answered(work, self.service.ward, 1, entry_id=entry_id)

        self.service.database.run(body)


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[BothWard]:
    clock = VirtualClock()
    async with TelegramServer(clock) as telegram, ZaloServer(clock) as zalo:
        made = BothWard(telegram, zalo, tmp_path)
        yield made
        await made.service.close()


async def says(ward: BothWard, lan: Citizen, *texts: str) -> None:
    for text in texts:
        lan.say(text)
        await ward.settle()


async def filed(ward: BothWard, lan: Citizen) -> str:
    """A petition told on Telegram; its code."""
    await says(ward, lan, "xin chào")
    await says(ward, lan, "Nước cống tràn ra ngõ 12 từ sáng")
    lan.press("Gửi đi")
    await ward.settle()
    ((code,),) = ward.rows("SELECT code FROM cases")
    return str(code)


def dies(lan: Citizen) -> None:
    lan.chat.open, lan.chat.refusal = False, "Forbidden: bot was blocked by the user"


async def test_a_code_from_telegram_brings_the_waiting_answer_to_zalo(ward: BothWard) -> None:
    lan = ward.telegram.person("Lan")
    code = await filed(ward, lan)
    await says(ward, lan, "/chuyenkenh")
    match = re.search(r"CK-\w{4}-\w{4}", lan.sees()[-1])
    assert match is not None
    dies(lan)
    ward.answer("Chiều nay thông cống.")
    await ward.settle(seconds=65)
    assert ("gone",) in ward.rows("SELECT state FROM outbox WHERE entry_id IS NOT NULL")
    on_zalo = ward.on_zalo()
    await on_zalo.says(match[0])
    texts = on_zalo.known.texts
    assert any(f"Đã chuyển sang đây: {code}" in each for each in texts)
    assert sum("Chiều nay thông cống." in each for each in texts) == 1
    assert any("đã xong thật chưa" in each for each in texts)
    assert not any("Chiều nay thông cống." in each for each in lan.sees())


async def test_the_question_behind_the_answer_is_answered_with_a_digit(ward: BothWard) -> None:
    lan = ward.telegram.person("Lan")
    await filed(ward, lan)
    ward.answer("Chiều nay thông cống.")
    code = ward.service.database.run(move_codes.make, 1)
    on_zalo = ward.on_zalo()
    await on_zalo.says(code)
    await ward.settle(seconds=65)
    await on_zalo.says("1")
    assert ward.rows("SELECT state FROM cases") == [("closed",)]


async def test_the_secret_word_brings_the_case_when_telegram_is_dead(ward: BothWard) -> None:
    lan = ward.telegram.person("Lan")
    code = await filed(ward, lan)
    await says(ward, lan, "đồng ý")
    for label in ("Không", "Không"):
        lan.press(label)
        await ward.settle()
    await says(ward, lan, "cây đa bến nước")
    dies(lan)
    on_zalo = ward.on_zalo()
    await on_zalo.says(f"chuyển kênh {code} cay da ben nuoc")
    assert any(f"Đã chuyển sang đây: {code}" in each for each in on_zalo.known.texts)
    ward.answer("Chiều nay thông cống.")
    await ward.settle(seconds=65)
    assert any("Chiều nay thông cống." in each for each in on_zalo.known.texts)


async def test_a_long_answer_is_cut_for_the_channel_it_goes_to(ward: BothWard) -> None:
    lan = ward.telegram.person("Lan")
    await filed(ward, lan)
    ward.answer("Đã kiểm tra tuyến cống và sẽ sửa. " * 100)
    code = ward.service.database.run(move_codes.make, 1)
    on_zalo = ward.on_zalo()
    await on_zalo.says(code)
    await ward.settle(seconds=65)
    parts = [each for each in on_zalo.known.texts if "tuyến cống" in each]
    assert len(parts) == 2
    assert max(map(len, parts)) <= 1_900
