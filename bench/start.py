"""How long the service takes to start, and its memory: real processes, with and without Telegram."""

import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench import page
from bench.page import Rows

_HEAD = "## Start-up and memory"
_ROUNDS = 3


def free_port() -> int:
    """A free port."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  # our own process
            answer.read()
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def _once(folder: Path, *, telegram: str) -> tuple[float, float]:
    """Seconds until `/healthz` answers, and MB after some pages."""
    port = free_port()
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/ward.sqlite3", "FILES_DIR": f"{folder}/files", "HTTP_PORT": str(port),
        "HTTP_HOST": "127.0.0.1", "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    if telegram:
        given |= {"TELEGRAM_TOKEN": "1:bench", "TELEGRAM_API_URL": telegram, "TELEGRAM_MODE": "webhook"}
        given |= {"TELEGRAM_WEBHOOK_SECRET": "a-secret-for-measuring"}
    begun = time.perf_counter()
    service = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        env={**os.environ, **given},  # noqa: TID251  # for another process
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/healthz"):
            assert service.poll() is None, "the service ended"
            assert time.perf_counter() - begun < 60, "the service does not answer"
            time.sleep(0.02)
        seconds = time.perf_counter() - begun
        for path in ("/", "/chat", "/console/login", "/metrics") * 5:
            _answers(f"http://127.0.0.1:{port}{path}")
        time.sleep(2)
        return seconds, page.resident(service.pid)
    finally:
        service.terminate()
        service.wait()


def _rows(folder: Path, api: str) -> Rows:
    found: Rows = []
    for name, telegram, most in (("without Telegram", "", (3, 130)), ("with Telegram", api, (5, 300))):
        place = folder / name.replace(" ", "-")
        place.mkdir()
        _once(place, telegram=telegram)  # migrates, and fills the machine's cache
        runs = [_once(place, telegram=telegram) for _ in range(_ROUNDS)]
        seconds, memory = (statistics.median(each) for each in zip(*runs, strict=True))
        found.append((f"{name}: from the command to the first answer (aim: {most[0]} s)", f"{seconds:.1f} s"))
        found.append((f"{name}: resident memory (aim: {most[1]} MB)", f"{memory:.0f} MB"))
    return found


def main() -> None:
    """Measure and write the section."""
    with page.folder() as folder, page.bot_api() as api:
        rows = _rows(folder, api)
    page.put(
        _HEAD,
        f"""{_HEAD}

Measured by `make bench ARGS=start`: `danban run` on a migrated SQLite, from the command until `/healthz` answers, and
the memory it holds once public pages, chat and login have been served; medians of {_ROUNDS} starts.
{page.conditions()}

{page.table(rows)}
""",
    )


if __name__ == "__main__":
    main()
