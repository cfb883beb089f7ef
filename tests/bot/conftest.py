"""Worker and sender on both databases, with a fake platform inside the test."""

from collections.abc import Callable

import pytest

from bot.signals.metrics import Metrics
from bot.workers.sender import Sender
from bot.workers.worker import Worker
from storage.database.database import Database
from storage.messages import inbox
from tests.fakes import FakeChannel, echo

Arrive = Callable[..., bool]


@pytest.fixture
def channel() -> FakeChannel:
    """The fake platform."""
    return FakeChannel()


@pytest.fixture
def arrive(store: Database) -> Arrive:
    """Puts a message into the inbox; False when it is there already."""

    def arrives(number: int, chat: str = "a", **raw: str) -> bool:
        given = {"id": str(number), "chat": chat, "text": str(number), **raw}
        return store.run(
            inbox.accept, channel="fake", bot="bot", external_id=str(number), chat=chat,
            raw={name: each for name, each in given.items() if each != "-"},
        )  # fmt: skip

    return arrives


@pytest.fixture
def worker(store: Database, channel: FakeChannel) -> Worker:
    """A worker that acknowledges."""
    return worker_of(store, channel)


def worker_of(store: Database, channel: FakeChannel, **how: object) -> Worker:
    """A worker with other parts."""
    given: dict[str, object] = {"handle": echo, "apologise": lambda *_: None, "rest": 0.0, **how}
    return Worker(store, {("fake", "bot"): channel}, metrics=Metrics(), **given)  # type: ignore[arg-type]  # parts by name


def sender_of(store: Database, channel: FakeChannel, **how: object) -> Sender:
    """A sender, with the same lease holder by default."""
    given: dict[str, object] = {"instance_id": "here", "holder": "one", **how}
    return Sender(store, channel, metrics=Metrics(), **given)  # type: ignore[arg-type]  # as above


@pytest.fixture
def sender(store: Database, channel: FakeChannel) -> Sender:
    """The bot's sender."""
    return sender_of(store, channel)
