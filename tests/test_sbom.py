"""The list of parts: `make sbom` makes it, and nothing that the service runs on is missing from it."""

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(\[[^\]]*\])?==([^ ;\\]+)(?: *;([^\\]*))?", re.MULTILINE)


def locked() -> set[str]:
    """The packages of requirements.lock that belong on a machine like this one."""
    text = (ROOT / "requirements.lock").read_text("ascii")
    found: set[str] = set()
    for match in LOCKED.finditer(text):
        marker = Requirement(f"{match[1]}; {match[4]}").marker if match[4] else None
        if marker is None or marker.evaluate():
            found.add(canonicalize_name(match[1]))
    assert len(found) > 30
    return found


def test_the_target_is_there_and_its_file_is_ignored() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (command,) = re.findall(r"^sbom:.*\n\t(.*)$", makefile, re.MULTILINE)
    assert "cyclonedx_py environment" in command
    assert "-o sbom.cdx.json" in command
    assert "/sbom.cdx.json" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert '"cyclonedx-bom' in (ROOT / "pyproject.toml").read_text("utf-8")


@pytest.mark.timeout(300)
def test_it_names_every_package_that_the_service_runs_on(tmp_path: Path) -> None:
    if find_spec("cyclonedx_py") is None:
        pytest.skip("cyclonedx-bom is not installed")
    made = tmp_path / "sbom.json"
    command = [sys.executable, "-m", "cyclonedx_py", "environment", sys.executable, "--of", "JSON", "--no-validate"]
    subprocess.run([*command, "-o", str(made)], check=True, cwd=ROOT, capture_output=True)
    parts = json.loads(made.read_text("utf-8"))["components"]
    assert locked() <= {canonicalize_name(each["name"]) for each in parts}
