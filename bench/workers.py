"""Two worker processes against one, on PostgreSQL: what a message costs, and how long they wait for locks.

The whole dialog of some newcomers waits in the inbox. One process handles it, or two; nothing is sent. Both have loaded
everything before they are told to begin.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import psycopg

from bench import page, petition
from bench.ours import KEY, Timed
from bench.page import Rows
from bot.inbound.web import accept_with
from bot.process import gc_tuning, loop
from bot.process.shared import Shared
from bot.signals.metrics import Metrics
from bot.workers.worker import Worker
from core.clock import system_clock
from core.message import Incoming
from core.settings import Settings
from handlers.arrivals import route
from handlers.replies.ward import Ward
from storage.database import migrate
from storage.database.database import Database
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork

_HEAD = "## Two workers"
_TURNS = 3
_LOOK = 0.02  # seconds between two looks at who waits
_LEFT = "SELECT count(*) FROM inbox WHERE state = 'waiting'"
_WAITS = (
    "SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
)


def _channel(shared: Shared) -> Timed:
    found = Timed("1:bench", "http://127.0.0.1:9", words=shared.words, clock=system_clock, open_file=Path, username="b")
    found.note({}, [])
    return found


async def _fill(url: str, people: int, shared: Shared) -> None:
    """Let every message of these people arrive."""
    migrate.upgrade(url)
    database, channel = Database(url, seal=Seal(KEY)), _channel(shared)
    accept = accept_with(database)
    todo = petition.updates(people, first_chat=1000)
    for start in range(0, len(todo), 100):
        await asyncio.gather(*(accept(channel, each) for each in todo[start : start + 100]))
    await channel.close()
    database.close()


async def _work(url: str) -> None:
    """Handle until the standard input ends; then say the seconds of CPU that it took."""
    shared = Shared.load()
    database, channel = Database(url, seal=Seal(KEY)), _channel(shared)
    ward = Ward(
        Settings(secret_key=KEY),
        shared.words,
        shared.ear,
        shared.detector,
        {channel.name: channel.shows},
        lambda *_: "",
    )

    def handle(work: UnitOfWork, incoming: Incoming) -> bool:
        return route.handle(work, incoming, ward)

    channels = {(channel.name, channel.bot): channel}
    worker = Worker(database, channels, handle=handle, apologise=lambda *_: None, metrics=Metrics())
    gc_tuning.settle()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)
    stop, begun = asyncio.Event(), time.process_time()
    working = asyncio.create_task(worker.run(stop))
    await asyncio.to_thread(sys.stdin.readline)
    sys.stdout.write(f"{time.process_time() - begun}\n")
    stop.set()
    await working
    await channel.close()
    database.close()


def _turn(url: str, people: int, processes: int, shared: Shared) -> tuple[float, float, float]:
    """Milliseconds of CPU per message, messages per second, and the share of samples in which a worker waits, in %."""
    asyncio.run(_fill(url, people, shared))
    number = people * len(petition.MESSAGES)
    with ExitStack() as stack:
        command = [sys.executable, "-m", "bench.workers", "--part", url]
        them = [
            stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603  # ours
            )
            for _ in range(processes)
        ]
        for each in them:
            assert each.stdout is not None
            assert each.stdout.readline() == "ready\n"
        conn = stack.enter_context(psycopg.connect(url.replace("+psycopg", ""), autocommit=True))
        begun, waits, active = time.perf_counter(), 0, 0
        _tell(them)
        while _one(conn, _LEFT)[0]:
            waiting, there = _one(conn, _WAITS)
            waits, active = waits + waiting, active + there
            time.sleep(_LOOK)
        seconds = time.perf_counter() - begun
        _tell(them)
        used = sum(float(each.stdout.readline()) for each in them if each.stdout is not None)
    return used / number * 1000, number / seconds, waits / max(1, active) * 100


def _one(conn: "psycopg.Connection[tuple[int, ...]]", sql: str) -> tuple[int, ...]:
    row = conn.execute(sql.encode()).fetchone()
    assert row is not None
    return row


def _tell(them: "list[subprocess.Popen[str]]") -> None:
    for each in them:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()


def _rows(folder: Path, people: int) -> Rows:
    shared, ones, twos = Shared.load(), [], []
    with page.postgres(folder) as server:
        for turn in range(_TURNS):
            for processes, found in ((1, ones), (2, twos)):
                name = f"w{turn}_{processes}"
                with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as conn:
                    conn.execute(f"CREATE DATABASE {name}".encode())
                before, mark, after = server.partition("?")
                url = f"{before.rpartition('/')[0]}/{name}{mark}{after}"
                found.append(_turn(url, people, processes, shared))
    one, two = ([statistics.median(each[at] for each in found) for at in range(3)] for found in (ones, twos))
    ratio = statistics.median(b[0] / a[0] for a, b in zip(ones, twos, strict=True))
    return [
        ("CPU per message, one process / two", f"{one[0]:.1f} / {two[0]:.1f} ms"),
        ("… as a ratio (aim: at most 1.10)", f"{ratio:.2f}"),
        ("waits for locks, of the samples of a busy connection (aim: under 5 %)", f"{two[2]:.1f} %"),
        ("messages per second, one process / two; the database has the same two cores", f"{one[1]:.0f} / {two[1]:.0f}"),
    ]


def main() -> None:
    """Measure and write the section."""
    people = page.number_asked(1000) // len(petition.MESSAGES)
    with page.folder() as folder:
        rows = _rows(folder, people)
    page.put(
        _HEAD,
        f"""{_HEAD}

Measured by `make bench ARGS=workers`: {people} newcomers' whole dialogs wait in one ward's inbox on PostgreSQL and are
handled by one process or by two; nothing is sent. CPU is that of these processes. Every {_LOOK * 1000:.0f} ms
`pg_stat_activity` says which of their connections wait for a lock, advisory ones too. Medians of {_TURNS} turns.
{page.conditions()}

{page.table(rows)}
""",
    )


if __name__ == "__main__":
    if "--part" in sys.argv:
        loop.run(_work(sys.argv[-1]))
    else:
        main()
