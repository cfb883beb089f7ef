"""Many wards in one process: its start, its memory, and what a message costs beside eighty-nine others."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from bench import page, petition, province_places
from bench.page import Rows
from bench.province_places import Place
from bench.start import free_port
from bot.process import gc_tuning
from bot.province import serving
from bot.province.serving import Town
from core.channel import Channel, Sent
from core.message import Address, Outgoing

_HEAD = "## A province"
_WARDS = 90
_RATE = 60  # messages per second over all wards
_SECONDS = 10
_TURNS = 3
_SECRET = "a-secret-for-measuring"  # noqa: S105  # only here


def started(place: Place) -> tuple[float, float, float, float, float, float]:
    """Seconds to the first answer and until every ward is worked for, those of CPU then, MB idle and after visits, and
    % of a core idle.
    """
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    told = place.environment(HTTP_PORT=str(port), PUBLIC_URL=here, PROVINCE_OPERATORS="me:0123456789abcdef")
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "province", "serve"],
        env={**os.environ, **told},  # noqa: TID251  # for another process
        stdout=subprocess.DEVNULL,
    )
    try:
        with httpx.Client(base_url=here, timeout=60) as client:
            first = _until(lambda: client.get("/healthz").status_code == 200, begun, process)
            client.post("/province/enter", data={"token": "0123456789abcdef"}, headers={"origin": here})
            all_ = _until(lambda: _held(client) == len(place.codes), begun, process)
            worked = _used(process.pid)
            time.sleep(75)  # the jobs of the start have run
            idle, before = page.resident(process.pid), _used(process.pid)
            time.sleep(20)
            share = (_used(process.pid) - before) / 20 * 100
            for code in place.codes:
                for path in ("/", "/chat", "/console/login"):
                    assert client.get(f"/w/{code}{path}").status_code == 200, code
            return first, all_, worked, idle, page.resident(process.pid), share
    finally:
        process.terminate()
        process.wait()


def _until(is_so: Any, begun: float, process: "subprocess.Popen[bytes]") -> float:
    while True:
        assert process.poll() is None, "the service ended"
        assert time.perf_counter() - begun < 300, "it takes too long"
        try:
            if is_so():
                return time.perf_counter() - begun
        except httpx.TransportError:
            time.sleep(0.05)
        time.sleep(0.05)


def _held(client: httpx.Client) -> int:
    """The wards for which a process works, as the operator's page shows them."""
    return client.get("/province").text.count('<td class="small"><code>') - client.get("/province").text.count(
        "<code>–"
    )


