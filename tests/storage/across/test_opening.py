"""What nearly every turn asks for first comes with its message, and is never older than what the turn itself did."""

from typing import Any

import pytest

from core.message import Address, Incoming, Kind
from storage.across import opening
from storage.database import prepared
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.messages import chats, inbox, runs
from storage.messages.chats import Chat
from storage.messages.runs import Run
from storage.people import residents
from storage.people.residents import Resident
from storage.tables.messages import runs as table
from tests.databases import Now

LAN = Address("web", "b", "lan")


def _taken(work: UnitOfWork, number: str) -> None:
    inbox.accept(work, channel="web", bot="b", external_id=number, chat="lan", raw={"n": number})
    (waiting,) = inbox.waiting(work, limit=1)
    assert opening.take(work, waiting) == {"n": number}
    inbox.done(work, waiting.id)


def _known(work: UnitOfWork, person: str = "lan") -> tuple[Chat, Resident, Run | None]:
    chat = chats.meet(work, Incoming(LAN, "e", Kind.MESSAGE, work.now, person=person, private=True))
    return chat, residents.of_person(work, chat, person, name="Lan"), runs.open_of(work, chat.id, person)


def test_chat_resident_and_dialog_come_with_the_message(
    store: Database, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    def first(work: UnitOfWork) -> tuple[Chat, Resident, Run]:
        _taken(work, "1")
        chat, resident, run = _known(work)
        assert run is None
        return chat, resident, runs.start(work, chat.id, person="lan", dialog="petition", version=1)

    chat, resident, run = store.run(first)
    now.pass_(minutes=1)
    said: list[str] = []
    by_driver = prepared.by_driver

    def note(work: UnitOfWork, sql: str, values: Any) -> Any:  # the driver's own types
        said.append(sql)
        return by_driver(work, sql, values)

    def second(work: UnitOfWork) -> tuple[Chat, Resident, Run | None]:
        _taken(work, "2")
        monkeypatch.setattr(prepared, "by_driver", note)
        found = _known(work)
        assert said == [], "it was read with the message"
        assert _known(work) == found, "who asks again reads again"
        monkeypatch.undo()
        return found

    assert store.run(second) == (chat, resident, run)


def test_a_dialog_that_this_turn_changed_is_read_again_and_so_is_another_persons(store: Database) -> None:
    def begun(work: UnitOfWork) -> Run:
        chat, _, _ = _known(work)
        return runs.start(work, chat.id, person="lan", dialog="petition", version=1)

    run = store.run(begun)

    def body(work: UnitOfWork) -> None:
        _taken(work, "1")
        chat, _, _ = _known(work, "nam")  # in a group, persons are not the chat
        runs.end(work, run.id, "done")
        assert runs.open_of(work, chat.id, "lan") is None

    store.run(body)
    store.run(lambda work: work.conn.execute(table.update().values(state="open")))

    def moved(work: UnitOfWork) -> None:
        _taken(work, "2")
        fresh = runs.start(work, run.chat_id, person="lan", dialog="visit", version=1)
        assert runs.open_of(work, run.chat_id, "lan") == fresh
        left = runs.left_of(work, run.chat_id, "lan")
        assert left is not None
        assert left.id == run.id

    store.run(moved)
