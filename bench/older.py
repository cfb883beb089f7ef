"""The rates of an earlier build, whose folder (a worktree with a `.venv`) is named on the command line.

Two dozen people come before the measured ones: books are read and statements compiled then, once in a process.

It runs that build's own bench with that build's own dialog, in a process of its own, so nothing of it is imported here.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# What every build's bench has: `messages.rate_ours`, `ours.Ours`, `page.bot_api`, `page.postgres`.
_SCRIPT = """
import asyncio, json, sys, tempfile, time
from bench import messages, page, petition
from bench.ours import Ours

async def one(api, url, people):
    ours = Ours(api, url)
    updates = petition.updates
    try:
        petition.updates = lambda count, **_: updates(count, first_chat=10, first_number=50_000_000)
        await messages.rate_ours(ours, 24)
        petition.updates = updates
        cpu = time.process_time()
        rate = (await messages.rate_ours(ours, people))[0]
        return rate, (time.process_time() - cpu) / people / len(petition.MESSAGES) * 1000
    finally:
        await ours.close()

people = int(sys.argv[1]) // len(petition.MESSAGES)
with page.folder() as folder, page.bot_api() as api:
    sqlite = asyncio.run(one(api, f"sqlite:///{folder}/older.sqlite3", people))
    with page.postgres(folder) as url:
        postgresql = asyncio.run(one(api, url, people))
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
