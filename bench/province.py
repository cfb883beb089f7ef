"""Many wards in one process: its start, its memory, and what a message costs beside eighty-nine others."""

import asyncio
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from bench import page, petition
from bench.page import Rows
from bench.start import free_port
from bot.process import gc_tuning
from bot.province import serving
from bot.province.serving import Town
from core import province
from core.channel import Channel, Sent
from core.message import Address, Outgoing
from storage.database import migrate
from storage.database.revision import newest
from storage.province.registry import Registry, State

_HEAD = "## A province"
_WARDS = 90
_RATE = 60  # messages per second over all wards
_SECONDS = 10
_SECRET = "a-secret-for-measuring"  # noqa: S105  # only here


def environment(folder: Path, codes: list[str], **more: str) -> dict[str, str]:
    """What a process with these wards is told."""
    found = {"DATABASE_URL": f"sqlite:///{folder}/x.sqlite3", "FILES_DIR": f"{folder}/files", "HTTP_HOST": "127.0.0.1"}
    for code in codes:
        found[f"WARD_{code.upper()}_SECRET_KEY"] = f"{code}-key-for-measuring".ljust(40, "x")
    return found | more


def fill(folder: Path, codes: list[str], template: Path) -> None:
    """Put these wards into a registry, each with an empty database of this release."""
    folder.mkdir(parents=True, exist_ok=True)
    where = province.read(environment(folder, codes), env_file=folder / "none")
    registry = Registry(province.registry_url(where))
    registry.load(province.one(code, f"phường {code}") for code in codes)
    for code in codes:
        place = folder / "wards" / code
        place.mkdir(parents=True)
        shutil.copy(template, place / "ward.sqlite3")
        registry.set_state(code, State.RUNNING, revision=newest())
    registry.close()


