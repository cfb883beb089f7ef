"""The process that `test_kill` kills: it accepts, handles and sends messages, and dies at a given point."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from bot.signals.metrics import Metrics
from bot.workers.sender import Sender
from bot.workers.worker import Worker
from core.channel import Sent
from core.message import Address, Outgoing
from storage.database.database import Database
from storage.database.seal import Seal
from storage.messages import inbox
from tests.fakes import FakeChannel, echo

KEY = "a key for tests, 32 letters or so"
MESSAGES, CHATS = 9, 3


class Logging(FakeChannel):
    """A fake platform that keeps its log when the process dies."""

    path: Path

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Write one line per message."""
        with self.path.open("a") as log:  # a line is written at once
            log.write(f"{address.chat} {outgoing.text}\n")
        return Sent(("1",))


async def main(folder: Path, point: str, nth: int) -> None:
    """Serve until nothing waits, or until the `nth` time at the point."""
    left = nth

    def crash(at: str) -> None:
        nonlocal left
        left -= at == point
        if at == point and left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    database = Database(f"sqlite:///{folder}/ward.sqlite3", seal=Seal(KEY))
    channel = Logging()
    channel.path = folder / "sent.log"
    for number in range(MESSAGES):
        await database.write(
            inbox.accept, channel="fake", bot="bot", external_id=str(number), chat=str(number % CHATS),
            raw={"id": str(number), "chat": str(number % CHATS), "text": str(number)},
        )  # fmt: skip
        crash("accepted")
    worker = Worker(
        database, {("fake", "bot"): channel}, handle=echo, apologise=lambda *_: None, metrics=Metrics(), crash=crash
    )
    sender = Sender(database, channel, instance_id="i", holder="i", metrics=Metrics(), crash=crash)
    await worker.drain()
    await sender.drain()
    database.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
