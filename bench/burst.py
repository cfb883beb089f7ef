"""Bursts on the public pages of cases while people chat: real HTTP, service and load in processes of their own."""

import asyncio
import itertools
import json
import secrets
import sqlite3
import statistics
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import aiohttp

from bench import opened, page
from bench.page import Rows
from bench.served import cpu, served
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal

HEAD = "## Bursts on the public pages"
_RELEASED = 10_000
_RATE, _SECONDS = 500, 20.0
_TALKERS, _EVERY = 8, 2.0  # people in the chat, and the seconds between two messages of each
_HERE = {"Sec-Fetch-Site": "same-origin", "X-Chat": "1"}
_CHANGES = 5.0  # seconds between two changes of a released case
_AT_ONCE = 200  # pages that are asked for and have not come
_KNOWN = 2 / 3  # of the visitors have the page already


def main() -> None:
    """Measure, and write the section. With "load": make the load (the process that `main` starts)."""
    if sys.argv[1:2] == ["load"]:
        asyncio.run(_load(sys.argv[2], int(sys.argv[3])))
        return
    rate = page.number_asked(_RATE)
    with page.folder() as inside:
        rows = asyncio.run(_rows(inside, rate))
    what = (
        f"`danban run` on SQLite with {_RELEASED:,} released cases. A process of its own asks {rate} times a second\n"
        f"for {_SECONDS:.0f} s for list, search, one case, feed, frame, figures, sitemap and Open311, two thirds with\n"
        f"the tag of what they have, at most {_AT_ONCE} at once. Every {_CHANGES:.0f} s a released case changes, so\n"
        f"that all is made anew. {_TALKERS} people write to the web chat every {_EVERY:.0f} s; a reply is timed from\n"
        "the sending until the event stream brings it. `python -m bench burst`."
    )
    said = f"{HEAD}\n\n{what}\n{page.conditions()}\n\n{page.table(rows)}"
    page.put(HEAD, said)


async def _rows(inside: Path, rate: int) -> Rows:
    file = inside / "ward.sqlite3"
    _filled(url := f"sqlite:///{file}")
    async with served(url, inside / "files") as (address, process):
        quiet, calm = await _talked(address, process)
        before = cpu(process)
        load = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bench.burst", "load", address, str(rate), stdout=subprocess.PIPE
        )
        changing = asyncio.create_task(_changing(file))
        loud, _ = await _talked(address, process)
        out, _ = await load.communicate()
        used = cpu(process) - before - calm  # people talk as long as before
        changing.cancel()
    told = json.loads(out)
    ratio = _most(loud) / _most(quiet)
    return [
        ("a reply without the burst: p50 / p95", f"{statistics.median(quiet):.0f} / {_most(quiet):.0f} ms"),
        ("a reply in the burst: p50 / p95 (aim: p95 under 300 ms)",
         f"{statistics.median(loud):.0f} / {_most(loud):.0f} ms"),
        ("p95 in the burst, of the one without", f"{ratio:.1f} times"),
        ("pages a second, answered / asked", f"{told['asked'] / told['seconds']:.0f} / {rate}"),
        ("of these: 304 / 200 / other", f"{told['304']} / {told['200']} / {told['other']}"),
        ("a page: p50 / p95", f"{told['p50']:.0f} / {told['p95']:.0f} ms"),
        ("CPU of the service that one page takes", f"{used * 1000 / told['asked']:.2f} ms"),
    ]  # fmt: skip


def _filled(url: str) -> None:
    migrate.upgrade(url)
    database = Database(url, seal=Seal("for the bench, which opens nothing"))
    database.run(opened.fill, 0, _RELEASED)
    database.close()


def _most(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


async def _changing(file: Path) -> None:
    for number in itertools.count(1):
        await asyncio.sleep(_CHANGES)
        with closing(sqlite3.connect(file, timeout=5)) as conn, conn:
            conn.execute("UPDATE public_cases SET staff_id = NULL WHERE id = ?", (number,))


async def _talked(address: str, process: int) -> tuple[list[float], float]:
    """Milliseconds from each message to its reply, and the service's CPU meanwhile, in seconds."""
    times: list[float] = []
    before, until = cpu(process), time.perf_counter() + _SECONDS
    await asyncio.gather(*(_talk(address, place, until, times) for place in range(_TALKERS)))
    assert times, "nobody got a reply"
    return times, cpu(process) - before


async def _talk(address: str, place: int, until: float, times: list[float]) -> None:
    async with aiohttp.ClientSession(headers=_HERE, cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(f"{address}/chat") as answer:
            await answer.read()
        await asyncio.sleep(place * _EVERY / _TALKERS)
        async with session.get(f"{address}/chat/events") as stream:
            while time.perf_counter() < until:
                begun = time.perf_counter()
                said = {"text": "xin chào", "key": secrets.token_hex(8)}
                async with session.post(f"{address}/chat/send", json=said) as answer:
                    assert answer.status == 202, await answer.text()
                    own = int((await answer.json())["id"])
                async for line in stream.content:
                    if line.startswith(b"id:") and int(line[3:]) > own:
                        break
                times.append((time.perf_counter() - begun) * 1000)
                await asyncio.sleep(max(0.0, begun + _EVERY - time.perf_counter()))


async def _load(address: str, rate: int) -> None:
    """Ask so often, whether or not the last answer has come; then tell what came."""
    paths = await _paths(address)
    tags: dict[str, str] = {}
    times: list[float] = []
    counts = {"304": 0, "200": 0, "other": 0}
    connector = aiohttp.TCPConnector(limit=_AT_ONCE)
    async with aiohttp.ClientSession(connector=connector, headers=_HERE) as session:

        async def ask(path: str, *, knows: bool) -> None:
            begun = time.perf_counter()
            headers = {"If-None-Match": tags[path]} if knows and path in tags else {}
            async with session.get(f"{address}{path}", headers=headers) as answer:
                await answer.read()
                tags[path] = answer.headers.get("ETag", "")
                status = str(answer.status)
            counts[status if status in counts else "other"] += 1
            times.append((time.perf_counter() - begun) * 1000)

        start, asked = time.perf_counter(), set[asyncio.Task[None]]()
        for number in range(int(rate * _SECONDS)):
            await asyncio.sleep(max(0.0, start + number / rate - time.perf_counter()))
            if len(asked) >= _AT_ONCE or time.perf_counter() - start > _SECONDS:
                continue  # the service, or this process, is behind
            knows = number % 30 < 30 * _KNOWN
            asked.add(task := asyncio.create_task(ask(paths[number % len(paths)], knows=knows)))
            task.add_done_callback(asked.discard)
        await asyncio.gather(*asked)
        seconds = time.perf_counter() - start
    told = {"asked": len(times), "seconds": seconds, "p50": statistics.median(times), "p95": _most(times), **counts}
    sys.stdout.write(json.dumps(told))


async def _paths(address: str) -> list[str]:
    base = "/viec-da-bao"
    some = f"{address}/open311/v2/requests.json?page_size=9"
    async with aiohttp.ClientSession() as session, session.get(some) as answer:
        keys = [each["service_request_id"] for each in await answer.json()]
    return [
        base, base, base, *(f"{base}/{key}" for key in keys), f"{base}?q=den+duong", f"{base}/rss.xml", f"{base}/nhung",
        "/con-so", "/sitemap-viec-1.xml", "/open311/v2/requests.json?page_size=50",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
