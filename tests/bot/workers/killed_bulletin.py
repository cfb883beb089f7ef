"""A process that sends a bulletin and is killed from outside: `python -m tests.bot.workers.killed_bulletin FOLDER`.

The platform is a file that survives the process: one line per message, written before the process gets the answer.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from bot.signals.metrics import Metrics
from bot.workers.sender import Sender
from core.channel import Sent
from core.message import Address, Outgoing
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.messages import chats, outbox
from tests.bot.workers.sleeping import ward
from tests.fakes import FakeChannel

KEY = "a key for tests, 32 letters or so"


class Slow(FakeChannel):
    """A fake platform that keeps its log when the process dies; a message takes two milliseconds."""

    path: Path

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Write one line per message."""
        with self.path.open("a") as log:  # a line is written at once
            log.write(f"{address.chat}\n")
        await asyncio.sleep(0.002)
        return Sent(("1",))


def open_ward(folder: Path) -> Database:
    """The ward's database in that folder."""
    return Database(f"sqlite:///{folder}/ward.sqlite3", seal=Seal(KEY))


async def send(folder: Path) -> None:
    """Send until nothing waits."""
    database, channel = open_ward(folder), Slow()
    channel.path = folder / "sent.log"
    channel.path.touch()
    sender = Sender(database, channel, instance_id="i", holder="i", metrics=Metrics())
    await sender.drain()
    database.close()


@dataclass(frozen=True, slots=True)
class Found:
    """What is known after all kills."""

    times: Counter[str]  # how often each chat was written to
    states: dict[str, str]
    marked: int  # rows that were marked at a kill, in all
    kills: int


def _marked(work: UnitOfWork) -> int:
    return int(work.conn.execute(select(func.count()).where(outbox.c.state == "sending")).scalar_one())


def run(folder: Path, number: int, *, kills: int, chance: random.Random) -> Found:
    """Send a bulletin, kill its process `kills` times at random moments, then let it finish."""
    database = open_ward(folder)
    database.run(ward, "fake", number)
    log, marked, killed = folder / "sent.log", 0, 0
    for left in range(kills, -1, -1):
        before = log.stat().st_size if log.exists() else 0
        goal = before + chance.randrange(4 * number // (kills + 1))
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.bot.workers.killed_bulletin", str(folder)], cwd=Path(__file__).parents[3]
        )
        while left and process.poll() is None and (not log.exists() or log.stat().st_size <= goal):
            time.sleep(0.001)
        if left:
            os.kill(process.pid, signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        marked += database.look(_marked)
    rows = database.look(
        lambda work: work.conn.execute(
            select(chats.c.chat, outbox.c.state).join(chats, chats.c.id == outbox.c.chat_id)
        ).all()
    )
    database.close()
    states = {chat: state for chat, state in rows}  # noqa: C416  # rows are not pairs to mypy
    return Found(Counter(log.read_text().split()), states, marked, killed)


if __name__ == "__main__":
    asyncio.run(send(Path(sys.argv[1])))
