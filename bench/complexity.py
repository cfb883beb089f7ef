"""The most complex functions of the product, the highest first: `python -m bench.complexity [HOW MANY]`.

It counts one for the function, and one for each `if`, `for`, `while`, `except`, `and`, `or`, conditional expression,
`for` of a comprehension, and `case`. A function inside another counts for both.
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FLOORS = ("core", "civics", "dialogs", "storage", "handlers", "broadcasts", "papers", "console", "bot")
HOUSE = Path(__file__).parents[1]
_SHOWN = 20
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.match_case)


@dataclass(frozen=True, slots=True)
class Measured:
    """One function: its place, and the number of ways through it."""

    complexity: int
    name: str  # module and qualified name, e.g. storage.messages.outbox.add
    path: Path  # from the root of the project
    line: int


def measured(house: Path = HOUSE) -> list[Measured]:
    """Every function of the floors, the most complex first. Migrations are left out, because they never change."""
    found = [
        each
        for floor in FLOORS
        for path in sorted((house / floor).rglob("*.py"))
        if "migrations" not in path.parts
        for each in functions(path.read_text("utf-8"), path.relative_to(house))
    ]
    return sorted(found, key=lambda each: (-each.complexity, each.name))


def functions(source: str, path: Path) -> Iterator[Measured]:
    """The functions of one file, including those in classes and in other functions."""
    yield from _inside(ast.parse(source), ".".join(path.with_suffix("").parts), path)


def complexity(function: ast.AST) -> int:
    """The number of ways through a function, counted as the head of this file says."""
    return 1 + sum(_counted(each) for each in ast.walk(function))


def _counted(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    return 1 if isinstance(node, _BRANCHES) else 0


def _inside(node: ast.AST, name: str, path: Path) -> Iterator[Measured]:
    for each in ast.iter_child_nodes(node):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            mine = f"{name}.{each.name}"
            yield Measured(complexity(each), mine, path, each.lineno)
            yield from _inside(each, mine, path)
        elif isinstance(each, ast.ClassDef):
            yield from _inside(each, f"{name}.{each.name}", path)
        else:
            yield from _inside(each, name, path)


def main() -> None:
    """Print the table, then the highest figure and the number of functions."""
    found = measured()
    for each in found[: int(sys.argv[1]) if len(sys.argv) > 1 else _SHOWN]:
        sys.stdout.write(f"{each.complexity:4}  {each.name}  {each.path}:{each.line}\n")
    sys.stdout.write(f"highest: {found[0].complexity}, of {len(found)} functions\n")


if __name__ == "__main__":
    main()
