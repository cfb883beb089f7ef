"""What arrives in one moment is stored together, in order, once each; a faulty one fails alone."""

import asyncio
import itertools
from collections.abc import Mapping

import pytest
from sqlalchemy.exc import DBAPIError

from bot.inbound.arrivals import Arrivals
from core.channel import Peek
from core.errors import UnreadableError
from core.message import Json
from storage.database.database import Database
from storage.messages import inbox
from tests.fakes import FakeChannel


class Told(FakeChannel):
    """Reads the id and the chat from the payload."""

    def peek(self, raw: Mapping[str, Json]) -> Peek:
        if "id" not in raw:
            raise UnreadableError("no id")
        return Peek(str(raw["id"]), str(raw["chat"]))


async def test_a_rush_is_stored_in_order_and_once_in_few_transactions(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    way, channel, written = Arrivals(store), Told(), list[int]()
    write = store.write_first

    async def counted(body: object, found: list[object]) -> object:
        written.append(len(found))
        return await write(body, found)  # type: ignore[arg-type]  # the one body that stores arrivals

    monkeypatch.setattr(store, "write_first", counted)
    said: list[dict[str, Json]] = [{"id": number // 2, "chat": number % 5} for number in range(60)]  # each id twice
    assert await asyncio.gather(*(way.take(channel, each) for each in said)) == [True, False] * 30
    assert written == [60]
    waiting = store.look(inbox.waiting, limit=100)
    assert [each.chat for each in waiting] == [str(number % 5) for number in range(0, 60, 2)]
    assert all(one.id < other.id for one, other in itertools.pairwise(waiting))


async def test_a_faulty_arrival_fails_alone(store: Database) -> None:
    if store.embedded:
        pytest.skip("SQLite stores any text")
    way, channel = Arrivals(store), Told()
    some: list[dict[str, Json]] = [{"id": 1, "chat": "a"}, {"id": "with \x00", "chat": "b"}, {"id": 3, "chat": "c"}]
    first, faulty, last = await asyncio.gather(*(way.take(channel, each) for each in some), return_exceptions=True)
    assert (first, last) == (True, True)
    assert isinstance(faulty, DBAPIError)
    with pytest.raises(UnreadableError):
        await way.take(channel, {})
    assert [each.chat for each in store.look(inbox.waiting, limit=9)] == ["a", "c"]
