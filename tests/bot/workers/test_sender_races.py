"""Two transactions at once about one chat: what one adds, the other must not forget."""

import asyncio
import threading
import time

from sqlalchemy import text

from bot.workers.sender import Sender
from core.message import Address, Incoming, Kind, Outgoing
from storage.across import dispatch
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats, outbox, outcomes
from storage.messages.outbox import Sending
from storage.messages.outcomes import Outcome
from tests.fakes import AT, FakeChannel


async def test_a_reply_added_while_the_last_one_is_written_down_is_not_forgotten(
    store: Database, sender: Sender, channel: FakeChannel
) -> None:
    added = threading.Event()
    store.run(_put, "first")
    [first] = await store.write(dispatch.claim, "fake", "bot", limit=9, attempt="one")

    def add(work: UnitOfWork) -> None:
        _put(work, "second")
        added.set()
        until = time.monotonic() + 5
        while work.postgres and time.monotonic() < until:  # until the other stands before the chat's lane
            if work.conn.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
                break

    def write_down(work: UnitOfWork) -> None:
        added.wait(150)
        outcomes.record(work, "one", [Outcome(first.id, first.chat_id, "sent", message_id="1")])

    await asyncio.gather(store.write(add), store.write(write_down))
    await sender.drain()
    assert channel.texts("a") == ["second"]


def _put(work: UnitOfWork, words: str) -> None:
    incoming = Incoming(Address("fake", "bot", "a"), "x", Kind.MESSAGE, AT)
    outbox.add(work, Sending(chats.meet(work, incoming).id, Outgoing(words)))
