"""`danban hear --file LINES.jsonl`: what the service understands of each line, by the functions that it uses itself."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from bot.commands.json_lines import read_lines
from civics.hearing.hear import hear
from civics.ward.units import Place, linh_son
from core.clock import system_clock
from core.settings import Settings

# Without dangers and the like: `numbers` and `wish` say what these are for.
_TOLD = (
    *("lang", "wish", "right", "kind", "kind_sure", "kinds", "topic", "urgent", "numbers", "sealed", "unit", "place"),
    *("code", "unsure"),
)
_EXAMPLE = '{"id": 1, "text": "đèn ngõ 12 hỏng"}'


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of `hear`."""
    words = "what the service hears in each line of a file; needs no installation"
    found = commands.add_parser("hear", help=words, description=words)
    found.add_argument("--file", type=Path, required=True, help='one JSON line for each message: {"id": …, "text": …}')
    found.set_defaults(act=run)


def run(settings: Settings, parsed: argparse.Namespace) -> None:
    """Print one JSON line for each line, in order. Raises UnreadableLinesError, which names the first invalid line."""
    for each in heard_lines(parsed.file, linh_son(), prefix=settings.case_prefix, year=system_clock().year):
        print(each)


def heard_lines(path: Path, places: tuple[Place, ...], *, prefix: str, year: int) -> Iterator[str]:
    """The result as JSON: what `civics.hearing.hear.Heard` tells after the line's `id`."""
    for key, text in read_lines(path, _line, example=_EXAMPLE):
        heard = hear(text, places, prefix=prefix, year=year)
        yield json.dumps({"id": key, **{name: getattr(heard, name) for name in _TOLD}}, ensure_ascii=False)


def _line(raw: object, number: int) -> tuple[object, str]:
    if not isinstance(raw, dict):
        raise TypeError
    key = raw.get("id")
    return (key if key is not None else number), str(raw["text"])
