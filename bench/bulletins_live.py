"""A bulletin in real time: the server enforces Telegram's limits, and residents write ten messages per second."""

import asyncio
import time
from datetime import datetime

from sqlalchemy import insert, literal, select

from bench.ours import KEY
from bot.channels.telegram import TelegramChannel
from bot.inbound.web import accept_with
from bot.signals.metrics import Metrics
from bot.workers.sender import Sender
from bot.workers.spreader import Spreader
from bot.workers.worker import Worker
from broadcasts.text.bodies import bodies
from core.clock import system_clock
from core.message import Incoming, Outgoing
from core.words import Words
from storage.bulletins import bulletins
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.messages import chats, outbox
from storage.messages.outbox import Sending
from storage.tables.bulletins import bulletins as rows
from storage.tables.bulletins import subscriptions, topics
from storage.tables.messages import chats as chat_rows
from storage.tables.people import staff
from tests.servers.clock import VirtualClock
from tests.servers.telegram import TelegramServer

RECIPIENTS, PER_SECOND = 3_000, 10
_WRITERS = 400


class RealClock(VirtualClock):
    """The server's clock: here the machine's."""

    def __call__(self) -> datetime:
        """Now."""
        return system_clock()

    def monotonic(self) -> float:
        """Seconds."""
        return time.monotonic()


def answer(work: UnitOfWork, incoming: Incoming) -> bool:
    """The smallest handler."""
    outbox.add(work, Sending(chats.meet(work, incoming).id, Outgoing(f"nhận {incoming.text}")))
    return False


def begin(work: UnitOfWork, ids: list[int]) -> None:
    """Make subscribers, and a bulletin that is approved for them."""
    work.conn.execute(insert(topics).values(key="chung", title="Tin chung"))
    each = {"channel": "telegram", "bot": "4242", "private": True, "created_at": work.now}
    work.conn.execute(insert(chat_rows), [{**each, "chat": str(chat)} for chat in ids])
    made = select(chat_rows.c.id, literal("chung"), chat_rows.c.created_at)
    work.conn.execute(insert(subscriptions).from_select(["chat_id", "topic", "at"], made))
    who = {"password": "-", "role": "admin", "created_at": work.now}
    first, second = (
        work.conn.execute(insert(staff).values(login=name, name=name, **who).returning(staff.c.id)).scalar_one()
        for name in ("a", "b")
    )
    bulletin = bulletins.write(work, first, title="Mời họp", text="Mời bà con.", topic="chung", urgent=True)
    bulletins.give_bodies(work, bulletin, bodies("Mời họp", "Mời bà con."))
    bulletins.ask(work, bulletin, first)
    bulletins.approve(work, bulletin, second, typed=len(ids), count=len(ids))


def _update(number: int, chat: int) -> dict[str, object]:
    who = {"id": chat, "is_bot": False, "first_name": "An", "language_code": "vi"}
    message = {"message_id": number, "date": int(time.time()), "chat": {"id": chat, "type": "private"}, "from": who}
    return {"update_id": number, "message": {**message, "text": str(number)}}


def _done(work: UnitOfWork) -> bool:
    return work.conn.execute(select(rows.c.state)).scalar() == "done"


class Watched(TelegramServer):
    """Records when each answer came, and every refusal."""

    def __init__(self) -> None:
        super().__init__(RealClock())
        self.answered: dict[int, float] = {}
        self.got: dict[int, int] = {}
        self.refused = 0

    def _do_sendMessage(self, params: dict[str, str], uploads: object) -> object:  # noqa: N802
        try:
            made = super()._do_sendMessage(params, uploads)
        except Exception:
            self.refused += 1
            raise
        text, chat = params["text"], int(params["chat_id"])
        if text.startswith("nhận "):
            self.answered[int(text.removeprefix("nhận "))] = time.monotonic()
        else:
            self.got[chat] = self.got.get(chat, 0) + 1
        return made


async def measure(url: str) -> list[tuple[str, str]]:
    """The rows of the table; takes some minutes."""
    migrate.upgrade(url)
    database, stop = Database(url, seal=Seal(KEY)), asyncio.Event()
    async with Watched() as server:
        people = [server.person("An").id for _ in range(RECIPIENTS)]
        for each in people:
            server.chats[each].open = True
        channel = TelegramChannel(
            server.token, server.url, words=Words.load(), clock=system_clock, open_file=lambda _: None, username="b"
        )  # type: ignore[arg-type]  # no file is opened
        places = {(channel.name, channel.bot): channel}
        worker = Worker(database, places, handle=answer, apologise=lambda *_: None, metrics=Metrics())
        sender = Sender(database, channel, instance_id="bench", holder="bench", metrics=Metrics())
        tasks = [asyncio.create_task(each.run(stop)) for each in (worker, sender, Spreader(database))]
        await database.write(begin, people)
        accept = accept_with(database)
        begun, asked, number = time.monotonic(), dict[int, float](), 0
        while not await database.read(_done):
            for _ in range(PER_SECOND):
                number += 1
                asked[number] = time.monotonic()
                await accept(channel, _update(number, people[number * 7 % min(_WRITERS, len(people))]))
                await asyncio.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))
        took = time.monotonic() - begun
        await asyncio.sleep(3.0)
        stop.set()
        await asyncio.gather(*tasks)
        await channel.close()
    database.close()
    late = sorted(server.answered[each] - at for each, at in asked.items() if each in server.answered)
    twice, missing = sum(each > 1 for each in server.got.values()), RECIPIENTS - len(server.got)
    return [
        (f"real time with limits, {RECIPIENTS:,} recipients, {PER_SECOND} messages a second: 429 by our own pace",
         str(server.refused)),
        ("… recipients with two messages / with none", f"{twice} / {missing}"),
        ("… replies: p50 / p95 / unanswered",
         f"{late[len(late) // 2] * 1000:.0f} / {late[int(len(late) * 0.95)] * 1000:.0f} ms / {len(asked) - len(late)}"),
        ("… recipients a second", f"{RECIPIENTS / took:.1f}"),
    ]  # fmt: skip
