"""What a message costs: its statements, its commits and its CPU, for the dialog of `bench.petition`.

`python -m bench.turns [sqlite] [postgresql] [number of messages]` prints each statement with how often it runs per
message and its CPU in µs (D: run by the driver, S: by SQLAlchemy, without SQLAlchemy's own work before it). With
`plain` nothing is counted, with `profile` the functions are profiled. CPU is that of this process: the load of the
machine, the Bot API and the server of PostgreSQL are not in it.
"""

import cProfile
import os
import pstats
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, func, select

from bench import messages, page, petition
from bench.ours import Ours
from bot.process import gc_tuning, loop
from storage.database import prepared
from storage.tables.cases import cases

_SHOWN = 70  # statements
_WIDE = 150  # letters of a statement
_WARM = 24  # people before the measured ones: statements are compiled and prepared then


@dataclass(slots=True)
class Count:
    """What ran, by statement."""

    ran: Counter[str] = field(default_factory=Counter)
    cpu: Counter[str] = field(default_factory=Counter)
    commits: int = 0

    def clear(self) -> None:
        """Begin anew."""
        self.ran.clear()
        self.cpu.clear()
        self.commits = 0

    def note(self, sql: str, cpu: float, *, way: str) -> None:
        """Note one statement. `way`: D for the driver, S for SQLAlchemy."""
        if sql.split(" ", 1)[0] in {"COMMIT", "BEGIN"}:
            self.commits += sql.startswith("COMMIT")
            return
        key = f"{way} {' '.join(sql.split())}"
        self.ran[key] += 1
        self.cpu[key] += cpu  # type: ignore[assignment]  # seconds


@contextmanager
def counted() -> Iterator[Count]:
    """Count the statements of this process. Commits of PostgreSQL are those of SQLAlchemy's connections."""
    found = Count()
    by_driver, here = prepared.by_driver, threading.local()

    def driven(work: Any, sql: str, values: Any) -> Any:
        begun = time.thread_time()
        cursor = by_driver(work, sql, values)
        found.note(sql, time.thread_time() - begun, way="D")
        return cursor

    def before(*_rest: object) -> None:
        here.begun = time.thread_time()

    def after(_conn: object, _cursor: object, sql: str, *_rest: object) -> None:
        found.note(sql, time.thread_time() - here.begun, way="S")

    def commit(conn: Any) -> None:
        found.commits += conn.dialect.name == "postgresql"

    prepared.by_driver = driven
    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    event.listen(Engine, "commit", commit)
    try:
        yield found
    finally:
        prepared.by_driver = by_driver
        event.remove(Engine, "before_cursor_execute", before)
        event.remove(Engine, "after_cursor_execute", after)
        event.remove(Engine, "commit", commit)


async def _one(api: str, url: str, people: int, found: Count | None) -> str:
    """Feed the dialogs of so many people; what it cost, in words."""
    ours = Ours(api, url)
    try:
        await messages.rate_ours(ours, _WARM, first_chat=10)
        if found is not None:
            found.clear()
        begun, at = time.process_time(), time.perf_counter()
        await messages.rate_ours(ours, people, first_chat=1000, first_number=1000)
        cpu, wall = time.process_time() - begun, time.perf_counter() - at
        filed = await ours.database.read(lambda work: work.conn.execute(select(func.count(cases.c.id))).scalar_one())
        assert filed == people + _WARM, f"{filed} cases of {people + _WARM} people"
    finally:
        await ours.close()
    said = people * len(petition.MESSAGES)
    line = f"{cpu / said * 1000:.2f} ms of CPU per message, {said / wall:.0f} messages a second"
    if found is not None:
        line += f", {sum(found.ran.values()) / said:.2f} statements + {found.commits / said:.2f} commits"
    return f"{line} ({said} messages, load {os.getloadavg()[0]:.1f})"


def _listing(found: Count, said: int) -> str:
    lines = [
        f"{count / said:6.3f} {found.cpu[sql] / count * 1e6:7.0f} µs  {sql[:_WIDE]}"
        for sql, count in found.ran.most_common(_SHOWN)
    ]
    return "\n".join(lines)


@contextmanager
def profiled() -> Iterator[list[cProfile.Profile]]:
    """Profile each thread by its own CPU: a profile sees only one thread."""
    found: list[cProfile.Profile] = []
    plain = threading.Thread.run

    def run(thread: threading.Thread) -> None:
        own = cProfile.Profile(time.thread_time)
        found.append(own)
        own.runcall(plain, thread)

    threading.Thread.run = run  # type: ignore[method-assign]
    own = cProfile.Profile(time.thread_time)
    found.append(own)
    own.enable()
    try:
        yield found
    finally:
        own.disable()
        threading.Thread.run = plain  # type: ignore[method-assign]


def _measure(api: str, name: str, url: str, people: int) -> None:
    if "profile" in sys.argv:
        with profiled() as found:
            line = loop.run(_one(api, url, people, None))
        sys.stdout.write(f"\n{name}: {line}\n")
        stats = pstats.Stats(found[0])
        stats.add(*found[1:])
        for order in ("tottime", "cumtime"):
            stats.sort_stats(order).print_stats(150)
    elif "plain" in sys.argv:
        sys.stdout.write(f"{name}: {loop.run(_one(api, url, people, None))}\n")
    else:
        with counted() as count:
            line = loop.run(_one(api, url, people, count))
        sys.stdout.write(f"\n{name}: {line}\n{_listing(count, people * len(petition.MESSAGES))}\n")


def main() -> None:
    """Measure both databases, or the one that is named."""
    people = page.number_asked(400) // len(petition.MESSAGES)
    gc_tuning.settle()
    with page.folder() as folder, page.bot_api() as api:
        if "postgresql" not in sys.argv:
            _measure(api, "SQLite", f"sqlite:///{Path(folder)}/turns.sqlite3", people)
        if "sqlite" not in sys.argv:
            with page.postgres(folder) as url:
                _measure(api, "PostgreSQL", url, people)


if __name__ == "__main__":
    main()
