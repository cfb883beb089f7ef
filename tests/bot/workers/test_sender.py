"""The sender: in order, each once, one holder at a time; and what every kind of failure means."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.workers.sender import Sender
from broadcasts.pace import Throttle
from core.channel import Pace
from core.errors import Fate, SendError
from core.message import Address, Incoming, Kind, Outgoing
from core.priority import Priority
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats, outbox
from storage.messages.outbox import Sending
from storage.tables.messages import outbox as rows
from storage.ward import alerts
from tests.bot.conftest import sender_of
from tests.databases import Now
from tests.fakes import AT, FakeChannel


@dataclass(slots=True)
class Uptime:
    """A monotonic clock that a test moves."""

    at: float = 1000.0

    def __call__(self) -> float:
        return self.at


def put(store: Database, chat: str, text: str, **how: object) -> tuple[int, ...]:
    """A message into the outbox."""

    def body(work: UnitOfWork) -> tuple[int, ...]:
        incoming = Incoming(Address("fake", "bot", chat), "x", Kind.MESSAGE, AT)
        outgoing = how.pop("outgoing", None) or Outgoing(text)
        return outbox.add(work, Sending(chats.meet(work, incoming).id, outgoing, **how))  # type: ignore[arg-type]  # by name

    return store.run(body)


def states(store: Database) -> list[str]:
    """The rows' states, oldest first."""
    return list(store.look(lambda work: work.conn.execute(select(rows.c.state).order_by(rows.c.id)).scalars()))


async def test_chats_go_side_by_side_and_each_keeps_its_order(
    store: Database, sender: Sender, channel: FakeChannel
) -> None:
    for number in range(12):
        put(store, "abc"[number % 3], str(number))
    await sender.drain()
    assert channel.texts("a") == ["0", "3", "6", "9"]
    assert len(channel.sent) == 12
    assert set(states(store)) == {"sent"}


async def test_replies_go_before_notices_and_notices_before_bulk(
    store: Database, sender: Sender, channel: FakeChannel
) -> None:
    for text, priority in (("bulk", 2), ("notice", 1), ("reply", 0)):
        put(store, "a", text, priority=priority)
    await sender.drain()
    assert channel.texts("a") == ["reply", "notice", "bulk"]


async def test_a_long_text_comes_whole_and_in_order(store: Database, sender: Sender, channel: FakeChannel) -> None:
    text = " ".join(f"từ{number}" for number in range(2500))
    assert len(put(store, "a", text)) > 1
    await sender.drain()
    assert " ".join(channel.texts("a")).split() == text.split()


@pytest.mark.parametrize(
    ("error", "state", "kinds"),
    [
        (SendError(Fate.OURS, "bad"), "failed", ["send_failed"]),
        (SendError(Fate.AGAIN, "refused"), "waiting", []),
        (SendError(Fate.LATER, "429", after=30), "waiting", []),
        (SendError(Fate.DOUBTFUL, "502"), "waiting", []),
        (ValueError("a bug"), "failed", ["send_failed"]),
    ],
)
async def test_a_failure_means_something_for_its_chat_and_nothing_for_others(  # noqa: PLR0917  # fixtures
    store: Database, sender: Sender, channel: FakeChannel, error: Exception, state: str, kinds: list[str], now: Now
) -> None:
    channel.fails["a"] = [error]
    for chat in "ab":
        put(store, chat, "1")
        put(store, chat, "2")
    await sender.drain()
    assert channel.texts("b") == ["1", "2"]
    assert states(store)[0] == state
    assert [each.kind for each in store.look(alerts.latest)] == kinds
    now.pass_(minutes=10)
    await sender.drain()
    assert channel.texts("a") == (["2"] if state == "failed" else ["1", "2"])


async def test_a_doubtful_bulletin_is_not_sent_twice(
    store: Database, sender: Sender, channel: FakeChannel, now: Now
) -> None:
    channel.fails["a"] = [SendError(Fate.DOUBTFUL, "no answer")]
    put(store, "a", "bulletin", priority=Priority.BULK)
    await sender.drain()
    now.pass_(days=1)
    await sender.drain()
    assert (states(store), channel.sent) == (["doubtful"], [])


async def test_a_person_who_left_closes_the_chat_and_keeps_its_rows(
    store: Database, sender: Sender, channel: FakeChannel
) -> None:
    channel.fails["a"] = [SendError(Fate.GONE, "blocked")]
    put(store, "a", "1")
    put(store, "a", "2")
    await sender.drain()
    assert states(store) == ["gone", "gone"]
    chat = store.look(chats.find, Address("fake", "bot", "a"))
    assert chat is not None
    assert chat.state == "blocked"


async def test_a_group_that_moved_gets_its_message_under_the_new_id(
    store: Database, sender: Sender, channel: FakeChannel
) -> None:
    channel.fails["a"] = [SendError(Fate.MOVED, "migrated", moved_to="-100a")]
    put(store, "a", "1")
    await sender.drain()
    assert channel.texts("-100a") == ["1"]


async def test_a_429_of_the_bot_or_a_dead_token_holds_everybody_and_the_admins_hear_of_the_token(
    store: Database, channel: FakeChannel, now: Now
) -> None:
    uptime = Uptime()
    sender = sender_of(store, channel, monotonic=uptime)
    channel.fails["a"] = [SendError(Fate.RECONNECT, "401")]
    put(store, "a", "1")
    await sender.drain()
    put(store, "b", "2")
    await sender.drain()
    assert channel.sent == []
    assert [each.kind for each in store.look(alerts.latest)] == ["reconnect"]
    uptime.at += 61
    now.pass_(seconds=61)
    await sender.drain()
    assert sorted(text for _, outgoing in channel.sent for text in [outgoing.text]) == ["1", "2"]


