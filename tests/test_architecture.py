"""`docs/architecture.md` held against the code: floors, folders, layers, functions, the states of a sent row."""

import ast
import re
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest

from bot.workers import failures
from core.errors import Fate, SendError
from core.message import Address, Outgoing
from core.priority import Priority
from storage.across.dispatch import GIVEN_UP, Claimed
from storage.tables.messages import outbox
from tests.databases import Now
from tests.pages import HOUSE, leads, page, rows
from tests.test_house import FLOORS

PAGE = page("docs/architecture.md")
CONTRACTS = tomllib.loads(page("pyproject.toml"))["tool"]["importlinter"]["contracts"]
LAYERS = [each for each in CONTRACTS if each["type"] == "layers"]
Arrow = tuple[str, str]


def section(title: str) -> str:
    """What stands under a heading, up to the next one."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def layers(contract: list[str]) -> list[set[str]]:
    """The layers of a contract, from the top down; names beside each other do not know each other."""
    return [{name.strip() for name in each.split("|")} for each in contract]


def test_the_floors_stand_in_their_order() -> None:
    contract = next(each["layers"] for each in LAYERS if "containers" not in each)
    assert [set(row[0]) for row in rows(section("The floors"))] == layers(contract)


@pytest.mark.parametrize("floor", [each["containers"][0] for each in LAYERS if "containers" in each])
def test_the_layers_of_a_floor_stand_in_their_order(floor: str) -> None:
    contract = next(each["layers"] for each in LAYERS if each.get("containers") == [floor])
    assert [set(row[0]) for row in rows(section(f"Inside `{floor}`"))] == layers(contract)


@pytest.mark.parametrize("floor", FLOORS)
def test_the_folders_of_a_floor_are_drawn(floor: str) -> None:
    there = {each.parent.name for each in (HOUSE / floor).glob("*/__init__.py")}
    drawn = {name for row in rows(section(f"Inside `{floor}`")) for name in row[0]}
    alone = {each.stem for each in (HOUSE / floor).glob("*.py")}  # some layers are one module
    assert drawn - alone == there


def test_every_name_leads_to_something() -> None:
    named = {
        name
        for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", PAGE)
        if name.partition(".")[0] in FLOORS  # not files, tests, columns
    }
    assert len(named) > 40
    assert [name for name in sorted(named) if not leads(name)] == []
    assert not leads("bot.channels.telegram.NoSuchChannel")
    assert not leads("storage.no_such_room.add")


def test_every_state_of_a_sent_row_is_explained() -> None:
    table = section("The states of a sent row").partition("```mermaid")[0]
    explained = [row[0][0] for row in rows(table) if len(row) == 2]
    assert len(explained) == len(set(explained))
    assert set(explained) == {state for states in _writers().values() for state in states} | _outcomes()


def test_the_drawing_and_the_list_have_the_same_arrows() -> None:
    arrow = re.compile(r"^    (\S+) --> (\S+)$", re.MULTILINE)
    drawn = {tuple(each) for each in arrow.findall(section("The states of a sent row"))}
    assert drawn == {arrow for arrow, _ in _listed()}


def test_every_function_that_moves_a_sent_row_is_listed_with_where_it_leads() -> None:
    listed: dict[str, set[str]] = {}
    for (_, to), makers in _listed():
        for each in makers:
            listed.setdefault(each, set()).add(to)
    outcomes = {"storage.messages.outcomes.record": _outcomes()}
    assert listed == _writers() | outcomes


def _listed() -> Iterator[tuple[Arrow, list[str]]]:
    """The list of arrows: (from, to) and who makes it."""
    for row in rows(section("The states of a sent row")):
        if len(row) > 2:
            yield from (((before, row[1][0]), row[2]) for before in row[0] or ["[*]"])


def _outcomes() -> set[str]:
    """Where an outcome of the sender leads: what it says itself, and what each error means."""
    tree = ast.parse((HOUSE / "bot/workers/sender.py").read_text("utf-8"))
    made = [each for each in ast.walk(tree) if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "Outcome"]
    assert made
    said = {state for each in made for state in _words(each.args[2])}
    for fate, priority, age in product(
        Fate, (Priority.TOAST, Priority.REPLY, Priority.NOTICE, Priority.BULK), (timedelta(), GIVEN_UP * 2)
    ):
        claimed = Claimed(1, 1, Address("web", "web", "a"), False, Outgoing("x"), priority, 1, Now().at)
        said.add(failures.outcome(claimed, SendError(fate, ""), age=age).state)
    return (said - {"moved"}) | {"waiting"}  # a chat that moved: `record` lets its row wait


def _writers() -> dict[str, set[str]]:
    """Every function of the storage that makes rows of the outbox or sets their state, with the states it sets."""
    found: dict[str, set[str]] = {}
    for path in sorted((HOUSE / "storage").rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        module = ".".join(path.relative_to(HOUSE).with_suffix("").parts)
        table = _name_of_outbox(tree)
        if not table:
            continue
        prepared = {
            each.targets[0].id: each
            for each in tree.body
            if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
        }
        for each in tree.body:
            if isinstance(each, ast.FunctionDef):
                used = {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
                parts: list[ast.stmt] = [each, *(prepared[name] for name in used & prepared.keys())]
                if states := {state for part in parts for state in _set(part, table, each)}:
                    found[f"{module}.{each.name}"] = states
    return found


def _name_of_outbox(tree: ast.Module) -> str:
    """What a module calls the table; empty where it does not know it."""
    for each in tree.body:
        if isinstance(each, ast.ImportFrom) and each.module == "storage.tables.messages":
            for name in each.names:
                if name.name == "outbox":
                    return name.asname or name.name
    return ""


def _set(part: ast.stmt, table: str, function: ast.FunctionDef) -> Iterator[str]:
    """The states that the statements of a part give to rows of the outbox."""
    kept = {
        each.targets[0].id: each.value
        for each in ast.walk(part)
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name)
    }
    for call in (each for each in ast.walk(part) if isinstance(each, ast.Call)):
        if _name(call.func) == "insert" and _is_table(call, table):
            yield str(outbox.c.state.server_default.arg)  # type: ignore[union-attr]  # a plain default
        if _name(call.func) != "values" or not _starts_from(call, table, kept):
            continue
        for given in call.keywords:
            if given.arg == "state":
                yield from _words(given.value)
            elif given.arg is None:  # `**named`: the dicts of the function
                yield from _in_dicts(function)


def _starts_from(call: ast.expr, table: str, kept: dict[str, ast.expr]) -> bool:
    """Whether a chain of calls begins with `update(outbox)`, itself or by a name that keeps it."""
    if isinstance(call, ast.Call):
        return (_name(call.func) == "update" and _is_table(call, table)) or _starts_from(call.func, table, kept)
    if isinstance(call, ast.Attribute):
        return _starts_from(call.value, table, kept)
    return isinstance(call, ast.Name) and call.id in kept and _starts_from(kept[call.id], table, {})


def _is_table(call: ast.Call, table: str) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Name) and call.args[0].id == table


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _in_dicts(function: ast.FunctionDef) -> Iterator[str]:
    for each in ast.walk(function):
        if isinstance(each, ast.Dict):
            for key, value in zip(each.keys, each.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "state":
                    yield from _words(value)


def _words(value: ast.expr) -> Iterator[str]:
    """The words that an expression may come to: a word, one of two, or the ends of a `case`."""
    match value:
        case ast.Constant(value=str(word)):
            yield word
        case ast.IfExp():
            yield from (*_words(value.body), *_words(value.orelse))
        case ast.Tuple(elts=[_, then]):
            yield from _words(then)
        case ast.Call():
            for each in [*value.args, *(keyword.value for keyword in value.keywords)]:
                yield from _words(each)
