"""An unforeseen error, raised once in each background task: the task goes on or starts again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from sqlalchemy import select

from bot.signals.troubles import LONGEST, LOUD, Troubles, steadily
from bot.workers import scheduler as timer
from bot.workers.fetcher import Fetcher
from bot.workers.maker import Maker
from bot.workers.spreader import Spreader
from bot.workers.sweeper import Sweeper
from console.chat.live import Live
from core.errors import Fate, SendError
from core.message import Outgoing
from core.settings import Settings
from storage.across import wiping
from storage.bulletins import spreading
from storage.database.database import Database
from storage.database.jobs import Job
from storage.media import attachments, keeping
from storage.media.files import Folder
from storage.media.looking import Looker
from storage.media.uploads import Staging
from storage.messages import inbox, outcomes, webchat
from storage.polls import tasks as poll_tasks
from storage.tables.messages import outbox
from storage.ward import alerts
from tests.bot.conftest import Arrive, sender_of, worker_of
from tests.fakes import FakeChannel

SAID = Troubles.met


class Broken:
    """Replaces a function: it fails at the first call, then works as before; `again` is set at the second call."""

    def __init__(self, works: Callable[..., Any]) -> None:
        self._works = works
        self._loop = asyncio.get_running_loop()
        self.calls = 0
        self.again = asyncio.Event()

    def __call__(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls == 1:
            raise RuntimeError("nobody foresaw this")
        self._loop.call_soon_threadsafe(self.again.set)
        return self._works(*given, **named)


@pytest.fixture(autouse=True)
def no_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rests are measured elsewhere."""

    async def met(self: Troubles, error: Exception) -> float:
        await SAID(self, error)
        return 0.0

    monkeypatch.setattr(Troubles, "met", met)


