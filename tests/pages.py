"""Reading the pages of docs/, so that tests can hold them to the code."""

import importlib
import re
from pathlib import Path

HOUSE = Path(__file__).parents[1]


def page(name: str) -> str:
    """A page of docs/, or one that stands at the top."""
    return (HOUSE / name).read_text("utf-8")


def rows(text: str) -> list[list[list[str]]]:
    """The tables of a text without their heads: per row, per cell, the names in backticks."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and "`" in line]
    return [[re.findall(r"`([^`]+)`", cell) for cell in line.strip("|").split("|")] for line in lines]


def leads(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for each in parts[cut:]:
            found = getattr(found, each, None)
        return found is not None
    return False