def started(folder: Path, codes: list[str]) -> tuple[float, float, float, float, float]:
    """Seconds to the first answer and until every ward is worked for, MB then and after visits, % of a core idle."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    told = environment(folder, codes, HTTP_PORT=str(port), PUBLIC_URL=here, PROVINCE_OPERATORS="me:0123456789abcdef")
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
            all_ = _until(lambda: _held(client) == len(codes), begun, process)
            time.sleep(15)  # the jobs of the start have run
            idle, before = page.resident(process.pid), _used(process.pid)
            time.sleep(20)
            share = (_used(process.pid) - before) / 20 * 100
            for code in codes:
                for path in ("/", "/chat", "/console/login"):
                    assert client.get(f"/w/{code}{path}").status_code == 200, code
            return first, all_, idle, page.resident(process.pid), share
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


async def cost(folder: Path, codes: list[str], api: str) -> tuple[float, float, list[float]]:
    """Milliseconds of CPU per message and of an idle second, and those until the reply, sorted, at 60 per second."""
    more = {"TELEGRAM_API_URL": api, "TELEGRAM_MODE": "webhook", "PUBLIC_URL": "http://here.test"}
    for number, code in enumerate(codes):
        more[f"WARD_{code.upper()}_TELEGRAM_TOKEN"] = f"{number + 1}:bench"
        more[f"WARD_{code.upper()}_TELEGRAM_WEBHOOK_SECRET"] = _SECRET
    town = serving.build(province.read(environment(folder, codes, **more), env_file=folder / "none"), holder="bench")
    await town.wards.refresh()
    await town.shift.once()
    stop = asyncio.Event()
    shift = asyncio.create_task(town.shift.run(stop))
    handed: dict[str, float] = {}
    for held in town.wards.held.values():
        for channel in held.service.channels.values():
            if channel.name == "telegram":
                channel.send = Clocked(channel, handed)  # type: ignore[method-assign]
    try:
        await _say(town, codes, first=0, seconds=4)  # pages, statements and clients are made
        await asyncio.sleep(5)
        begun = time.process_time()
        await asyncio.sleep(_SECONDS)
        idle = time.process_time() - begun
        handed.clear()
        begun = time.process_time()
        sent = await _say(town, codes, first=1_000_000, seconds=_SECONDS)
        while len(handed) < len(sent):  # noqa: ASYNC110  # the end is a count
            await asyncio.sleep(0.05)
        used = time.process_time() - begun
        late = sorted((handed[chat] - at) * 1000 for chat, at in sent.items())
        return (used - idle) / len(sent) * 1000, idle / _SECONDS * 1000, late
    finally:
        stop.set()
        await shift
        await town.close()


async def _say(town: Town, codes: list[str], *, first: int, seconds: int) -> dict[str, float]:
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


def _part(number: int, folder: Path, api: str) -> None:
    """One measure in a process of its own, whose memory and caches are new."""
    codes = [f"w{each:02}" for each in range(number)]
    gc_tuning.settle()
    per_message, idle, late = asyncio.run(cost(folder, codes, api))
    sys.stdout.write(f"{per_message} {idle} {late[len(late) // 2]} {late[len(late) * 95 // 100]}\n")


def _costs(folder: Path, number: int, api: str) -> Mapping[str, float]:
    command = [sys.executable, "-m", "bench.province", "--part", str(number), str(folder), api]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own module
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(zip(("cost", "idle", "p50", "p95"), map(float, done.stdout.split()[-4:]), strict=True))


def main() -> None:
    """Measure and write the section."""
    wards = page.number_asked(_WARDS)
    codes = [f"w{each:02}" for each in range(wards)]
    with page.folder() as folder, page.bot_api() as api:
        template = folder / "template.sqlite3"
        migrate.upgrade(f"sqlite:///{template}")
        for name, some in (("one", codes[:1]), ("many", codes)):
            fill(folder / name, some, template)
        one, many = started(folder / "one", codes[:1]), started(folder / "many", codes)
        turns = [(_costs(folder / "one", 1, api), _costs(folder / "many", wards, api)) for _ in range(3)]
    alone, beside = ({key: statistics.median(t[at][key] for t in turns) for key in turns[0][0]} for at in (0, 1))
    extra = wards - 1
    rows: Rows = [
        (f"from the command to the first answer, 1 ward / {wards}", f"{one[0]:.1f} / {many[0]:.1f} s"),
        (f"until every ward is worked for, 1 ward / {wards} (aim: under 20 s)", f"{one[1]:.1f} / {many[1]:.1f} s"),
        ("memory per further ward, idle (aim: under 2 MB)", f"{(many[2] - one[2]) / extra:.2f} MB"),
        ("… and after its front page, chat and sign-in were looked at", f"{(many[3] - one[3]) / extra:.2f} MB"),
        (f"memory of the process, 1 ward / {wards}, idle", f"{one[2]:.0f} / {many[2]:.0f} MB"),
        (f"CPU while nobody says anything, 1 ward / {wards}", f"{one[4]:.1f} / {many[4]:.1f} % of a core"),
        (f"CPU per message at {_RATE} per second, 1 ward / {wards}", f"{alone['cost']:.1f} / {beside['cost']:.1f} ms"),
        ("… as a ratio (aim: at most 1.2)", f"{beside['cost'] / alone['cost']:.2f}"),
        (
            f"p50 / p95 to the reply, {wards} wards (aim: p95 under 150 ms)",
            f"{beside['p50']:.0f} / {beside['p95']:.0f} ms",
        ),
        ("p50 / p95 to the reply, 1 ward", f"{alone['p50']:.0f} / {alone['p95']:.0f} ms"),
    ]  # fmt: skip
    page.put(_HEAD, f"{_HEAD}\n\n{_ABOUT.format(wards=wards)} {page.conditions()}\n\n{page.table(rows)}\n")


_ABOUT = f"""Measured by `make bench ARGS=province`: {{wards}} wards in one process on SQLite, each with a file and a
Telegram bot of its own, against one ward in the same process. Newcomers say `/phananh` through the door and the hook,
{_RATE} per second in all, ward after ward, for {_SECONDS} seconds; the CPU of an idle time as long is taken off.
Medians of 3 turns."""


if __name__ == "__main__":
    if "--part" in sys.argv:
        _part(int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
    else:
        main()
