"""Lints the scripts and style sheets of the pages with biome: `python -m webtools`, from the folder of the project.

Biome comes from the npm registry through `package-lock.json`. Where it or Node cannot be had (no network, no wheel for
this machine), one line says so and the check passes: Python and make are all that a change needs.
"""

import subprocess
import sys
from pathlib import Path

from webtools.tools import HERE, AbsentError, fetched, node


def main() -> int:
    """Biome's own exit code; 0 when it cannot be had."""
    try:
        by = node()
        biome = fetched(by, HERE, Path(sys.prefix) / "webtools") / "@biomejs" / "biome" / "bin" / "biome"
    except AbsentError as absent:
        sys.stdout.write(f"The scripts of the pages are not linted: {absent}\n")
        return 0
    return subprocess.run([*by, str(biome), "lint", "--error-on-warnings", *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
