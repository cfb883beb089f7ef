"""A bulletin through the sender: once each, quiet at night, and a pause that holds at once."""

import asyncio

from sqlalchemy import select

from bot.workers.sender import Sender
from broadcasts import shown
from core.message import Address, Incoming, Kind, Outgoing
from storage.across import dispatch
from storage.bulletins import again, bulletins, spreading
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats
from storage.tables.bulletins import topics
from storage.tables.messages import lanes, outbox
from tests.bot.conftest import sender_of
from tests.databases import Now
from tests.fakes import AT, FakeChannel
from tests.storage.kit import people


def spread(store: Database, number: int) -> tuple[int, int]:
    """A bulletin spread to so many subscribers; its id, and a member of staff's."""
    staff = people(store)

    def body(work: UnitOfWork) -> int:
        work.conn.execute(topics.insert().values(key="chung", title="Tin chung"))
        for place in range(number):
            chat = chats.meet(work, Incoming(Address("fake", "bot", str(place)), "x", Kind.MESSAGE, AT))
            spreading.subscribe(work, chat.id, "chung")
        made = bulletins.write(work, staff.officer.staff_id, title="Tin", text="Tin", topic="chung")
        bulletins.give_bodies(work, made, {"": [Outgoing("một"), Outgoing("hai")]})
        bulletins.ask(work, made, staff.officer.staff_id)
        bulletins.approve(work, made, staff.named.staff_id, typed=number, count=number)
        bulletins.start_due(work)
        while spreading.spread(work, made, batch=3):
            pass
        return made

    return store.run(body), staff.officer.staff_id


async def test_each_gets_each_part_once_and_in_order(store: Database, sender: Sender, channel: FakeChannel) -> None:
    spread(store, 8)
    await sender.drain()
    assert all(channel.texts(str(place)) == ["một", "hai"] for place in range(8))
    assert len(channel.sent) == 16


async def test_a_pause_holds_at_once_and_nobody_is_missed_after_it(
    store: Database, sender: Sender, channel: FakeChannel
) -> None:
    made, staff_id = spread(store, 8)
    store.run(bulletins.pause, made, staff_id)
    await sender.drain()
    assert channel.sent == []
    store.run(bulletins.resume, made, staff_id)
    await sender.drain()
    assert all(channel.texts(str(place)) == ["một", "hai"] for place in range(8))


async def test_a_chosen_speed_holds_from_the_first_message_of_a_start_and_of_a_resume(
    store: Database, channel: FakeChannel
) -> None:
    sender = sender_of(store, channel, monotonic=lambda: 100.0)  # no time passes
    assert await sender.once() > 0, "it has looked, and nothing was there"
    made, staff_id = spread(store, 30)
    store.run(again.set_rate, made, staff_id, 1)
    for _ in range(9):
        await sender.once()
    assert len(sender._flow._tasks) <= 2
    store.run(bulletins.pause, made, staff_id)
    await sender.once()
    store.run(bulletins.resume, made, staff_id)
    for _ in range(9):
        await sender.once()
    assert len(sender._flow._tasks) + len(channel.sent) <= 4
    for task in sender._flow._tasks:
        task.cancel()


async def test_the_time_left_is_right_soon_after_a_start_and_after_a_pause(
    store: Database, channel: FakeChannel, now: Now
) -> None:
    sender = sender_of(store, channel, monotonic=lambda: now().timestamp(), sleep=lambda _: asyncio.sleep(0))
    made, staff_id = spread(store, 99)
    store.run(again.set_rate, made, staff_id, 1)

    async def pass_ten_seconds() -> None:
        for _ in range(10):
            await sender.once()
            await sender.settle()
            now.pass_(seconds=1)

    def minutes() -> int | None:
        return store.look(lambda work: shown.progress(work, bulletins.get(work, made))).minutes

    await pass_ten_seconds()
    assert minutes() == 3, "one message per second, two of them per chat"
    store.run(bulletins.pause, made, staff_id)
    now.pass_(seconds=40)
    store.run(bulletins.resume, made, staff_id)
    await pass_ten_seconds()
    assert minutes() == 3, "one message per second, two of them per chat"


async def test_of_chats_equally_due_the_one_that_was_met_first_comes_first(store: Database) -> None:
    spread(store, 6)

    def moved(work: UnitOfWork) -> list[int]:  # a row that was written again lies elsewhere on PostgreSQL's pages
        first, *others = work.conn.execute(select(lanes.c.chat_id).order_by(lanes.c.chat_id)).scalars().all()
        work.conn.execute(lanes.update().where(lanes.c.chat_id == first).values(held_until=None))
        claimed = dispatch.claim(work, "fake", "bot", limit=2, attempt="a")
        assert [each.chat_id for each in claimed] == [first, others[0]]
        return [each.chat_id for each in dispatch.claim(work, "fake", "bot", limit=9, attempt="a")]

    left = store.run(moved)
    assert left == sorted(left)
    assert len(left) == 4


async def test_what_was_stopped_never_leaves(store: Database, sender: Sender, channel: FakeChannel) -> None:
    made, staff_id = spread(store, 3)
    store.run(bulletins.stop, made, staff_id)
    await sender.drain()
    await sender.drain()  # the second part was not yet the head of its chat
    assert channel.sent == []
    left = set(store.look(lambda work: work.conn.execute(select(outbox.c.state)).scalars().all()))
    assert left == {"back"}


async def test_at_night_it_waits_for_the_morning(
    store: Database, sender: Sender, channel: FakeChannel, now: Now
) -> None:
    spread(store, 3)
    now.pass_(hours=14)
    await sender.drain()
    assert channel.sent == []
    now.pass_(hours=8)
    await sender.drain()
    assert len(channel.sent) == 6
