"""What a message costs beside many other wards, measured in a process of its own: `python -m bench.province_costs`."""

import asyncio
import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message

from bench import petition
from bench.province_places import PATIENCE, LateError, Place
from bot.process import gc_tuning
from bot.province import serving
from core.channel import Channel, Sent
from core.message import Address, Outgoing

RATE = 60  # messages per second over all wards
SECONDS = 10
SETTLING = 65  # until the jobs of a start have run: they are spread over a minute
_WARM = 4  # seconds of messages that are not counted
_SECRET = "a-secret-for-measuring"  # noqa: S105  # only here


class Clocked:
    """Notes when a channel is given the reply of a chat."""

    def __init__(self, channel: Channel, handed: dict[str, float]) -> None:
        self._send = channel.send
        self._handed = handed

    async def __call__(self, address: Address, outgoing: Outgoing) -> Sent:
        """Send as the channel does."""
        self._handed.setdefault(address.chat, time.perf_counter())
        return await self._send(address, outgoing)


async def cost(place: Place, api: str) -> dict[str, float]:
    """Milliseconds of CPU per message and of an idle second, and those until the reply, at 60 per second."""
    more = {"TELEGRAM_API_URL": api, "TELEGRAM_MODE": "webhook", "PUBLIC_URL": "http://here.test"}
    for number, code in enumerate(place.codes):
        more[f"WARD_{code.upper()}_TELEGRAM_TOKEN"] = f"{number + 1}:bench"
        more[f"WARD_{code.upper()}_TELEGRAM_WEBHOOK_SECRET"] = _SECRET
    begun, at = time.process_time(), time.perf_counter()
    town = serving.build(place.read(**more), holder="bench")
    await town.wards.refresh()
    while len(town.wards.held) < len(place.codes):  # a round ends in time to renew its leases
        await town.shift.once()
        _in_time(at, f"{len(town.wards.held)} of {len(place.codes)} wards are open")
    opened = time.process_time() - begun
    newcomers = itertools.count(time.time_ns() // 1_000_000)  # in each turn others: a ward answers nothing twice
    stop = asyncio.Event()
    shift = asyncio.create_task(town.shift.run(stop))
    handed: dict[str, float] = {}
    for held in town.wards.held.values():
        for channel in held.service.channels.values():
            if channel.name == "telegram":
                channel.send = Clocked(channel, handed)  # type: ignore[method-assign]
    try:
        await _answered(await _say(town.door, place.codes, newcomers, seconds=_WARM), handed)  # clients are made
        await asyncio.sleep(SETTLING)
        begun = time.process_time()
        await asyncio.sleep(SECONDS)
        idle = time.process_time() - begun
        handed.clear()
        begun = time.process_time()
        sent = await _say(town.door, place.codes, newcomers, seconds=SECONDS)
        await _answered(sent, handed)
        used = time.process_time() - begun
        late = sorted((handed[chat] - at) * 1000 for chat, at in sent.items())
        return {
            "cost": (used - idle) / len(sent) * 1000, "idle": idle / SECONDS * 1000, "opened": opened,
            "p50": late[len(late) // 2], "p95": late[len(late) * 95 // 100],
        }  # fmt: skip
    finally:
        stop.set()
        await shift
        await town.close()


async def _answered(sent: Mapping[str, float], handed: Mapping[str, float]) -> None:
    """Wait for the replies. Raises LateError."""
    begun = time.perf_counter()
    while len(handed) < len(sent):  # the end is a count
        _in_time(begun, f"{len(handed)} of {len(sent)} replies came")
        await asyncio.sleep(0.05)


def _in_time(begun: float, so_far: str) -> None:
    if time.perf_counter() - begun > PATIENCE:
        raise LateError(f"not done after {PATIENCE} s: {so_far}")


async def _say(door: ASGIApp, codes: Sequence[str], newcomers: Iterator[int], *, seconds: int) -> dict[str, float]:
    """Newcomers who each say `/phananh`, ward after ward, through the hooks. When each was said."""
    sent: dict[str, float] = {}
    begun = time.perf_counter()
    for turn in range(seconds * RATE):
        chat, code = next(newcomers), codes[turn % len(codes)]
        await asyncio.sleep(max(0.0, begun + turn / RATE - time.perf_counter()))
        sent[str(chat)] = time.perf_counter()
        status = await _posted(door, f"/w/{code}/hook/telegram", petition.update(chat, chat, "/phananh"))
        assert status == 200, status
    return sent


async def _posted(door: ASGIApp, path: str, update: Mapping[str, Any]) -> int:
    """Call the application as a server does: a client's own work would be in each figure. Gives the status."""
    body, status = json.dumps(update).encode(), 0
    headers = {"host": "here.test", "x-telegram-bot-api-secret-token": _SECRET, "content-type": "application/json",
               "content-length": str(len(body))}  # fmt: skip
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": b"", "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("192.0.2.7", 4000), "server": ("here.test", 80),
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status
        status = message.get("status", status)

    await door(scope, receive, send)
    return status


def _part(place: Place, api: str) -> None:
    """One measure in a process of its own, whose memory and caches are new."""
    gc_tuning.settle()
    sys.stdout.write(json.dumps(asyncio.run(cost(place, api))) + "\n")


def costs(place: Place, api: str) -> Mapping[str, float]:
    """The same, in a new process. Raises LateError."""
    command = [sys.executable, "-m", "bench.province_costs", str(place.folder), api, place.server, *place.codes]
    try:
        done = subprocess.run(  # noqa: S603  # our own module
            command, capture_output=True, text=True, check=False, timeout=3 * PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise LateError(f"not done after {3 * PATIENCE} s") from None
    if done.returncode:
        told = [each for each in done.stderr.splitlines() if "Error" in each] or [""]
        raise LateError(told[-1][-200:])
    found: dict[str, float] = json.loads(done.stdout.rpartition("{")[1] + done.stdout.rpartition("{")[2])
    return found


if __name__ == "__main__":
    _part(Place(Path(sys.argv[1]), tuple(sys.argv[4:]), sys.argv[3]), sys.argv[2])
