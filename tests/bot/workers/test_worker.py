"""The worker: each message once and in order; a message that cannot be handled blocks no other."""

import asyncio
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, select, update

from bot.workers.worker import Worker
from core.message import Incoming
from storage.database import prepared, writer
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.messages import inbox, outbox
from storage.ward import alerts
from tests.bot.conftest import Arrive, worker_of
from tests.fakes import FakeChannel, echo


def _states(store: Database) -> dict[str, tuple[str, int]]:
    rows = store.look(lambda work: work.conn.execute(select(inbox.c.external_id, inbox.c.state, inbox.c.tries)).all())
    return {row[0]: (row[1], row[2]) for row in rows}


def _keys(store: Database) -> list[str | None]:
    rows = store.look(lambda work: work.conn.execute(select(outbox.c.unique_key).order_by(outbox.c.id)).scalars().all())
    return list(rows)


async def test_each_message_is_handled_once_and_a_chat_keeps_its_order(
    store: Database, worker: Worker, arrive: Arrive
) -> None:
    for number in range(1, 31):
        arrive(number, "abc"[number % 3])
    assert not arrive(7, "b")
    await worker.drain()
    await worker.drain()
    numbers = [int(key.split(":")[1]) for key in _keys(store) if key]
    assert sorted(numbers) == list(range(1, 31))
    for chat in range(3):
        mine = [each for each in numbers if each % 3 == chat]
        assert mine == sorted(mine)


