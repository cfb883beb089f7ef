"""Many wards in one process: its start, its memory, and what a message costs beside eighty-nine others."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import page, province_places
from bench.page import Rows
from bench.province_costs import RATE, SECONDS, SETTLING, costs
from bench.province_places import PATIENCE, LateError, Place
from bench.start import free_port

_HEAD = "## A province"
_WARDS = 90
_TURNS = 3


@dataclass(frozen=True, slots=True)
class Start:
    """A process that serves: seconds, those of CPU, MB, and % of a core."""

    first: float  # from the command to the first answer
    first_cpu: float
    all_: float  # until every ward is worked for
    all_cpu: float
    idle: float
    visited: float  # MB after the pages of each ward were looked at
    share: float


def started(place: Place) -> Start:
    """Start the real command, wait until it works for every ward, let it stand, then look at three pages of each."""
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
            first_cpu = _used(process.pid)
            client.post("/province/enter", data={"token": "0123456789abcdef"}, headers={"origin": here})
            all_ = _until(lambda: _held(client) == len(place.codes), begun, process)
            all_cpu = _used(process.pid)
            time.sleep(SETTLING)
            idle, before = page.resident(process.pid), _used(process.pid)
            time.sleep(SECONDS)
            share = (_used(process.pid) - before) / SECONDS * 100
            for code in place.codes:
                for path in ("/", "/chat", "/console/login"):
                    assert client.get(f"/w/{code}{path}").status_code == 200, code
            return Start(first, first_cpu, all_, all_cpu, idle, page.resident(process.pid), share)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _until(is_so: Any, begun: float, process: "subprocess.Popen[bytes]") -> float:
    while True:
        if process.poll() is not None:
            raise LateError("the service ended")
        if time.perf_counter() - begun > PATIENCE:
            raise LateError(f"not done after {PATIENCE} s")
        try:
            if is_so():
                return time.perf_counter() - begun
        except httpx.TransportError:
            time.sleep(0.05)
        time.sleep(0.05)


def _held(client: httpx.Client) -> int:
    """The wards for which a process works, as the operator's page shows them."""
    text = client.get("/province").text
    return text.count('<td class="small"><code>') - text.count("<code>–")


def _used(pid: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _rows(name: str, folder: Path, wards: int, servers: tuple[str, str]) -> Iterator[Rows]:
    """The figures of one sort of database, as they come: one ward on the first server, many on the second."""
    codes = tuple(f"w{each:02}" for each in range(wards))
    one, many = Place(folder / "one", codes[:1], servers[0]), Place(folder / "many", codes, servers[1])
    for each in (one, many):
        _say_so(f"{name}: {len(each.codes)} wards are made")
        each.folder.mkdir(parents=True)
        province_places.fill(each, province_places.made(each.folder, each.server))
    yield _kept(name, "start", lambda: _of_starts(name, wards, started(one), started(many)))
    with page.bot_api() as api:
        turns: list[tuple[Mapping[str, float], Mapping[str, float]]] = []
        for turn in range(_TURNS):

            def measured() -> Rows:
                turns.append((costs(one, api), costs(many, api)))
                return []

            if failed := _kept(name, f"messages, turn {turn + 1} of {_TURNS}", measured):
                yield failed
    if turns:
        yield _of_turns(name, wards, turns)


def _kept(name: str, part: str, measured: Callable[[], Rows]) -> Rows:
    """The rows of a part, or one that says why there are none: the other parts go on."""
    _say_so(f"{name}: {part}")
    try:
        return measured()
    except (LateError, AssertionError, OSError, httpx.HTTPError) as error:
        return [(f"{name}: {part}", f"not measured: {error or type(error).__name__}")]


def _say_so(part: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} load {os.getloadavg()[0]:.1f}: {part}\n")


def _of_starts(name: str, wards: int, alone: Start, beside: Start) -> Rows:
    extra = wards - 1
    load = f", load {os.getloadavg()[0]:.1f}"
    return [
        (
            f"{name}: from the command to the first answer, 1 ward / {wards}",
            f"{alone.first:.1f} / {beside.first:.1f} s; CPU {alone.first_cpu:.1f} / {beside.first_cpu:.1f} s{load}",
        ),
        (
            f"{name}: until every ward is worked for, 1 ward / {wards} (aim: under 20 s)",
            f"{alone.all_:.1f} / {beside.all_:.1f} s; CPU {alone.all_cpu:.1f} / {beside.all_cpu:.1f} s",
        ),
        (f"{name}: memory per further ward, idle (aim: under 2 MB)", f"{(beside.idle - alone.idle) / extra:.2f} MB"),
        ("… and after its front page, chat and sign-in", f"{(beside.visited - alone.visited) / extra:.2f} MB"),
        (f"{name}: memory of the process, 1 ward / {wards}, idle", f"{alone.idle:.0f} / {beside.idle:.0f} MB"),
        (f"{name}: CPU while nobody says anything, 1 ward / {wards}", f"{alone.share:.1f} / {beside.share:.1f} %"),
    ]


def _of_turns(name: str, wards: int, turns: Sequence[tuple[Mapping[str, float], Mapping[str, float]]]) -> Rows:
    """Medians of the turns."""
    single, among = ({key: statistics.median(t[at][key] for t in turns) for key in turns[0][0]} for at in (0, 1))
    load = f"; {len(turns)} turns, load {os.getloadavg()[0]:.1f}"
    return [
        (
            f"{name}: CPU to open the wards with a Telegram bot each and begin their work, 1 ward / {wards}",
            f"{single['opened']:.1f} / {among['opened']:.1f} s",
        ),
        (
            f"{name}: CPU per message at {RATE} per second, 1 ward / {wards}",
            f"{single['cost']:.1f} / {among['cost']:.1f} ms{load}",
        ),
        ("… as a ratio (aim: at most 1.2)", f"{among['cost'] / single['cost']:.2f}"),
        (
            f"{name}: p50 / p95 to the reply, {wards} wards (aim: p95 under 150 ms)",
            f"{among['p50']:.0f} / {among['p95']:.0f} ms",
        ),
        ("… and of 1 ward", f"{single['p50']:.0f} / {single['p95']:.0f} ms"),
    ]


def main() -> None:
    """Measure, and write the section anew whenever a part is known: the whole takes long, and a later part may fail."""
    wards = page.number_asked(_WARDS)
    sorts = ("sqlite", "postgres")
    asked = [each for each in sorts if each in sys.argv[1:]] or sorts
    rows: Rows = []
    with page.folder() as folder, ExitStack() as stack:
        for sort in asked:
            if sort == "sqlite":
                parts = _rows("SQLite", folder / "files", wards, ("", ""))
            else:
                first, second = (stack.enter_context(province_places.server(folder / each)) for each in "ab")
                parts = _rows("PostgreSQL", folder / "server", wards, (first, second))
            for part in parts:
                rows += part
                page.put(_HEAD, f"{_HEAD}\n\n{_ABOUT.format(wards=wards)} {page.conditions()}\n\n{page.table(rows)}\n")


_ABOUT = f"""Measured by `make bench ARGS=province`: {{wards}} wards in one process, each with a database of its own (a
file, or a schema) and, for the messages, a Telegram bot of its own, against one ward in the same process. Newcomers say
`/phananh` through the door and the hook, {RATE} per second in all, ward after ward, for {SECONDS} seconds; the CPU of
an idle time as long is taken off. CPU is that of the process, without the server of PostgreSQL. A part that does not
end in its time is told so, and the others go on."""


if __name__ == "__main__":
    main()
