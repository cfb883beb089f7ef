"""A group of staff at the Bot API: a topic per case, an answer by replying, and each update twice."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot import app
from bot.app import Service
from bot.inbound.web import accept_with
from bot.process import installation
from bot.workers.sender import Sender
from core.message import Address, Outgoing
from core.settings import Settings
from handlers.cases import staff_cards
from storage.notices import way_codes
from storage.people import staff
from tests.parts import migrated, shared
from tests.servers.telegram import TOKEN, TelegramServer
from tests.servers.telegram_people import Chat, Citizen, Message

if TYPE_CHECKING:  # it loads aiogram, which takes seconds: `tests.choosing`
    from bot.channels.telegram import TelegramChannel


class Wired:
    """A ward with its worker and sender, run by hand; every update arrives twice."""

    def __init__(self, server: TelegramServer, service: Service, channel: "TelegramChannel") -> None:
        self.server, self.service, self.channel = server, service, channel
        self.worker = app.worker(service)
        here = installation.instance_id(service.settings)
        self.sender = Sender(
            service.database, channel, instance_id=here, holder=here, metrics=service.metrics,
            monotonic=server.clock.monotonic,
        )  # fmt: skip

    async def settle(self, *, seconds: int = 3) -> None:
        """Bring what waits, and let the service do what there is to do."""
        accept = accept_with(self.service.database)
        waiting, self.server.waiting = self.server.waiting, []
        for raw in (*waiting, *waiting):
            await accept(self.channel, raw)
        for _ in range(seconds):
            await self.worker.drain()
            self.service.database.run(staff_cards.tend, self.service.ward)
            await self.sender.drain()
            self.server.clock.advance(1.0)

    async def says(self, citizen: Citizen, text: str, *, chat: Chat | None = None, to: Message | None = None) -> None:
        """Write, perhaps as a reply, and see what comes."""
        said = citizen.message(chat=chat, reply_to=to, text=text)
        if to is not None and to.get("message_thread_id"):
            said |= {"message_thread_id": to["message_thread_id"], "is_topic_message": True}
        self.server.tell(message=said)
        await self.settle()

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        return self.service.database.look(
            lambda work: [tuple(row) for row in work.conn.exec_driver_sql(statement).all()]
        )


@pytest.fixture
async def wired(tmp_path: Path) -> AsyncIterator[Wired]:
    from bot.channels.telegram import TelegramChannel  # noqa: PLC0415  # aiogram takes seconds to load

    async with TelegramServer() as server:
        migrated(tmp_path / "ward.sqlite3")
        settings = Settings(
            database_url=f"sqlite:///{tmp_path}/ward.sqlite3", files_dir=tmp_path / "files", secret_key="k" * 40,
            telegram_token=TOKEN, telegram_api_url=server.url, public_url="https://linhson.example",
        )  # fmt: skip
        service = app.build(settings, clock=server.clock, shared=shared())
        channel = next(each for each in service.channels.values() if isinstance(each, TelegramChannel))
        await channel.start()
        yield Wired(server, service, channel)
        await service.close()


async def test_a_topic_per_case_an_answer_by_replying_and_nothing_twice(wired: Wired) -> None:
    server, store = wired.server, wired.service.database
    lan, resident = server.person("Lan"), server.person("Mai")
    staff_id = store.run(staff.add, "lan", name="Lan", password="x", role="admin")
    await wired.says(lan, store.run(way_codes.make, staff_id))
    group = server.group("Tổ xử lý").chat
    group.open, group.topics = True, {}
    await wired.says(lan, "/nhomcanbo@LinhSonBot", chat=group)
    for text in ("xin chào", "Đèn đường ngõ 12 hỏng"):
        await wired.says(resident, text)
    for label in ("Đèn đường, điện", "Phản ánh", "Gửi đi"):
        try:
            resident.press(label)
        except LookupError:
            continue
        await wired.settle()
    if not wired.rows("SELECT id FROM cases"):
        pytest.fail(f"no case: {resident.sees()[-1]}")
    await wired.settle()
    ((code,),) = wired.rows("SELECT code FROM cases")
    ((thread, name),) = group.topics.items()
    assert name.startswith(str(code))
    (card,) = [each for each in group.messages if each.get("message_thread_id") == thread]
    assert "ngõ 12" not in str(card)
    await wired.says(lan, "Ai qua đó chưa?", chat=group)  # not to the bot
    await wired.says(lan, "/nhan", chat=group, to=card)
    assert wired.rows("SELECT state FROM cases") == [("taken",)]
    await wired.says(lan, "Đã thay bóng đèn.", chat=group, to=card)
    await wired.settle(seconds=70)
    assert [each.count("Đã thay bóng đèn.") for each in resident.sees()].count(1) == 1
    assert wired.rows("SELECT count(*) FROM entries WHERE kind = 'answer'") == [(1,)]
    assert [act for (act,) in wired.rows("SELECT act FROM audit")].count("case.taken") == 1
    assert "Đã trả lời" in next(each for each in group.messages if each["message_id"] == card["message_id"])["text"]
    assert not any("Ai qua đó" in each for each in resident.sees())


async def test_where_no_topic_can_be_opened_the_card_goes_into_the_group(wired: Wired) -> None:
    group = wired.server.group("Không chủ đề").chat
    group.open = True
    sent = await wired.channel.send(Address("telegram", "4242", str(group.id)), Outgoing("Thẻ", topic="LS-26"))
    assert (sent.thread, group.messages[-1]["text"]) == ("", "Thẻ")
    group.topics = {}
    wired.server.fail_next("sendMessage", "429:1")
    address, out = Address("telegram", "4242", str(group.id)), Outgoing("Thẻ 2", topic="LS-27")
    with pytest.raises(Exception, match="too many"):
        await wired.channel.send(address, out)
    sent = await wired.channel.send(address, out)
    assert list(group.topics.values()) == ["LS-27"]  # one topic, though the message went twice
    assert sent.thread in {str(each) for each in group.topics}