async def test_what_cannot_be_read_is_set_aside_with_an_alert_and_a_word_and_the_next_goes_on(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    said: list[str] = []
    arrive(1, "a", text="-")
    arrive(2, "a")
    await worker_of(store, channel, apologise=lambda _work, _channel, _bot, chat: said.append(chat)).drain()
    assert _states(store) == {"1": ("aside", 1), "2": ("done", 1)}
    assert [each.kind for each in store.look(alerts.latest)] == ["aside"]
    assert said == ["a"]


async def test_a_message_that_fails_is_tried_three_times_holds_its_chat_only_and_costs_its_neighbours_no_try(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    tried: list[str] = []
    came = store.clock()

    def handle(work: UnitOfWork, incoming: Incoming) -> bool:
        tried.append(incoming.text)
        assert incoming.received_at is not None
        assert came <= incoming.received_at <= work.now
        if incoming.text == "1":
            raise ValueError("secret words")
        return echo(work, incoming)

    for number, chat in ((1, "a"), (2, "a"), (3, "b")):
        arrive(number, chat)
    worker = worker_of(store, channel, handle=handle)
    await worker.drain()
    assert _states(store)["2"] == ("waiting", 0)
    assert _states(store)["3"] == ("done", 1)
    for _ in range(3):
        await worker.drain()
    assert (tried.count("1"), tried.count("2")) == (3, 1)
    assert _states(store)["1"][0] == "aside"
    assert _states(store)["2"] == ("done", 1)
    assert "secret words" not in store.look(alerts.latest)[0].detail


async def test_a_message_that_kills_the_process_is_set_aside_and_its_neighbours_are_not(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    class Killed(BaseException):
        pass

    def handle(work: UnitOfWork, incoming: Incoming) -> bool:
        if incoming.text == "2":
            raise Killed
        return echo(work, incoming)

    for number, chat in ((1, "a"), (2, "a"), (3, "a"), (4, "z")):
        arrive(number, chat)
    for _ in range(6):  # each death is followed by a new process
        try:
            await worker_of(store, channel, handle=handle).drain()
        except Killed:
            continue
    found = _states(store)
    assert found["2"] == ("aside", 3)
    assert {found[each][0] for each in "134"} == {"done"}


async def test_a_failing_apology_does_not_keep_a_message_in_the_way(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    def apologise(*_: object) -> None:
        raise LookupError

    arrive(1, "a", text="-")
    arrive(2, "a")
    await worker_of(store, channel, apologise=apologise).drain()
    assert {each[0] for each in _states(store).values()} == {"aside", "done"}


async def test_messages_of_a_bot_that_is_not_served_wait_untried_and_hold_up_nobody(
    store: Database, worker: Worker, arrive: Arrive
) -> None:
    for number in range(1, 203):
        arrive(number)
    store.run(lambda work: work.conn.execute(update(inbox).values(bot="other")))
    arrive(900, "b")
    await worker.drain()
    found = _states(store)
    assert found.pop("900") == ("done", 1)
    assert set(found.values()) == {("waiting", 0)}


async def test_several_workers_handle_each_message_once_in_order(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    for number in range(1, 61):
        arrive(number, "abcd"[number % 4])
    workers = [worker_of(store, channel) for _ in range(3)]
    while any(state == "waiting" for state, _ in _states(store).values()):
        await asyncio.gather(*(each.drain() for each in workers))
    numbers = [int(key.split(":")[1]) for key in _keys(store) if key]
    assert sorted(numbers) == list(range(1, 61))
    for chat in range(4):
        mine = [each for each in numbers if each % 4 == chat]
        assert mine == sorted(mine)
    assert {state for state, _ in _states(store).values()} == {"done"}


async def test_what_must_be_forgotten_leaves_no_payload(store: Database, channel: FakeChannel, arrive: Arrive) -> None:
    arrive(1)
    await worker_of(store, channel, handle=lambda work, incoming: True).drain()
    assert store.look(lambda work: work.conn.execute(select(inbox.c.raw)).scalar()) == b""


async def test_a_chat_that_sends_five_hundred_messages_holds_up_itself_and_no_other(
    store: Database, worker: Worker, arrive: Arrive
) -> None:
    for number in range(1, 501):
        arrive(number, "loud")
    for number in range(501, 511):
        arrive(number, f"quiet{number}")
    arrive(511, "quiet501")
    await worker.drain()
    handled = [int(key.split(":")[1]) for key in _keys(store) if key]
    assert sorted(handled) == list(range(1, 512))
    assert [each for each in handled if each <= 500] == list(range(1, 501)), "in their order"
    assert max(handled.index(number) for number in range(501, 511)) < 100, "behind one share of the loud chat"
    assert handled.index(501) < handled.index(511)


async def test_what_waits_behind_a_message_that_failed_is_not_handled_before_it_however_much_that_is(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    seen: list[str] = []

    def handle(work: UnitOfWork, incoming: Incoming) -> bool:
        seen.append(incoming.text)
        if incoming.text == "1" and seen.count("1") < 3:
            raise ValueError("not yet")
        return echo(work, incoming)

    for number in range(1, 251):
        arrive(number, "a")
    worker = worker_of(store, channel, handle=handle)
    await worker.drain()
    assert seen == ["1"], "the whole chat waits"
    while "250" not in seen:
        await worker.drain()
    assert seen[3:] == [str(number) for number in range(2, 251)]


async def test_on_postgresql_one_statement_takes_a_message_and_what_ends_it_is_shared(
    store: Database, worker: Worker, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    if store.embedded:
        pytest.skip("SQLite's statements are counted in tests/handlers")
    for number in range(40):
        arrive(number, f"chat {number}")
    said: Counter[str] = Counter()
    by_driver = prepared.by_driver

    def note(_conn: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        said[statement[:24]] += 1

    def note_driver(work: UnitOfWork, sql: str, values: Any) -> Any:  # the driver's own types
        said[sql[:24]] += 1
        return by_driver(work, sql, values)

    monkeypatch.setattr(writer, "_LONGEST", 60.0)  # a busy machine shares as much
    monkeypatch.setattr(prepared, "by_driver", note_driver)
    event.listen(Engine, "before_cursor_execute", note)
    try:
        await worker.drain()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert [state for state, _ in _states(store).values()] == ["done"] * 40
    each = {start for start, times in said.items() if times >= 40}
    assert len(each) == 3, said  # one takes it; the echo needs two
