"""Who may send: one holder at a time, none past its lease, none from a copied database."""

from bot.workers.lease_keeper import HTTP_TIMEOUT, LEASE
from storage.database.database import Database
from storage.messages import leases
from storage.ward import alerts
from tests.bot.conftest import sender_of
from tests.bot.workers.test_sender import Uptime, put, states
from tests.fakes import FakeChannel


async def test_only_one_sender_at_a_time_and_another_takes_over_when_the_lease_has_run_out(
    store: Database, channel: FakeChannel
) -> None:
    await sender_of(store, channel).drain()
    other = sender_of(store, channel, holder="two")
    put(store, "a", "1")
    await other.drain()
    assert channel.sent == []
    store.run(leases.give_back, "send:fake:bot", "one")
    await other.drain()
    assert channel.texts("a") == ["1"]


async def test_a_sender_that_slept_past_its_lease_sends_nothing_and_spoils_no_outcome(
    store: Database, channel: FakeChannel
) -> None:
    uptime = Uptime()
    woke = sender_of(store, channel, monotonic=uptime)

    def sleep(point: str) -> None:
        if point == "claimed":
            uptime.at += LEASE - HTTP_TIMEOUT + 1

    woke._crash = sleep
    put(store, "a", "1")
    await woke.once()  # marks, then sleeps
    store.run(leases.give_back, "send:fake:bot", "one")
    successor = sender_of(store, channel, holder="two")
    await successor.drain()
    await woke.settle()
    assert channel.texts("a") == ["1"]
    assert states(store) == ["sent"]


async def test_a_copied_database_sends_nothing_until_it_is_adopted(store: Database, channel: FakeChannel) -> None:
    put(store, "a", "1")
    await sender_of(store, channel, instance_id="old").drain()
    put(store, "a", "2")
    copy = sender_of(store, channel, instance_id="new")
    await copy.drain()
    assert channel.texts("a") == ["1"]
    assert [each.kind for each in store.look(alerts.latest)] == ["other_instance"]
    assert store.run(leases.adopt, "new") == 1
    await sender_of(store, channel, instance_id="new").drain()
    assert channel.texts("a") == ["1"]
    assert states(store) == ["sent", "doubtful"]
