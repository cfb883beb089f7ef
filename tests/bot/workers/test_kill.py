"""`kill -9` at every named point from webhook to reply: a real process, a real file, a platform that logs to a file."""

import asyncio
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.database.database import Database
from storage.database.seal import Seal
from storage.tables.messages import inbox, outbox
from tests.bot.workers.killed import CHATS, KEY, MESSAGES
from tests.bot.workers.killed import main as serve
from tests.parts import migrated

POINTS = ("accepted", "counted", "handling", "handled", "claimed", "sent", "recorded")


def _run(folder: Path, point: str, nth: int) -> int:
    command = [sys.executable, "-m", "tests.bot.workers.killed", str(folder), point, str(nth)]
    return subprocess.run(command, check=False, timeout=150, cwd=Path(__file__).parents[3]).returncode


@pytest.mark.parametrize("nth", [1, pytest.param(2, marks=pytest.mark.deep)])
@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_and_repeats_each_reply_at_most_once(tmp_path: Path, point: str, nth: int) -> None:
    url = migrated(tmp_path / "ward.sqlite3")
    killed = _run(tmp_path, point, nth)
    assert killed == -signal.SIGKILL or (killed == 0 and nth > 1)  # a round may be the only one
    asyncio.run(serve(tmp_path, "none", 0))  # the process after it
    log = (tmp_path / "sent.log").read_text().splitlines()
    times = Counter(log)
    assert sorted(times) == sorted(f"{number % CHATS} nhận {number}" for number in range(MESSAGES))
    assert max(times.values()) <= 2
    for chat in range(CHATS):
        first = list(dict.fromkeys(line for line in log if line.startswith(f"{chat} ")))
        assert first == sorted(first, key=lambda line: int(line.split()[-1]))
    database = Database(url, seal=Seal(KEY))
    counts = database.look(
        lambda work: [
            work.conn.execute(select(func.count()).where(table.c.state == state)).scalar()
            for table, state in ((inbox, "done"), (outbox, "sent"))
        ]
    )
    database.close()
    assert counts == [MESSAGES, MESSAGES]
