"""A stand-in for espeak-ng: a script that writes a RIFF head, its arguments and what it was given."""

from pathlib import Path


def program(folder: Path, script: str = 'printf "RIFF%s\\n" "$*"; cat') -> str:
    """The path of the script."""
    made = folder / "espeak-ng"
    made.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    made.chmod(0o755)
    return str(made)
