"""`danban units boundaries FILE`: the boundaries of the ward's groups and hamlets, from a GeoJSON file."""

import argparse
from pathlib import Path

from bot.process import installation
from civics.ward import boundaries
from civics.ward.boundaries import BoundaryError
from core.settings import Settings
from storage.ward import boundaries as stored


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of `units` and its acts."""
    acts = commands.add_parser("units", help="groups and hamlets").add_subparsers(required=True, metavar="ACT")
    words = "load the boundaries of groups and hamlets from a GeoJSON file; a pin inside one gives the group"
    found = acts.add_parser("boundaries", help=words, description=words)
    found.add_argument("file", type=Path)
    found.set_defaults(act=_run)


def _run(settings: Settings, parsed: argparse.Namespace) -> None:
    try:
        with parsed.file.open("rb") as file:
            content = file.read(boundaries.MOST_BYTES + 1)
    except OSError as error:
        raise BoundaryError(f"{parsed.file}: {error.strerror or 'it cannot be opened'}.") from error
    database = installation.opened(installation.with_secret_key(settings, make=False), writes=True)
    try:
        count, without = database.run(stored.load, content)
    finally:
        database.close()
    print(f"{count} boundaries are loaded.")
    if without:
        print(f"Without a boundary: {', '.join(without)}.")
