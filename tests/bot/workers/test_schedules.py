"""Whatever happens to the senders of a bulletin, in any order: nobody gets it twice, and it is known who lacks it.

Events: kills at any moment, pauses, other rates, two senders, a sender that stops longer than its lease, a platform
that is down, loses answers, or asks for half a minute of waiting.
"""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.signals.metrics import Metrics
from bot.workers.sender import Sender
from core.channel import Pace, Sent
from core.errors import ConflictError, Fate, SendError
from core.message import Address, Outgoing
from storage.bulletins import again as bulletin_again
from storage.bulletins import bulletins
from storage.bulletins import ends as bulletin_ends
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.tables.messages import chats, outbox
from tests.bot.workers.sleeping import Clock, ward
from tests.fakes import FakeChannel

PEOPLE = 14
Step = tuple[str, float]
STEPS = st.one_of(
    st.tuples(st.sampled_from(["round", "flush", "kill", "freeze", "thaw"]), st.sampled_from([0.0, 1.0])),
    st.tuples(st.just("pass"), st.sampled_from([0.05, 0.3, 2.0, 60.0])),
    st.tuples(st.sampled_from(["pause", "resume", "wait30"]), st.just(0.0)),
    st.tuples(st.just("rate"), st.sampled_from([0.0, 1.0, 3.0])),
    st.tuples(st.just("away"), st.just(600.0)),
    st.tuples(st.sampled_from(["lose", "lose_sent"]), st.sampled_from([1.0, 3.0])),
)


@dataclass(slots=True)
class Rough(FakeChannel):
    """A fake platform with failures; messages and answers take some time."""

    pace: Pace = field(default_factory=lambda: Pace(per_second=6.0))
    clock: Clock = field(default_factory=Clock)
    got: Counter[str] = field(default_factory=Counter)
    away_until: float = 0.0
    wait: bool = False
    loses: int = 0
    delivers: bool = False
    lost: int = 0

    async def send(self, address: Address, outgoing: Outgoing) -> Sent:
        """Send, or fail as set."""
        if self.clock.monotonic() < self.away_until:
            raise SendError(Fate.AGAIN, "connection refused")
        if self.wait:
            self.wait = False
            raise SendError(Fate.LATER, "429", after=30.0, everybody=True)
        await self.clock.sleep(0.02)
        if self.loses:
            self.loses -= 1
            self.lost += 1
            self.got[address.chat] += self.delivers
            raise SendError(Fate.DOUBTFUL, "no answer")
        self.got[address.chat] += 1
        await self.clock.sleep(0.02)
        return Sent(("1",))


class Stage:
    """Two processes that want to send one bulletin."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock, self.channel = database, clock, Rough(clock=clock)
        self.frozen = [False, False]
        self.allowed = 0  # doubtful ones
        self.senders = [self.sender(0), self.sender(1)]
        self.bulletin, self.staff = 0, 0

    def sender(self, which: int) -> Sender:
        """A fresh process."""

        async def sleep(seconds: float) -> None:
            await self.clock.sleep(seconds)
            while self.frozen[which]:
                await self.clock.sleep(1.0)

        return Sender(
            self.database, self.channel, instance_id="i", holder=f"h{which}", metrics=Metrics(),
            monotonic=self.clock.monotonic, sleep=sleep,
        )  # fmt: skip

    async def marked(self, which: int) -> int:
        """How many rows this process has marked."""
        attempt = self.senders[which]._lease.attempt
        mine = select(func.count()).where(outbox.c.state == "sending", outbox.c.attempt == attempt)
        return await self.database.read(lambda work: int(work.conn.execute(mine).scalar_one()))

    async def step(self, what: str, how: float) -> None:  # noqa: C901  # one flat table of events
        """One thing that happens. `how`: which process, how long, how many."""
        which = int(how)
        match what:
            case "round" if not self.frozen[which]:
                await self.round(which)
            case "flush" if not self.frozen[which]:
                await self.senders[which].flush()
            case "kill":
                await self.kill(which)
            case "freeze" | "thaw":
                self.frozen[which] = what == "freeze"
            case "pass":
                await self.clock.pass_(how)
            case "away":
                self.channel.away_until = self.clock.monotonic() + how
            case "lose" | "lose_sent":
                self.channel.loses, self.channel.delivers = which, what == "lose_sent"
            case "wait30":
                self.channel.wait = True
            case "rate":
                await self.do(partial(_rate, rate=which or None))
            case "pause":
                await self.do(bulletins.pause)
            case "resume":
                await self.do(bulletins.resume)

    async def do(self, act: Callable[[UnitOfWork, int, int], None]) -> None:
        """What a person chooses; what is not allowed now is not done."""
        with contextlib.suppress(ConflictError):
            await self.database.write(act, self.bulletin, self.staff)

    async def round(self, which: int) -> None:
        """A round of one process; the other's marks are doubtful once this one has taken over."""
        before = await self.marked(1 - which)
        await self.senders[which].once()
        self.allowed += before - await self.marked(1 - which)

    async def kill(self, which: int) -> None:
        """`kill -9`: what it knew is gone."""
        self.allowed += await self.marked(which)
        for task in list(self.senders[which]._flow._tasks):
            task.cancel()
        await asyncio.gather(*self.senders[which]._flow._tasks, return_exceptions=True)
        self.frozen[which] = False
        self.senders[which] = self.sender(which)

    async def end(self) -> None:
        """All is well again, until nothing waits."""
        self.frozen, self.channel.away_until, self.channel.loses = [False, False], 0.0, 0
        self.channel.wait = False
        await self.do(bulletins.resume)
        await self.do(partial(_rate, rate=None))
        for _ in range(300):
            for which in (0, 1):
                await self.round(which)
            await self.clock.pass_(1.0)
            for each in self.senders:
                await each.flush()
            if await self.database.write(bulletin_ends.end_done):
                break
        for each in self.senders:
            await asyncio.gather(*each._flow._tasks)


def _rate(work: UnitOfWork, bulletin_id: int, staff_id: int, *, rate: int | None) -> None:
    bulletin_again.set_rate(work, bulletin_id, staff_id, rate)


async def _play(path: Path, steps: list[Step]) -> None:
    clock = Clock()
    database = Database(f"sqlite:///{path}", seal=Seal("a key for tests, 32 letters or so"), clock=clock)
    try:
        stage = Stage(database, clock)
        stage.bulletin, stage.staff = await database.write(ward, "fake", PEOPLE)
        for what, how in steps:
            await stage.step(what, how)
        await stage.end()
        rows = await database.read(
            lambda work: work.conn.execute(
                select(chats.c.chat, outbox.c.state).join(chats, chats.c.id == outbox.c.chat_id)
            ).all()
        )
        assert (await database.read(bulletins.get, stage.bulletin)).state == "done"
    finally:
        database.close()
    states = {chat: state for chat, state in rows}  # noqa: C416  # rows are not pairs to mypy
    got = stage.channel.got
    assert max(got.values(), default=0) <= 1
    assert set(states.values()) <= {"sent", "doubtful"}
    assert all(got[chat] == 1 for chat, state in states.items() if state == "sent")
    assert sum(state == "doubtful" for state in states.values()) <= stage.allowed + stage.channel.lost


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=4, max_size=24))
def test_at_most_one_message_each_and_the_doubtful_are_those_of_kills_and_lost_answers(
    sqlite_template: Path, steps: list[Step]
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ward.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        asyncio.run(_play(path, steps))
