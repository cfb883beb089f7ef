"""A large export while others work: how long the page of the queue takes meanwhile, and the memory of the service."""

import asyncio
import math
import statistics
import time
from pathlib import Path

import aiohttp

from bench import desk, page
from bench.page import Rows
from bench.served import cpu, served
from console.frame.passwords import Passwords
from storage.database import migrate
from storage.people import staff

ROWS = 100_000
_PAGES, _EVERY = 60, 0.5  # pages without the export, and the seconds between two of them
_LOGIN, _PASSWORD = "bench", "a password for measuring"
_HERE = {"Sec-Fetch-Site": "same-origin"}


def rows(inside: Path, number: int = ROWS) -> Rows:
    """The figures, on SQLite: service and load are processes of their own."""
    return asyncio.run(_rows(inside, number))


async def _rows(inside: Path, number: int) -> Rows:
    migrate.upgrade(url := f"sqlite:///{inside / 'export.sqlite3'}")
    with desk.opened(url) as database:
        desk.fill(database, number)
        database.run(staff.add, _LOGIN, name="Hoa", password=Passwords().make(_PASSWORD), role="officer")
    async with served(url, inside / "files") as (address, process):
        cookies = aiohttp.CookieJar(unsafe=True)
        async with aiohttp.ClientSession(address, headers=_HERE, cookie_jar=cookies) as session:
            return await _measured(session, process, number)


async def _measured(session: aiohttp.ClientSession, process: int, number: int) -> Rows:
    async with session.post("/console/login", data={"login": _LOGIN, "password": _PASSWORD}) as answer:
        assert answer.status == 200, answer.status
    before = cpu(process)
    quiet = [await _page(session) for _ in range(_PAGES)]
    alone = (cpu(process) - before) / _PAGES * 1000
    held = page.resident(process)
    begun = time.perf_counter()
    export = asyncio.create_task(_export(session))
    loud: list[float] = []
    peak = held
    while not export.done():
        loud.append(await _page(session))
        peak = max(peak, page.resident(process))
    size, seconds = await export, time.perf_counter() - begun
    return [
        ("SQLite: the page of the queue, nobody exports: p50 / p95",
         f"{statistics.median(quiet):.0f} / {_most(quiet):.0f} ms, {alone:.0f} ms of CPU"),
        (f"… while {number:,} rows are exported: p50 / p95 (aim: p95 under 200 ms)",
         f"{statistics.median(loud):.0f} / {_most(loud):.0f} ms"),
        ("the export: seconds, size", f"{seconds:.0f} s, {size / 1e6:.0f} MB"),
        ("memory of the service before, and at most meanwhile", f"{held:.0f} MB, {peak:.0f} MB"),
    ]  # fmt: skip


async def _page(session: aiohttp.ClientSession) -> float:
    """Milliseconds of one page, and a pause after it."""
    begun = time.perf_counter()
    async with session.get("/console/") as answer:
        text = await answer.text()
        assert answer.status == 200, answer.status
    took = time.perf_counter() - begun
    assert "row__words" in text
    await asyncio.sleep(max(0.0, _EVERY - took))
    return took * 1000


async def _export(session: aiohttp.ClientSession) -> int:
    size = 0
    async with session.get("/console/export.xlsx?view=all", timeout=aiohttp.ClientTimeout(total=None)) as answer:
        assert answer.status == 200, answer.status
        async for some in answer.content.iter_chunked(65536):
            size += len(some)
    return size


def _most(times: list[float]) -> float:
    return sorted(times)[math.ceil(len(times) * 0.95) - 1]