async def test_a_reply_is_given_up_after_seven_days_and_can_be_sent_again_by_hand(
    store: Database, sender: Sender, channel: FakeChannel, now: Now
) -> None:
    channel.fails["a"] = [SendError(Fate.AGAIN, "away")] * 2
    (row,) = put(store, "a", "1")
    await sender.drain()
    now.pass_(days=8)
    await sender.drain()
    assert states(store) == ["failed"]
    assert store.run(outbox.again, row)
    await sender.drain()
    assert channel.texts("a") == ["1"]


async def test_the_answer_to_a_press_overtakes_a_held_chat_and_dies_after_ten_seconds(
    store: Database, sender: Sender, channel: FakeChannel, now: Now
) -> None:
    channel.fails["a"] = [SendError(Fate.LATER, "429", after=60)]
    put(store, "a", "reply")
    await sender.drain()
    put(store, "a", "", outgoing=Outgoing("toast", answers_press="p1"))
    await sender.drain()
    assert channel.texts("a") == ["toast"]
    put(store, "a", "", outgoing=Outgoing("old", answers_press="p2"))
    now.pass_(seconds=11)
    await sender.drain()
    assert channel.texts("a") == ["toast"]
    now.pass_(seconds=60)
    await sender.drain()
    assert channel.texts("a") == ["toast", "reply"]
    assert states(store) == ["sent", "sent", "late"]


async def test_what_a_dead_sender_left_is_repeated_once_and_bulk_waits_for_a_persons_word(
    store: Database, channel: FakeChannel
) -> None:
    class Killed(BaseException):
        pass

    def crash(point: str) -> None:
        if point == "claimed":
            raise Killed

    put(store, "a", "reply")
    put(store, "b", "bulletin", priority=Priority.BULK)
    with pytest.raises(Killed):
        await sender_of(store, channel, crash=crash).drain()
    assert states(store) == ["sending", "sending"]
    await sender_of(store, channel).drain()
    assert channel.texts("a") == ["reply"]
    assert states(store) == ["sent", "doubtful"]


async def test_the_next_message_of_a_chat_does_not_wait_for_a_look(store: Database, channel: FakeChannel) -> None:
    sender, stop = sender_of(store, channel, look=3600), asyncio.Event()  # a look would come after the test
    for number in range(5):
        put(store, "a", str(number))
    running = asyncio.create_task(sender.run(stop))
    while len(channel.sent) < 5:  # noqa: ASYNC110  # a fake platform has no event
        await asyncio.sleep(0.005)
    stop.set()
    await running
    assert set(states(store)) == {"sent"}


async def test_an_acknowledgement_is_pushed_back_only_so_far_and_exists_once(
    store: Database, sender: Sender, channel: FakeChannel, now: Now
) -> None:
    put(store, "a", "ack", due_at=now.at + timedelta(seconds=2), once="album:1")
    assert put(store, "a", "again", once="album:1") == ()
    for _ in range(4):
        now.pass_(seconds=1.9)
        store.run(outbox.postpone, "album:1", now.at + timedelta(seconds=2), at_most=timedelta(seconds=6))
        if now.at < AT + timedelta(seconds=6):
            await sender.drain()
            assert channel.sent == []
    await sender.drain()
    assert channel.texts("a") == ["ack"]


async def test_a_platform_that_is_away_for_ten_minutes_gets_all_in_order(
    store: Database, sender: Sender, channel: FakeChannel, now: Now
) -> None:
    channel.fails["a"] = [SendError(Fate.AGAIN, "away")] * 9
    put(store, "a", "1")
    put(store, "a", "2")
    for _ in range(10):  # away for ten minutes
        await sender.drain()
        now.pass_(minutes=1)
    assert channel.texts("a") == ["1", "2"]


@pytest.mark.parametrize("priority", [0, Priority.BULK])
def test_no_second_holds_more_than_the_platform_allows(priority: int) -> None:
    uptime = Uptime()
    throttle = Throttle(Pace(per_second=30), uptime)
    leaves = []
    for _ in range(200):
        wait = throttle.book(priority)
        leaves.append(uptime.at + wait)
        uptime.at = max(uptime.at, leaves[-1] - 0.3)
    most = max(sum(1 for other in leaves if start <= other < start + 1) for start in leaves)
    assert most <= 30
    assert most >= 20


def test_replies_find_room_while_bulk_is_at_its_limit() -> None:
    uptime = Uptime()
    throttle = Throttle(Pace(per_second=30), uptime)
    for _ in range(300):
        while throttle.room_for_bulk() > 0:
            throttle.book(Priority.BULK)
        uptime.at += 0.01
    assert throttle.book(0) == 0.0


def test_a_chat_and_a_group_rest_after_their_burst() -> None:
    throttle = Throttle(Pace(per_chat_second=1, per_group_minute=20), Uptime())
    assert [throttle.sent(1, group=False) for _ in range(3)] == [0.0, 1.0, 2.0]
    assert [throttle.sent(2, group=True) for _ in range(5)] == [0.0, 0.0, 0.0, 3.75, 7.5]


def test_rows_marked_by_nobody_known_are_taken_over(store: Database) -> None:
    put(store, "a", "1")
    store.run(lambda work: work.conn.execute(update(rows).values(state="sending", attempt="dead")))
    channel = FakeChannel()
    asyncio.run(sender_of(store, channel).drain())
    assert channel.texts("a") == ["1"]
