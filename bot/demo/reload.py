"""`make run RELOAD=1`: runs the demo and restarts it when a file of the program changes. For developers only.

It compares the times of files twice per second. A program that does not start waits for the next change.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, TypeAlias

HOUSE = Path(__file__).parents[2]
LOOK = 0.5  # seconds
WATCHED = {".py", ".html", ".toml", ".css", ".js", ".json"}
Stamps: TypeAlias = Mapping[Path, int]


class Child(Protocol):
    """The part of `subprocess.Popen` that is used here."""

    def terminate(self) -> None:
        """Ask the child to end."""

    def wait(self) -> int:
        """Wait until it has ended."""


def stamps(house: Path = HOUSE) -> dict[Path, int]:
    """When each file of the program was changed last, in nanoseconds. Tests and data are left out."""
    found: dict[Path, int] = {}
    for floor in (
        each.parent for each in house.glob("*/__init__.py") if each.parent.name not in {"tests", "bench", "webtools"}
    ):
        for path in floor.rglob("*"):
            if path.suffix in WATCHED and (stat := _stat(path)) is not None:
                found[path] = stat
    return found


def _stat(path: Path) -> int | None:
    try:
        return path.stat().st_mtime_ns
    except OSError:  # an editor is just replacing the file
        return None


def keep(
    start: Callable[[], Child],
    *,
    look: Callable[[], Stamps] = stamps,
    pause: Callable[[], None] = lambda: time.sleep(LOOK),
    tell: Callable[[str], object] = sys.stderr.write,
) -> None:
    """Run the child until somebody presses Ctrl+C. After each change, end it and start it again."""
    before, child = look(), start()
    try:
        while True:
            pause()
            now = look()
            if now == before:
                continue
            changed = sorted(path.name for path, _ in set(now.items()) ^ set(before.items()))
            tell(f"\n  {changed[0]} has changed: the demo starts anew.\n")
            child.terminate()
            child.wait()
            before, child = now, start()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()


def main() -> None:
    """Watch the program, with the demo as its child."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the child ends too
    keep(lambda: subprocess.Popen([sys.executable, "-m", "bot", "demo"], cwd=Path.cwd()))  # our own program


if __name__ == "__main__":
    main()
