"""The machine's LibreOffice, where it has one, as a second opinion on our readers and writers."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needed = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed, so it cannot be asked")


def convert(files: Sequence[Path], to: str, folder: Path) -> None:
    """Convert all files, with one start of the program, into the folder. `to`: an ending, perhaps with a filter."""
    assert SOFFICE is not None
    settings = f"-env:UserInstallation={(folder / 'settings').as_uri()}"
    subprocess.run(  # the machine's program, with our own files
        [SOFFICE, settings, "--headless", "--convert-to", to, "--outdir", str(folder), *map(str, files)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
