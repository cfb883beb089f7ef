"""Callers get what their bodies gave, whoever they are; a loop is woken once for all ends of a transaction."""

import asyncio
from concurrent.futures import Future

import pytest

from storage.database import callers
from storage.database.callers import Task


def test_the_ends_of_one_transaction_wake_a_loop_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> tuple[list[object], int]:
        loop, woken = asyncio.get_running_loop(), 0
        wake = loop.call_soon_threadsafe

        def counted(*given: object) -> object:
            nonlocal woken
            woken += 1
            return wake(*given)  # type: ignore[arg-type]  # as it was given

        monkeypatch.setattr(loop, "call_soon_threadsafe", counted)
        tasks = [Task.here() for _ in range(3)]
        thread: Future[object] = Future()
        tasks[1].future.cancel()  # its task has gone meanwhile
        await asyncio.to_thread(callers.give, [*((each, "done") for each in tasks), (thread, "too")])
        for_give = woken
        return [await tasks[0].future, await tasks[2].future, thread.result()], for_give

    found, woken = asyncio.run(body())
    assert found == ["done", "done", "too"]
    assert woken == 2  # once for the ends, once for `to_thread` itself


def test_an_error_reaches_who_still_waits() -> None:
    async def body() -> list[object]:
        waiting, gone = Task.here(), Task.here()
        gone.future.cancel()
        thread: Future[object] = Future()
        assert [callers.waits(each) for each in (waiting, gone, thread)] == [True, False, True]
        assert callers.has_gone(gone)
        await asyncio.to_thread(callers.tell, [waiting, gone, thread], ValueError("a fault"))
        return [*await asyncio.gather(waiting.future, return_exceptions=True), thread.exception()]

    assert [type(each) for each in asyncio.run(body())] == [ValueError, ValueError]


def test_a_loop_that_has_ended_holds_nobody_up() -> None:
    async def body() -> Task:
        return Task.here()

    task, thread = asyncio.run(body()), Future[object]()
    callers.give([(task, "late"), (thread, "in time")])
    callers.tell([task], ValueError("late"))
    assert thread.result(timeout=0) == "in time"
