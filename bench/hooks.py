"""How long Zalo waits for its 200 while the worker has too much to do: a real process, signed events over HTTP.

Zalo gives a hook two seconds, and sends again what took longer.
"""

import asyncio
import hashlib
import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp

from bench import page, petition
from bench.page import Rows
from bench.start import free_port

_HEAD = "## Hooks of Zalo"
_SECONDS = 15.0
_AT_ONCE = 16  # connections; each sends the next event as soon as the last one was accepted
_APP, _OA, _SECRET = "4000000000000000001", "2000000000000000002", "a secret for measuring"


def _events() -> Iterator[bytes]:
    """Endless petition dialogs, a hundred people at a time."""
    numbers = itertools.count(1)
    for some in itertools.count():
        for place in range(len(petition.MESSAGES)):
            for person in range(100):
                text = petition.messages(some * 100 + person)[place]
                event = {
                    "app_id": _APP, "event_name": "user_send_text", "timestamp": str(int(time.time() * 1000)),
                    "sender": {"id": str(3_000_000_000 + some * 100 + person)}, "recipient": {"id": _OA},
                    "message": {"msg_id": f"m{next(numbers)}", "text": text},
                }  # fmt: skip
                yield json.dumps(event, ensure_ascii=False).encode()


def _signed(body: bytes) -> dict[str, str]:
    stamp: str = json.loads(body)["timestamp"]
    mac = hashlib.sha256(_APP.encode() + body + stamp.encode() + _SECRET.encode()).hexdigest()
    return {"X-ZEvent-Signature": f"mac={mac}", "Content-Type": "application/json"}


async def _waiting(session: aiohttp.ClientSession, address: str) -> int:
    async with session.get(f"{address}/metrics") as answer:
        figures = await answer.text()
    line = next(each for each in figures.splitlines() if each.startswith("danban_waiting") and '"inbox"' in each)
    return int(float(line.rsplit(" ", 1)[1]))


async def _flood(address: str) -> tuple[list[float], int]:
    """Milliseconds of each event, and how many messages waited for the worker at the end."""
    events, took = _events(), list[float]()
    async with aiohttp.ClientSession() as session:
        until = time.perf_counter() + _SECONDS

        async def one() -> None:
            while time.perf_counter() < until:
                body = next(events)
                headers = _signed(body)
                begun = time.perf_counter()
                async with session.post(f"{address}/hook/zalo", data=body, headers=headers) as answer:
                    assert answer.status == 200, answer.status
                took.append((time.perf_counter() - begun) * 1000)

        await asyncio.gather(*(one() for _ in range(_AT_ONCE)))
        return sorted(took), await _waiting(session, address)


async def _served(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        for _ in range(600):
            try:
                async with session.get(f"{address}/healthz") as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                await asyncio.sleep(0.1)
    raise AssertionError("the service does not answer")


def _rows(folder: Path, api: str) -> Rows:
    address = f"http://127.0.0.1:{(port := free_port())}"
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/ward.sqlite3", "FILES_DIR": f"{folder}/files", "HTTP_HOST": "127.0.0.1",
        "HTTP_PORT": str(port), "PUBLIC_URL": address, "ZALO_APP_ID": _APP, "ZALO_APP_SECRET": "another secret",
        "ZALO_OA_ID": _OA, "ZALO_OA_SECRET_KEY": _SECRET, "ZALO_REFRESH_TOKEN": "first", "ZALO_API_URL": api,
        "ZALO_OAUTH_URL": api,
    }  # fmt: skip
    service = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, **given},  # noqa: TID251  # for another process
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        asyncio.run(_served(address))
        took, waiting = asyncio.run(_flood(address))
    finally:
        service.kill()
        service.wait()
    assert waiting > 0, "the worker was not saturated"
    return [
        ("events taken, a second", f"{len(took) / _SECONDS:.0f}"),
        ("messages that waited for the worker at the end", str(waiting)),
        (
            "from the request to the 200: p50 / p95 / longest (aim: p95 well under 2,000 ms)",
            f"{statistics.median(took):.0f} / {took[int(len(took) * 0.95)]:.0f} / {took[-1]:.0f} ms",
        ),
    ]


def main() -> None:
    """Measure and write the section."""
    with page.folder() as folder, page.bot_api() as api:
        rows = _rows(folder, api)
    page.put(
        _HEAD,
        f"""{_HEAD}

Measured by `make bench ARGS=hooks`: `danban run` on SQLite with a Zalo Official Account; signed events of petition
dialogs over HTTP for {_SECONDS:.0f} s on {_AT_ONCE} connections, each sending the next as soon as the last was taken:
more than the worker can handle. Zalo sends again after 2 s.
{page.conditions()}

{page.table(rows)}
""",
    )


if __name__ == "__main__":
    main()
