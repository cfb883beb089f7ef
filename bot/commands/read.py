"""`danban read KIND FILE --json`: what the service would make of a file, with no service running.

Nothing is stored, and no setting, database or key is needed. Each kind is one function of `KINDS`. The keys of each
answer are documented in docs/files.md.
"""

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.commands.reading import bulletins, drafts, gate, pictures, rolls, spoken
from core.errors import DanBanError
from core.message import Json
from core.settings import Settings

Answer = dict[str, Json]
_Reader = Callable[[Settings, str, bytes], Answer]  # settings, the file's name, its bytes
_MOST_BYTES = 200_000_000  # each reader has a lower limit of its own, with its own sentence

KINDS: Mapping[str, _Reader] = MappingProxyType(
    {
        "draft": drafts.read,
        "gate": gate.read,
        "bulletin": bulletins.read,
        "picture": pictures.read,
        "roll": rolls.read,
        "spoken": spoken.read,
    }
)


class UnreadableFileError(DanBanError):
    """The file cannot be opened."""


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of `read`."""
    words = "what the service would make of a file; needs no installation and stores nothing"
    found = commands.add_parser("read", help=words, description=words)
    found.add_argument("kind", choices=sorted(KINDS))
    found.add_argument("file", type=Path)
    found.add_argument("--json", action="store_true", help="one line of JSON for programs")
    found.set_defaults(act=run)


def run(settings: Settings, parsed: argparse.Namespace) -> int:
    """Print the result. Gives 0, or 1 when the service would refuse the file. Raises UnreadableFileError."""
    answer = KINDS[parsed.kind](settings, parsed.file.name, _content(parsed.file))
    told: Answer = {"kind": parsed.kind, "file": parsed.file.name, "refused": "", "says": "", **answer}
    print(json.dumps(told, ensure_ascii=False, indent=None if parsed.json else 2))
    return 1 if told["refused"] else 0


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableFileError(f"{path}: this is too big for any reader of ours.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(f"{path}: {error.strerror or 'it cannot be opened'}.") from error
