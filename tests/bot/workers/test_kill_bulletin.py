"""`kill -9` of a real process while it sends a bulletin, at moments that nobody chose; the bench does it often."""

import random
import shutil
from pathlib import Path

from tests.bot.workers.killed_bulletin import Found, run


def holds(found: Found) -> None:
    """Nobody got it twice; it is known who may have it, and these are no more than the claimed rows."""
    assert max(found.times.values()) == 1
    assert set(found.states.values()) <= {"sent", "doubtful"}
    assert all(found.times[chat] == 1 for chat, state in found.states.items() if state == "sent")
    assert sum(state == "doubtful" for state in found.states.values()) <= found.marked


def test_kills_at_random_moments_give_nobody_a_bulletin_twice(sqlite_template: Path, tmp_path: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "ward.sqlite3")
    found = run(tmp_path, 2_000, kills=2, chance=random.Random())  # no secret
    assert found.kills == 2
    holds(found)
