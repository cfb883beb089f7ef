"""`danban ask --file QUESTIONS.jsonl`: what the service answers to each question, so that anybody can measure it.

`--base RECORDS.jsonl` takes other records than those of the demo ward. It needs no service, database or key.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.commands.json_lines import read_lines
from civics.answers.answering import Answered, Base, ask, base_of
from civics.answers.examples import examples
from civics.answers.records import Record, record
from civics.ward.units import Place, linh_son
from core.settings import Settings

_QUESTION = '{"id": 1, "turns": ["mất căn cước làm lại ở đâu"]}'
_RECORD = '{"id": "1.001193", "name": "Đăng ký khai sinh", "documents": [], "time": null, "fee": null}'


@dataclass(frozen=True, slots=True)
class _Question:
    key: object
    turns: tuple[str, ...]


def parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The parser of `ask`."""
    words = "what the service answers to each question of a file; needs no installation"
    found = commands.add_parser("ask", help=words, description=words)
    found.add_argument("--file", type=Path, required=True, help='one JSON line for each talk: {"id": …, "turns": […]}')
    found.add_argument("--base", type=Path, help="one JSON line for each record; the demo ward's without it")
    found.set_defaults(act=run)


def run(settings: Settings, parsed: argparse.Namespace) -> None:
    """Print one JSON line for each line, in order. Raises UnreadableLinesError, which names the first invalid line."""
    del settings
    records = tuple(read_lines(parsed.base, _record, example=_RECORD)) if parsed.base else examples()
    for each in answered_lines(parsed.file, base_of(records), linh_son()):
        print(each)


def answered_lines(path: Path, base: Base, places: tuple[Place, ...]) -> Iterator[str]:
    """The answers as JSON: id, kind, codes, field, reason, sure, and the nearest five as `top`."""
    for each in read_lines(path, _question, example=_QUESTION):
        yield json.dumps({"id": each.key, **_shown(ask(each.turns, base, places))}, ensure_ascii=False)


def _shown(found: Answered) -> dict[str, object]:
    return {
        "kind": found.kind, "codes": found.codes, "field": found.field or "", "reason": found.reason or "",
        "sure": found.sure, "top": found.top,
    }  # fmt: skip


def _record(raw: object, _number: int) -> Record:
    if not isinstance(raw, dict):
        raise TypeError
    return record(raw)


def _question(raw: object, number: int) -> _Question:
    if not isinstance(raw, dict):
        raise TypeError
    turns = raw["turns"] if "turns" in raw else [raw["text"]]
    if not isinstance(turns, list) or not turns:
        raise TypeError
    key = raw.get("id")
    return _Question(key if key is not None else number, tuple(map(str, turns)))
