"""Converts old Word files (.doc) with LibreOffice or antiword, where one is installed, into a form that we can read.

The program works in a process of its own, with limits on memory and time, in a folder that is deleted afterwards.
`python -m papers.old_word PROGRAM FOLDER` is that process: it reads the file and writes the result.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from storage.media import subprocesses
from storage.media.subprocesses import Bounds

_MB = 1024 * 1024
_BOUNDS = Bounds(2048 * _MB, 60, 60, writes=True)  # LibreOffice needs about 700 MB of address space
_PATIENCE = 50  # seconds: less than the limit, so that the program's own parent ends it
_PROGRAMS = ("soffice", "libreoffice", "antiword")  # LibreOffice first: it keeps tables and lists


@dataclass(frozen=True, slots=True)
class Made:
    """The converted .doc: a .docx from LibreOffice, or text from antiword."""

    kind: str  # docx, txt
    content: bytes
    by: str


def program() -> str:
    """The path of a program that reads .doc; empty when none is installed."""
    return next((path for each in _PROGRAMS if (path := shutil.which(each))), "")


def read(content: bytes, path: str) -> Made:
    """The file, converted by the program. Raises ChildFailedError."""
    with tempfile.TemporaryDirectory(prefix="danban-doc-") as folder:
        made = subprocesses.run("papers.old_word", path, folder, given=content, bounds=_BOUNDS)
    if not made:
        raise subprocesses.ChildFailedError("died")
    antiword = Path(path).name == "antiword"
    return Made("txt" if antiword else "docx", made, "antiword" if antiword else "LibreOffice")


def _convert(path: str, folder: Path) -> bytes:
    file = folder / "draft.doc"
    file.write_bytes(sys.stdin.buffer.read())
    if Path(path).name == "antiword":
        return _run([path, "-m", "UTF-8.txt", "-w", "0", str(file)], folder)
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    _run(
        [path, settings, "--headless", "--norestore", "--convert-to", "docx", "--outdir", str(folder), str(file)],
        folder,
    )
    made = folder / "draft.docx"
    return made.read_bytes() if made.is_file() else b""


def _run(command: list[str], folder: Path) -> bytes:
    child = subprocess.Popen(  # noqa: S603  # a program that the ward installed, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=folder,
        env={"HOME": str(folder), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}, start_new_session=True,
    )  # fmt: skip
    try:
        return child.communicate(timeout=_PATIENCE)[0]
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)  # LibreOffice starts processes of its own
        child.communicate()
        return b""


if __name__ == "__main__":
    subprocesses.hold(_BOUNDS)
    sys.stdout.buffer.write(_convert(sys.argv[1], Path(sys.argv[2])))
