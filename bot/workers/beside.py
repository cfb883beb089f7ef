"""One piece of heavy work in a process of its own: what goes in, what comes out, and how far it has come."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from storage.media import subprocesses
from storage.media.subprocesses import ChildFailedError

LONGEST = 300.0  # seconds for one piece; the claim of a consultation's task lasts twice as long
_OFTEN = 0.5  # seconds between two words on the progress


async def result(module: str, *arguments: str, given: str, told: Callable[[int, int], Awaitable[None]]) -> bytes:
    """What a module of ours makes of its standard input. `told` hears how many steps are done, of how many.

    Raises ChildFailedError, TimeoutError.
    """
    child = await asyncio.create_subprocess_exec(
        *subprocesses.command(module, *arguments), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, cwd=subprocesses.FOLDER, env=subprocesses.environment(),
    )  # fmt: skip
    try:
        async with asyncio.timeout(LONGEST):
            telling = asyncio.create_task(_listen(child.stderr, told))
            assert child.stdin is not None
            assert child.stdout is not None
            feeding = asyncio.create_task(_feed(child.stdin, given.encode()))
            made = await child.stdout.read()
            await asyncio.gather(telling, feeding)
            code = await child.wait()
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if code:
        raise ChildFailedError("died")
    return made


async def _listen(lines: asyncio.StreamReader | None, told: Callable[[int, int], Awaitable[None]]) -> None:
    """Tell the progress, at most twice per second. Everything else that the process says is thrown away."""
    assert lines is not None
    loop = asyncio.get_running_loop()
    last = loop.time()
    async for line in lines:
        done, mark, total = line.decode("utf-8", "replace").strip().partition("/")
        if mark and done.isdecimal() and total.isdecimal() and loop.time() - last > _OFTEN:
            last = loop.time()
            await told(int(done), int(total))


async def _feed(pipe: asyncio.StreamWriter, given: bytes) -> None:
    with suppress(ConnectionError):  # it died: its exit code tells
        pipe.write(given)
        await pipe.drain()
    pipe.close()
