"""A whole ward on the virtual clock: Telegram's limits, residents writing meanwhile, and no 429 caused by us."""

import asyncio
import gc
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import insert, update

from bot.signals.metrics import Metrics
from bot.workers.sender import Sender
from core.channel import Pace, Sent, Shows
from core.errors import Fate, SendError
from core.message import Address, Outgoing
from core.priority import Priority
from storage.bulletins import bulletins
from storage.bulletins import ends as bulletin_ends
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.messages import lanes, outbox
from tests.bot.workers.sleeping import Clock, ward
from tests.fakes import FakeChannel
from tests.servers.telegram_rules import ApiError, Rates

PER_SECOND, STEP = 10, 1.0


def blocked(recipients: int) -> frozenset[int]:
    """Who has blocked the bot."""
    return frozenset(range(17, recipients, 1_000))


@dataclass(slots=True)
class Limited(FakeChannel):
    """Telegram's limits as the test server has them; counts what it refuses."""

    name: str = "telegram"
    pace: Pace = field(default_factory=lambda: Pace(per_second=30.0, per_chat_second=1.0, per_group_minute=20.0))
    shows: Shows = field(default_factory=Shows)
    clock: Clock = field(default_factory=Clock)
    rates: Rates = field(init=False)
    refused: int = 0
    got: Counter[str] = field(default_factory=Counter)
    answered: dict[str, float] = field(default_factory=dict)
    blocked: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.rates = Rates(self.clock.monotonic)

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """As the server answers."""
        try:
            self.rates.book(int(address.chat))
        except ApiError as error:
            self.refused += 1
            raise SendError(Fate.LATER, "429", after=float(error.parameters["retry_after"])) from None
        if outgoing.text != "tin":
            self.answered[outgoing.text] = self.clock.monotonic()
            return Sent(("1",))
        if int(address.chat) in self.blocked:
            raise SendError(Fate.GONE, "blocked")
        self.got[address.chat] += 1
        return Sent(("1",))


def write(work: UnitOfWork, first: int, number: int, *, recipients: int) -> None:
    """Residents write, and each is answered: the rows that the turns would leave, spread over the ward."""
    answers = [
        {"chat_id": each * 7919 % recipients + 1, "priority": Priority.REPLY, "due_at": work.now, "made_at": work.now,
         "body": json.dumps({"text": f"đáp {each}"})}
        for each in range(first, first + number)
    ]  # fmt: skip
    work.conn.execute(insert(outbox), answers)
    there = [each["chat_id"] for each in answers]
    work.conn.execute(
        update(lanes).where(lanes.c.chat_id.in_(there)).values(ready_at=work.now, priority=Priority.REPLY)
    )


@pytest.fixture
def database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A ward's file that need not survive a power cut: in memory where there is such a place."""
    memory = Path("/dev/shm")  # a folder of our own inside it
    with TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path) as folder:
        path = Path(folder) / "ward.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        made = Database(f"sqlite:///{path}", seal=Seal("a key for tests, 32 letters or so"), clock=Clock())
        gc.freeze()  # what the suite has loaded is no garbage: looking for it would take as long as the test
        yield made
        gc.unfreeze()
        made.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("recipients", [3_000, pytest.param(36_000, marks=pytest.mark.deep)])
async def test_a_whole_ward_hears_once_while_residents_are_answered_and_no_limit_is_broken(
    database: Database, recipients: int
) -> None:
    clock = database.clock
    assert isinstance(clock, Clock)
    channel = Limited(clock=clock, blocked=blocked(recipients))
    found, _ = await database.write(ward, "telegram", recipients)
    sender = Sender(
        database, channel, instance_id="i", holder="i", metrics=Metrics(), monotonic=clock.monotonic,
        sleep=clock.sleep, ahead=STEP,
    )  # fmt: skip
    asked: dict[str, float] = {}
    while len(channel.got) < recipients - len(channel.blocked):
        first, number = len(asked), int(PER_SECOND * STEP)
        asked |= {f"đáp {each}": clock.monotonic() for each in range(first, first + number)}
        await asyncio.gather(database.write(write, first, number, recipients=recipients), sender.flush())
        await sender.once()
        await clock.pass_(STEP)
    await clock.pass_(2.0)
    await sender.flush()
    assert channel.refused == 0
    assert set(channel.got.values()) == {1}
    assert {int(each) for each in channel.got} == set(range(recipients)) - channel.blocked
    late = sorted(channel.answered[each] - at for each, at in asked.items() if each in channel.answered)
    assert len(asked) - len(late) <= 2 * PER_SECOND
    assert late[int(len(late) * 0.95)] < 2.0
    while not await database.write(bulletin_ends.end_done):
        pass
    assert (await database.read(bulletins.counts, found)) == {"sent": len(channel.got), "gone": len(channel.blocked)}
