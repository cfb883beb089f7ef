"""Crowds pass some at a time: what else is ready comes between them, and who would wait in vain is told."""

import asyncio
import itertools

import pytest

from console.frame.turnstile import BusyError, Makers, Turnstile


async def test_a_few_pass_in_each_turn_in_their_order_and_a_hook_comes_between_them() -> None:
    turnstile = Turnstile(4, most=40)
    passed: list[int] = []
    seen: list[int] = []  # how many had passed, at each turn of the hook

    async def reader(number: int) -> None:
        await turnstile.through()
        passed.append(number)

    async def hook() -> None:
        while len(passed) < 40:
            seen.append(len(passed))
            await asyncio.sleep(0)

    readers = [asyncio.create_task(reader(number)) for number in range(40)]
    await asyncio.gather(asyncio.create_task(hook()), *readers)
    assert passed == list(range(40))
    assert max(after - before for before, after in itertools.pairwise(seen)) == 4
    await asyncio.wait_for(turnstile.through(), 150)


async def test_who_would_be_one_too_many_is_told_and_who_left_takes_no_turn() -> None:
    turnstile = Turnstile(1, most=2)
    gone = asyncio.create_task(turnstile.through())
    stays = asyncio.create_task(turnstile.through())
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await turnstile.through()
    gone.cancel()
    await stays
    assert gone.cancelled()
    await turnstile.through()


async def test_things_are_made_one_after_the_other() -> None:
    makers = Makers(1, most=1)
    leave = await makers.enter()
    second = asyncio.create_task(makers.enter())
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        await makers.enter()
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    third = asyncio.create_task(makers.enter())
    await asyncio.sleep(0)
    assert not third.done()
    leave()
    leave()  # does nothing more
    (await third)()
    (await makers.enter())()
