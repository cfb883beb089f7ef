"""SIGTERM ends the process at every moment of its start; no cancellation is ever swallowed."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.signals.bell import Bell
from storage.database.database import Database
from tests.parts import migrated

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("point", [pytest.param("timer", marks=pytest.mark.deep), "ready"])
def test_a_service_told_to_stop_while_it_starts_ends(tmp_path: Path, point: str) -> None:
    migrated(tmp_path / "ward.sqlite3")
    command = [sys.executable, "-m", "tests.bot.commands.stopped", str(tmp_path), point]
    done = subprocess.run(command, check=False, timeout=150, cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "stopped\n"), done.stderr
    assert "raised an exception" not in done.stderr


@pytest.mark.parametrize("rounds", range(6))
async def test_a_ring_in_the_moment_of_a_cancel_does_not_swallow_it(store: Database, rounds: int) -> None:
    bell = Bell(store, "tasks")
    turns = 0

    async def for_ever() -> None:
        nonlocal turns
        while turns < 50:  # what it would go on for
            turns += 1
            await bell.wait(30.0)

    task = asyncio.create_task(for_ever())
    for _ in range(3):
        await asyncio.sleep(0)
    bell.ring()
    for _ in range(rounds):
        await asyncio.sleep(0)
    task.cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    assert task.cancelled()


def test_nothing_waits_in_the_way_that_swallows_a_cancel() -> None:
    found = [
        str(path.relative_to(ROOT)) for room in ("bot", "console") for path in (ROOT / room).rglob("*.py")
        if "asyncio.wait_for(" in path.read_text("utf-8")
    ]  # fmt: skip
    assert found == []
