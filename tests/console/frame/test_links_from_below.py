"""Every address of a console page that is written below the console leads to a page."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.console.frame.roles_page import console_routes
from tests.pages import HOUSE

BELOW = ("handlers", "broadcasts", "papers", "storage", "civics", "bot")


def _part(node: ast.AST, named: Mapping[str, str]) -> str:
    """A piece of a text: as it stands, the constant of its module, or 1 for any other value."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    value = node.value if isinstance(node, ast.FormattedValue) else None
    return named.get(value.id, "1") if isinstance(value, ast.Name) else "1"


def _addresses(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    named = {
        each.targets[0].id: each.value.value
        for each in tree.body
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
        if isinstance(each.value, ast.Constant) and isinstance(each.value.value, str)
    }
    written = [each for each in ast.walk(tree) if isinstance(each, ast.JoinedStr)]
    pieces = {id(piece) for each in written for piece in each.values}
    texts = ["".join(_part(piece, named) for piece in each.values) for each in written]
    alone = [each for each in ast.walk(tree) if isinstance(each, ast.Constant) and id(each) not in pieces]
    texts += [each.value for each in alone if isinstance(each.value, str)]
    for each in texts:
        address = each.split("?")[0].split("#")[0]
        if address.startswith("/console/") and address.isascii() and " " not in address:  # no sentence
            yield address


def test_every_link_to_the_console_has_its_page() -> None:
    pages = [each.path_regex for each in console_routes() if "GET" in (each.methods or ())]
    found = {
        (str(path.relative_to(HOUSE)), address)
        for floor in BELOW
        for path in (HOUSE / floor).rglob("*.py")
        for address in _addresses(path)
    }
    assert len(found) > 20
    assert [each for each in sorted(found) if not any(page.match(each[1]) for page in pages)] == []