async def lives(run: Callable[[asyncio.Event], Awaitable[None]], broken: Broken) -> None:
    """It is called again after the error, and ends when it is told to."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(run(stop))
    again = asyncio.ensure_future(broken.again.wait())
    await asyncio.wait({task, again}, return_when=asyncio.FIRST_COMPLETED)
    assert broken.again.is_set(), "it ended"
    stop.set()
    await task


async def test_the_worker(
    store: Database, channel: FakeChannel, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "waiting", broken := Broken(inbox.waiting))
    arrive(1)
    await lives(worker_of(store, channel).run, broken)


async def test_the_sender_after_a_claim(store: Database, channel: FakeChannel, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = sender_of(store, channel)
    monkeypatch.setattr("bot.workers.sender.dispatch.claim", broken := Broken(lambda *_, **__: []))
    await lives(sender.run, broken)


async def test_the_sender_when_outcomes_cannot_be_written(
    store: Database, channel: FakeChannel, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(1)
    await worker_of(store, channel).drain()
    monkeypatch.setattr(outcomes, "record", broken := Broken(outcomes.record))
    await lives(sender_of(store, channel).run, broken)
    assert states(store) == ["sent"]


def states(store: Database) -> list[str]:
    return list(store.look(lambda work: work.conn.execute(select(outbox.c.state)).scalars()))


async def test_a_send_that_breaks_in_ourselves_does_not_keep_its_chat_busy(
    store: Database, channel: FakeChannel, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrive(1)
    await worker_of(store, channel).drain()
    sender = sender_of(store, channel)
    monkeypatch.setattr("broadcasts.pace.Throttle.sent", broken := Broken(lambda *_, **__: 0.0))
    await sender.drain()
    assert broken.calls == 1
    assert states(store) == ["waiting"]


async def test_what_a_platform_says_in_signs_that_no_database_holds_is_written_down(
    store: Database, channel: FakeChannel, arrive: Arrive
) -> None:
    arrive(1)
    await worker_of(store, channel).drain()
    channel.fails["a"] = [SendError(Fate.OURS, "no\x00such \ud800chat")]
    await sender_of(store, channel).drain()
    assert states(store) == ["failed"]


async def test_the_fetcher(
    store: Database, channel: FakeChannel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "wanted", broken := Broken(attachments.wanted))
    looker = Looker()
    files = Folder(tmp_path, seal=store.seal)
    await lives(Fetcher(store, {}, files, tell=lambda *_: None, looker=looker).run, broken)
    looker.close()


async def test_the_maker(store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll_tasks, "any_waiting", broken := Broken(poll_tasks.any_waiting))
    await lives(Maker(store, Folder(tmp_path, seal=store.seal), ward_name="phường").run, broken)


async def test_the_spreader(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreading, "any_to_do", broken := Broken(spreading.any_to_do))
    await lives(Spreader(store).run, broken)


@pytest.mark.parametrize("step", ["unclosed", "sweep"])
async def test_a_step_with_the_files_that_breaks_lets_the_others_be_done(
    store: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    files = Folder(tmp_path, seal=store.seal)
    wiped: list[Database] = []
    if step == "unclosed":
        monkeypatch.setattr(keeping, "unclosed", Broken(keeping.unclosed))
    else:
        monkeypatch.setattr(Staging, "sweep", Broken(Staging.sweep))
    monkeypatch.setattr(wiping, "wipe_if_due", wiped.append)
    await Sweeper(store, files, Staging(tmp_path / "uploads", store.seal)).once()
    assert wiped == [store]


async def test_a_timed_job_is_tried_again_and_the_admins_hear_of_one_that_goes_on_failing(store: Database) -> None:
    broken = Broken(lambda _work: 0)

    def never(_work: object) -> int:
        raise RuntimeError("it never works")

    every = timedelta(minutes=10)
    scheduler = timer.start(store, (Job("once", every, broken), Job("never", every, never)))
    jobs = {job.id: job for job in scheduler.get_jobs()}
    scheduler.shutdown(wait=False)
    for runs in range(LOUD + 2):
        assert alert_details(store) == ([] if runs < LOUD else ["job never: RuntimeError"])
        for job in jobs.values():
            await job.func(*job.args)
    await broken.again.wait()  # it was tried once more


def alert_details(store: Database) -> list[str]:
    return [each.detail for each in store.look(alerts.latest) if each.kind == "part"]


async def test_a_part_begins_anew_ever_more_slowly_and_the_admins_are_told_once(store: Database) -> None:
    stop, rests, tries = asyncio.Event(), list[float](), 0

    async def act() -> None:
        nonlocal tries
        tries += 1
        if tries < 9:
            raise RuntimeError("words of somebody")

    async def rest(_stop: asyncio.Event, seconds: float) -> None:
        rests.append(seconds)

    await steadily("poller", act, store, stop, rest=rest)
    assert (tries, len(rests)) == (9, 8)
    assert alert_details(store) == ["poller: RuntimeError"]


async def test_a_rest_is_bounded(store: Database) -> None:
    troubles = Troubles(store, "x")
    found = [await SAID(troubles, RuntimeError()) for _ in range(8)]
    assert found == [1.0, 2.0, 4.0, 8.0, LONGEST, LONGEST, LONGEST, LONGEST]
    troubles.over()
    assert await SAID(troubles, RuntimeError()) == 1.0


async def test_a_poller_that_ended_by_itself_is_noticed_and_does_not_keep_its_lease_for_nothing(
    store: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.inbound import telegram_polling  # noqa: PLC0415  # aiogram takes seconds to load

    async def ends_at_once(*_: object, **__: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr("bot.channels.telegram_poll.updates", ends_at_once)
    monkeypatch.setattr(telegram_polling, "RENEW", 0.001)
    settings = Settings(secret_key="k" * 40, telegram_token="1:x")
    given: dict[str, Any] = {"accept": None, "holder": "h", "name": "poll:x", "stop": asyncio.Event()}
    with pytest.raises(RuntimeError):
        await telegram_polling._poll_while_held(Mock(), settings, store, **given)


async def test_the_streams_of_the_web_chat(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.chat.live.REST", 0.0)
    monkeypatch.setattr(webchat, "stirred", broken := Broken(webchat.stirred))
    live = Live(store)
    with live.watch("a", "1") as event:
        await asyncio.sleep(0)
        store.run(lambda work: work.ring(webchat.BELL))
        await event.wait()  # after the error it is woken, to look for itself
        event.clear()
        store.run(webchat.say, "a", Outgoing("mới"))
        await event.wait()
    assert broken.calls >= 1
