"""The inbox: an arrival is accepted once, sealed at rest, and removed in time."""

import json

import pytest
from sqlalchemy import select, update

from core.message import Json
from storage.across import opening
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import inbox
from storage.messages.inbox import Taken
from storage.tables.messages import inbox as rows
from tests.databases import Now


def _accept(store: Database, external_id: str = "1", raw: dict[str, Json] | None = None, *, bot: str = "b") -> bool:
    return store.run(
        inbox.accept, channel="web", bot=bot, external_id=external_id, chat="c", raw=raw or {"text": "Rác thải"}
    )


def test_the_same_update_is_taken_once_and_another_bots_is_another(store: Database) -> None:
    assert [_accept(store), _accept(store), _accept(store, bot="other")] == [True, False, True]
    assert len(store.look(inbox.waiting, limit=10)) == 2


def test_a_payload_lies_sealed_and_comes_back_whole(store: Database) -> None:
    raw: dict[str, Json] = {"text": "đ\u0323 \u202e\ud83d <&>", "n": [1, None, True]}
    _accept(store, raw=raw)
    stored = store.look(lambda work: work.conn.execute(select(rows.c.raw)).scalar_one())
    assert b"text" not in stored
    (waiting,) = store.look(inbox.waiting, limit=1)
    assert json.dumps(store.run(opening.take, waiting)) == json.dumps(raw)


def test_what_is_done_is_not_taken_again(store: Database) -> None:
    _accept(store)
    (waiting,) = store.look(inbox.waiting, limit=1)
    store.run(inbox.done, waiting.id)
    assert store.run(opening.take, waiting) is Taken.OVER
    assert store.look(inbox.depth) == (0, 0.0)


def test_a_message_waits_for_an_earlier_one_and_for_whoever_has_its_chat(store: Database) -> None:
    if store.embedded:
        pytest.skip("SQLite has one writer, which handles a chat in order")
    _accept(store, "1")
    _accept(store, "2")
    first, second = store.look(inbox.waiting, limit=2)
    assert store.run(opening.take, second) is Taken.HELD, "an earlier one waits"

    def meanwhile(work: UnitOfWork) -> tuple[object, object, object]:
        opening.take(work, first)
        mine = inbox.free(work, [first.lane, ("web", "b", "another")])
        return mine, store.run(opening.take, first), store.run(inbox.free, [first.lane, ("web", "b", "another one")])

    assert store.run(meanwhile) == ([True, True], Taken.HELD, [False, True])


def test_payloads_go_after_seven_days_and_rows_after_thirty_but_what_was_set_aside_stays(
    store: Database, now: Now
) -> None:
    _accept(store, "1")
    _accept(store, "2")
    first, second = store.look(inbox.waiting, limit=2)
    store.run(inbox.done, first.id)
    store.run(inbox.set_aside, second.id, "ValueError")
    now.pass_(days=6)
    assert store.run(inbox.sweep) == 0
    now.pass_(days=2)
    store.run(inbox.sweep)
    found = store.look(lambda work: work.conn.execute(select(rows.c.raw).order_by(rows.c.id)).scalars().all())
    assert (len(found[0]), len(found[1]) > 0) == (0, True)
    now.pass_(days=30)
    store.run(inbox.sweep)
    assert store.look(lambda work: work.conn.execute(select(rows.c.state)).scalars().all()) == ["aside"]


def test_a_try_that_was_not_made_is_taken_back(store: Database) -> None:
    _accept(store)
    (waiting,) = store.look(inbox.waiting, limit=1)
    store.run(inbox.count_tries, [waiting.id])
    store.run(inbox.uncount, [waiting.id])
    store.run(inbox.uncount, [waiting.id])
    assert store.look(inbox.waiting, limit=1)[0].tries == 0


def test_a_body_that_raises_leaves_nothing_and_its_neighbours_alone(store: Database) -> None:
    def fails(work: UnitOfWork) -> None:
        work.conn.execute(update(rows).values(state="done"))
        raise LookupError

    _accept(store)
    with pytest.raises(LookupError):
        store.run(fails)
    assert len(store.look(inbox.waiting, limit=1)) == 1
