"""What we may still write to a person, where the platform counts from their last message (Zalo: 48 hours, 7 days)."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.channels.zalo_oa import ZaloOaChannel
from core.message import Address, Incoming, Kind, Outgoing
from storage.across import dispatch
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats, outbox, outcomes, windows
from storage.messages.outbox import Sending
from storage.messages.windows import Reach
from storage.tables.messages import chats as chat_rows
from storage.tables.messages import outbox as outbox_rows
from tests.databases import Now

ZALO = ZaloOaChannel.shows


def _spoke(work: UnitOfWork, *, ago: timedelta = timedelta()) -> int:
    incoming = Incoming(Address("zalo", "oa", "u1"), f"e{work.now}", Kind.MESSAGE, work.now - ago, person="u1")
    chat = chats.meet(work, incoming)
    windows.opened(work, chat, incoming, shows=ZALO)
    outbox.release(work, chat.id)
    return chat.id


def _answers(store: Database, chat_id: int, *, paid: bool = False) -> list[str]:
    """What leaves when an answer is queued and the sender comes by."""
    store.run(outbox.add, Sending(chat_id, Outgoing("Đã sửa xong."), paid=paid))
    return _leaves(store)


def _leaves(store: Database) -> list[str]:
    claimed = store.run(dispatch.claim, "zalo", "oa", limit=10, attempt="a")
    ends = [outcomes.Outcome(each.id, each.chat_id, "sent") for each in claimed]
    store.run(outcomes.record, "a", ends)
    return [each.outgoing.text for each in claimed]


def _states(store: Database) -> list[str]:
    query = select(outbox_rows.c.state).order_by(outbox_rows.c.id)
    return store.look(lambda work: list(work.conn.execute(query).scalars()))


@pytest.mark.parametrize(
    ("after", "paid", "leaves"),
    [
        (timedelta(hours=47, minutes=59), False, True), (timedelta(hours=48, minutes=1), False, False),
        (timedelta(hours=48, minutes=1), True, True), (timedelta(days=6, hours=23), True, True),
        (timedelta(days=8), True, False), (timedelta(days=8), False, False),
    ],
)  # fmt: skip
def test_an_answer_leaves_free_or_paid_or_waits(
    store: Database, now: Now, after: timedelta, *, paid: bool, leaves: bool
) -> None:
    chat_id = store.run(_spoke)
    now.pass_(hours=after.total_seconds() / 3600)
    assert bool(_answers(store, chat_id, paid=paid)) is leaves
    assert _states(store) == ["sent" if leaves else "held"]


def test_what_waits_is_delivered_on_the_next_word_in_its_order(store: Database, now: Now) -> None:
    chat_id = store.run(_spoke)
    now.pass_(days=8)
    for text in ("một", "hai", "ba"):
        store.run(outbox.add, Sending(chat_id, Outgoing(text)))
        assert _leaves(store) == []
    store.run(_spoke)
    assert [_leaves(store) for _ in range(3)] == [["một"], ["hai"], ["ba"]]
    assert _states(store) == ["sent"] * 3


def test_a_late_redelivery_neither_shortens_nor_lengthens_the_window(store: Database, now: Now) -> None:
    chat_id = store.run(_spoke)
    first = store.look(chats.get, chat_id)
    now.pass_(hours=1)
    store.run(lambda work: _spoke(work, ago=timedelta(hours=2)))
    store.run(lambda work: _spoke(work, ago=timedelta(hours=-5)))  # if their clock is ahead, the message counts as now
    found = store.look(
        lambda work: work.conn.execute(
            select(chat_rows.c.free_until, chat_rows.c.paid_until).where(chat_rows.c.id == first.id)
        ).one()
    )
    assert found.free_until == now() + timedelta(hours=48)
    assert found.paid_until == now() + timedelta(days=7)


def test_a_chat_without_a_window_is_always_open(store: Database, now: Now) -> None:
    chat_id = store.run(_spoke)
    store.run(
        lambda work: work.conn.execute(
            update(chat_rows).where(chat_rows.c.id == chat_id).values(free_until=None, paid_until=None)
        )
    )
    now.pass_(days=400)
    assert _answers(store, chat_id) == ["Đã sửa xong."]
    assert windows.reach(None, None, now()) is Reach.ALWAYS


@pytest.mark.parametrize(
    ("gone", "leaves_in"),
    [
        ((47, 58, 0), 60), ((47, 59, 10), 35), ((47, 59, 50), 0), ((48, 1, 0), 60), ((167, 59, 10), 35),
        ((192, 0, 0), 60),
    ],
)  # fmt: skip
def test_what_waits_a_minute_leaves_before_the_open_window_closes(
    store: Database, now: Now, gone: tuple[int, int, int], leaves_in: int
) -> None:
    chat_id = store.run(_spoke)
    now.pass_(hours=gone[0], minutes=gone[1], seconds=gone[2])
    leaves = store.look(windows.in_time, chat_id, now() + timedelta(seconds=60))
    assert (leaves - now()).total_seconds() == leaves_in


def test_a_stamp_in_another_unit_does_not_close_the_window(store: Database, now: Now) -> None:
    store.run(_spoke, ago=timedelta(days=20_000))
    free, paid = store.look(
        lambda work: work.conn.execute(select(chat_rows.c.free_until, chat_rows.c.paid_until)).one()
    )
    assert (free - now(), paid - now()) == (timedelta(hours=48), timedelta(hours=168))
