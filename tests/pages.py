"""Reading the pages of docs/, so that tests can hold them to the code."""

import ast
import re
from collections.abc import Sequence
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
    """Whether a dotted name is a module, or something in one.

    It is read, not imported: the adapter of Telegram takes seconds to load.
    """
    parts = name.split(".")
    for cut in range(len(parts), 0, -1):
        path = HOUSE.joinpath(*parts[:cut])
        file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        if file.exists():
            return _holds(ast.parse(file.read_text("utf-8")).body, parts[cut:])
    return False


def _holds(body: Sequence[ast.stmt], parts: Sequence[str]) -> bool:
    """Whether a module or a class has a name, and so on with the names after it."""
    return not parts or any(
        _holds(each.body if isinstance(each, ast.ClassDef) else [], parts[1:])
        for each in body
        if parts[0] in _named(each)
    )


def _named(each: ast.stmt) -> set[str]:
    match each:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            return {each.name}
        case ast.Import() | ast.ImportFrom():
            return {alias.asname or alias.name for alias in each.names}
        case ast.Assign():
            return {part.id for target in each.targets for part in ast.walk(target) if isinstance(part, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=found)):
            return {found}
        case _:
            return set()