def _used(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Clocked:
    """Notes when a channel is given the reply of a chat."""

    def __init__(self, channel: Channel, handed: dict[str, float]) -> None:
        self._send = channel.send
        self._handed = handed

    async def __call__(self, address: Address, outgoing: Outgoing) -> Sent:
        """Send as the channel does."""
        self._handed.setdefault(address.chat, time.perf_counter())
        return await self._send(address, outgoing)


async def cost(place: Place, api: str) -> tuple[float, float, list[float]]:
    """Milliseconds of CPU per message and of an idle second, and those until the reply, sorted, at 60 per second."""
    more = {"TELEGRAM_API_URL": api, "TELEGRAM_MODE": "webhook", "PUBLIC_URL": "http://here.test"}
    for number, code in enumerate(place.codes):
        more[f"WARD_{code.upper()}_TELEGRAM_TOKEN"] = f"{number + 1}:bench"
        more[f"WARD_{code.upper()}_TELEGRAM_WEBHOOK_SECRET"] = _SECRET
    town = serving.build(place.read(**more), holder="bench")
    await town.wards.refresh()
    while len(town.wards.held) < len(place.codes):  # a round ends in time to renew its leases
        await town.shift.once()
    stop = asyncio.Event()
    shift = asyncio.create_task(town.shift.run(stop))
    handed: dict[str, float] = {}
    for held in town.wards.held.values():
        for channel in held.service.channels.values():
            if channel.name == "telegram":
                channel.send = Clocked(channel, handed)  # type: ignore[method-assign]
    try:
        await _say(town, place.codes, first=0, seconds=4)  # pages, statements and clients are made
        await asyncio.sleep(5)
        begun = time.process_time()
        await asyncio.sleep(_SECONDS)
        idle = time.process_time() - begun
        handed.clear()
        begun = time.process_time()
        sent = await _say(town, place.codes, first=1_000_000, seconds=_SECONDS)
        while len(handed) < len(sent):  # noqa: ASYNC110  # the end is a count
            await asyncio.sleep(0.05)
        used = time.process_time() - begun
        late = sorted((handed[chat] - at) * 1000 for chat, at in sent.items())
        return (used - idle) / len(sent) * 1000, idle / _SECONDS * 1000, late
    finally:
        stop.set()
        await shift
        await town.close()


async def _say(town: Town, codes: Sequence[str], *, first: int, seconds: int) -> dict[str, float]:
    """Newcomers who each say `/phananh`, ward after ward, through the hooks. When each was said."""
    sent: dict[str, float] = {}
    transport = httpx.ASGITransport(app=town.door, client=("192.0.2.7", 4000))
    headers = {"x-telegram-bot-api-secret-token": _SECRET}
    async with httpx.AsyncClient(transport=transport, base_url="http://here.test", headers=headers) as client:
        for number in range(first, first + seconds * _RATE):
            chat, code = 5_000_000 + number, codes[number % len(codes)]
            now = sent[str(chat)] = time.perf_counter()
            answer = await client.post(f"/w/{code}/hook/telegram", json=petition.update(number + 1, chat, "/phananh"))
            assert answer.status_code == 200, answer.status_code
            await asyncio.sleep(max(0.0, 1 / _RATE - (time.perf_counter() - now)))
    return sent


def _part(place: Place, api: str) -> None:
    """One measure in a process of its own, whose memory and caches are new."""
    gc_tuning.settle()
    per_message, idle, late = asyncio.run(cost(place, api))
    sys.stdout.write(f"{per_message} {idle} {late[len(late) // 2]} {late[len(late) * 95 // 100]}\n")


def _costs(place: Place, api: str) -> Mapping[str, float]:
    command = [sys.executable, "-m", "bench.province", "--part", str(place.folder), api, place.server, *place.codes]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own module
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(zip(("cost", "idle", "p50", "p95"), map(float, done.stdout.split()[-4:]), strict=True))


def _rows(name: str, folder: Path, wards: int, servers: tuple[str, str]) -> Rows:
    """The figures of one sort of database: one ward on the first server, many on the second."""
    codes = tuple(f"w{each:02}" for each in range(wards))
    one, many = Place(folder / "one", codes[:1], servers[0]), Place(folder / "many", codes, servers[1])
    for each in (one, many):
        each.folder.mkdir(parents=True)
        province_places.fill(each, province_places.made(each.folder, each.server))
    with page.bot_api() as api:
        alone, beside = started(one), started(many)
        turns = [(_costs(one, api), _costs(many, api)) for _ in range(_TURNS)]
    single, among = ({key: statistics.median(t[at][key] for t in turns) for key in turns[0][0]} for at in (0, 1))
    extra = wards - 1
    return [
        (f"{name}: from the command to the first answer, 1 ward / {wards}", f"{alone[0]:.1f} / {beside[0]:.1f} s"),
        (
            f"{name}: until every ward is worked for, 1 ward / {wards} (aim: under 20 s)",
            f"{alone[1]:.1f} / {beside[1]:.1f} s; {alone[2]:.1f} / {beside[2]:.1f} s of CPU",
        ),
        (f"{name}: memory per further ward, idle (aim: under 2 MB)", f"{(beside[3] - alone[3]) / extra:.2f} MB"),
        ("… and after its front page, chat and sign-in were looked at", f"{(beside[4] - alone[4]) / extra:.2f} MB"),
        (f"{name}: memory of the process, 1 ward / {wards}, idle", f"{alone[3]:.0f} / {beside[3]:.0f} MB"),
        (f"{name}: CPU while nobody says anything, 1 ward / {wards}", f"{alone[5]:.1f} / {beside[5]:.1f} % of a core"),
        (
            f"{name}: CPU per message at {_RATE} per second, 1 ward / {wards}",
            f"{single['cost']:.1f} / {among['cost']:.1f} ms",
        ),
        ("… as a ratio (aim: at most 1.2)", f"{among['cost'] / single['cost']:.2f}"),
        (
            f"{name}: p50 / p95 to the reply, {wards} wards (aim: p95 under 150 ms)",
            f"{among['p50']:.0f} / {among['p95']:.0f} ms",
        ),
        ("… and of 1 ward", f"{single['p50']:.0f} / {single['p95']:.0f} ms"),
    ]


def main() -> None:
    """Measure and write the section."""
    wards = page.number_asked(_WARDS)
    with page.folder() as folder:
        rows = _rows("SQLite", folder / "files", wards, ("", ""))
        with province_places.server(folder / "a") as first, province_places.server(folder / "b") as second:
            rows += _rows("PostgreSQL", folder / "server", wards, (first, second))
    page.put(_HEAD, f"{_HEAD}\n\n{_ABOUT.format(wards=wards)} {page.conditions()}\n\n{page.table(rows)}\n")


_ABOUT = f"""Measured by `make bench ARGS=province`: {{wards}} wards in one process, each with a database of its own (a
file, or a schema) and a Telegram bot of its own, against one ward in the same process. Newcomers say `/phananh` through
the door and the hook, {_RATE} per second in all, ward after ward, for {_SECONDS} seconds; the CPU of an idle time as
long is taken off. CPU is that of the process, without the server of PostgreSQL. Medians of {_TURNS} turns."""


if __name__ == "__main__":
    if "--part" in sys.argv:
        _part(Place(Path(sys.argv[2]), tuple(sys.argv[5:]), sys.argv[4]), sys.argv[3])
    else:
        main()
