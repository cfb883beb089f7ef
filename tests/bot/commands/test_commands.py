"""The commands are in the documents."""

import argparse
from pathlib import Path

from bot.__main__ import _parser

ROOT = Path(__file__).parents[3]


def names(parser: argparse.ArgumentParser, before: str = "danban") -> list[str]:
    """Every command with its acts, as it is typed."""
    found: list[str] = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, below in action.choices.items():
                found += [f"{before} {name}", *names(below, f"{before} {name}")]
    return found


def test_every_command_is_told_in_the_documents() -> None:
    told = "\n".join(each.read_text("utf-8") for each in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")))
    missing = []
    for command in names(_parser()):
        words = command.split()
        if command not in told and not (words[-1] in told and f"{words[0]} {words[1]}" in told):
            missing.append(command)
    assert [each for each in missing if each not in ("danban demo", "danban staff")] == []
