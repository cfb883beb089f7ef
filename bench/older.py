"""The rates of an earlier build, whose folder (a worktree with a `.venv`) is named on the command line.

It runs that build's own bench with that build's own dialog, in a process of its own, so nothing of it is imported here.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# What every build's bench has: `ours.Ours`, `petition.updates`, `messages._quiet`, `page.bot_api`, `page.postgres`.
# The first people are not measured: the book of sayings is read and the statements are prepared for them. Garbage is
# searched as rarely as in that build's own service, and the event loop is that service's.
_SCRIPT = """
import asyncio, importlib, json, sys, time
from bench import messages, page, petition
from bench.ours import Ours

WARM, MANY = 24, 1000

async def feed(ours, people, first):
    todo = petition.updates(people, first_chat=first, first_number=first)
    for start in range(0, len(todo), 100):
        await asyncio.gather(*(ours.feed(each) for each in todo[start : start + 100]))
    await messages._quiet(ours)
    return len(todo)

async def one(api, url, people):
    ours = Ours(api, url)
    try:
        await feed(ours, WARM, 10)
        cpu, wall = time.process_time(), time.perf_counter()
        said = await feed(ours, people, MANY)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return said / wall, cpu / said * 1000
    finally:
        await ours.close()

for name in ("bot.process.gc_tuning", "bot.collector"):
    try:
        importlib.import_module(name).settle()
        break
    except ModuleNotFoundError:
        pass
try:
    run = importlib.import_module("bot.process.loop").run
except ModuleNotFoundError:
    run = asyncio.run
people = int(sys.argv[1]) // len(petition.MESSAGES)
with page.folder() as folder, page.bot_api() as api:
    sqlite = run(one(api, f"sqlite:///{folder}/older.sqlite3", people))
    with page.postgres(folder) as url:
        postgresql = run(one(api, url, people))
sys.stdout.write(json.dumps([*sqlite, *postgresql, len(petition.MESSAGES)]))
"""


@dataclass(frozen=True, slots=True)
class Rates:
    """Messages per second and milliseconds of CPU per message, on each database; `dialog`: messages of its dialog."""

    sqlite: float
    sqlite_cpu: float
    postgresql: float
    postgresql_cpu: float
    dialog: int


def asked() -> Path | None:
    """The folder that the command line names, if it names one."""
    return next((Path(each) for each in sys.argv[1:] if Path(each, "bench", "messages.py").is_file()), None)


def rates(build: Path, messages: int) -> Rates:
    """What the build in that folder reaches with so many messages. Raises CalledProcessError when its bench fails."""
    done = subprocess.run(  # noqa: S603  # a build of ours, named by who measures
        [build / ".venv/bin/python", "-c", _SCRIPT, str(messages)],
        cwd=build, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return Rates(*json.loads(done.stdout.splitlines()[-1]))


def day(build: Path) -> str:
    """The day of that build's newest commit."""
    command = ["git", "-C", str(build), "log", "-1", "--format=%cs"]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()  # noqa: S603
