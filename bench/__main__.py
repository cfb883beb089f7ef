"""Measures and writes `docs/performance.md`, one section per subject:

`python -m bench [subject …] [number] [folder]`, or all. The folder (with a "/") is an earlier build, for messages.
"""

import subprocess
import sys

# Each runs in a process of its own, so that memory of one subject does not count for the next.
SUBJECTS = (
    "messages",
    "start",
    "hooks",
    "kills",
    "bulletins",
    "ballots",
    "queue",
    "opened",
    "burst",
    "registers",
    "desk",
    "answers",
    "hostile",
    "province",
    "workers",
)

_MODULES = {"answers": "answers_cost"}  # `bench.answers` measures how right they are


def main() -> None:
    """The subjects that were named, or all of them."""
    named = [each for each in sys.argv[1:] if not each.isdecimal() and "/" not in each]
    if unknown := [each for each in named if each not in SUBJECTS]:
        sys.exit(f"There is no {unknown[0]}. There are: {', '.join(SUBJECTS)}.")
    given = [each for each in sys.argv[1:] if each not in named]
    for subject in named or SUBJECTS:
        subprocess.run([sys.executable, "-m", f"bench.{_MODULES.get(subject, subject)}", *given], check=True)  # noqa: S603  # our own modules


if __name__ == "__main__":
    main()
