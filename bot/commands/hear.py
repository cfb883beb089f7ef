"""`danban hear --file LINES.jsonl`: what the service hears in each line, from the same functions that it asks."""

import argparse
import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from civics.hearing.hear import hear
from civics.ward.units import Place, linh_son
from core.errors import DanBanError
from core.settings import Settings


class UnreadableLinesError(DanBanError):
    """The file holds no lines of the form `{"id": …, "text": …}`."""


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """`hear`."""
    words = "what the service hears in each line of a file; needs no installation"
    found = commands.add_parser("hear", help=words, description=words)
    found.add_argument("--file", type=Path, required=True, help='one JSON line for each message: {"id": …, "text": …}')
    found.set_defaults(act=run)


def run(settings: Settings, parsed: argparse.Namespace) -> None:
    """Print one JSON line for each line, in order. Raises UnreadableLinesError naming the first line that is odd."""
    for each in heard_lines(parsed.file, linh_son(), prefix=settings.case_prefix):
        print(each)


def heard_lines(path: Path, places: tuple[Place, ...], *, prefix: str) -> Iterator[str]:
    """What is heard, as JSON: the fields of `civics.hearing.hear.Heard` after the line's `id`."""
    for number, (key, text) in enumerate(_lines(path), 1):
        heard = asdict(hear(text, places, prefix=prefix))
        yield json.dumps({"id": key if key is not None else number, **heard}, ensure_ascii=False)


def _lines(path: Path) -> Iterator[tuple[object, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield _line(line, path, number)
    except OSError as error:
        raise UnreadableLinesError(f"{path}: {error.strerror or 'it cannot be opened'}.") from error
    except UnicodeDecodeError as error:
        raise UnreadableLinesError(f"{path}: this is no text in UTF-8.") from error


def _line(line: str, path: Path, number: int) -> tuple[object, str]:
    try:
        found = json.loads(line)
        return found.get("id"), str(found["text"])
    except (ValueError, KeyError, AttributeError, RecursionError) as error:
        example = '{"id": 1, "text": "đèn ngõ 12 hỏng"}'
        raise UnreadableLinesError(f"{path}, line {number}: write each line as {example}.") from error
