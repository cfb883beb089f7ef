"""The plan of the house, held against the code: no circle of packages on any floor, and none between floors.

One function queues a message. No page reads the sentence of an error: what it must tell apart is carried as a `Why`
(`console.frame.why`).
"""

import ast
from collections.abc import Iterator, Mapping

import grimp
import pytest

from tests.pages import HOUSE

FLOORS = ("core", "civics", "dialogs", "storage", "handlers", "broadcasts", "papers", "console", "bot")
SPEAKS = {  # who may queue a message itself, and why; everybody else speaks by `handlers.replies.voice`
    "handlers/replies/voice.py": "knows the chat's language, its limit and what it can show",
    "storage/cases/answers.py": "an answer and its row are one act, and stand below the handlers",
    "storage/cases/returning.py": "sends again what was composed once and refused",
}


def rooms_of(graph: grimp.ImportGraph) -> dict[str, set[str]]:
    """For each room (a folder of modules), the other rooms that its modules import. A floor's top modules are rooms."""
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        mine = room_of(module, graph.modules)
        others = {room_of(each, graph.modules) for each in graph.find_modules_directly_imported_by(module)}
        found.setdefault(mine, set()).update(others - {mine})
    return found


def room_of(module: str, modules: set[str]) -> str:
    """The folder that a module lies in; a module at the top of a floor stands for itself."""
    is_folder = any(each.startswith(f"{module}.") for each in modules)
    parts = module.split(".")
    return module if is_folder or len(parts) == 2 else ".".join(parts[:-1])


def circles(arrows: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """The sets of rooms from each of which all others of the set are reached (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []

    def visit(room: str) -> Iterator[list[str]]:
        index[room] = low[room] = len(index)
        path.append(room)
        for other in sorted(arrows.get(room, ())):
            if other not in index:
                yield from visit(other)
            if other in path:
                low[room] = min(low[room], low[other])
        if low[room] == index[room]:
            ring = path[path.index(room) :]
            del path[path.index(room) :]
            if len(ring) > 1:
                yield ring

    for room in sorted(arrows):
        if room not in index:
            yield from visit(room)


@pytest.fixture(scope="module")
def arrows() -> dict[str, set[str]]:
    return rooms_of(grimp.build_graph(*FLOORS, cache_dir=None))


def test_no_circle_of_rooms_anywhere(arrows: dict[str, set[str]]) -> None:
    # A folder's own `__init__` may name what lies in it; that is no circle, so folders count with all their modules.
    assert list(circles(arrows)) == []


def test_a_circle_would_be_found(arrows: dict[str, set[str]]) -> None:
    tied = {**arrows, "storage.tables": {*arrows["storage.tables"], "storage.cases"}}
    found = list(circles(tied))
    assert any({"storage.tables", "storage.cases"} <= set(ring) for ring in found)


def queues(source: str) -> list[int]:
    """The lines that queue a message, whatever the outbox is called there."""
    tree = list(ast.walk(ast.parse(source)))
    froms = [(each, name) for each in tree if isinstance(each, ast.ImportFrom) for name in each.names]
    called = {
        name.asname or name.name for each, name in froms if each.module == "storage.messages" if name.name == "outbox"
    }
    direct = [each.lineno for each, name in froms if each.module == "storage.messages.outbox" and name.name == "add"]
    uses = [each for each in tree if isinstance(each, ast.Attribute) and each.attr == "add"]
    return [*direct, *(each.lineno for each in uses if isinstance(each.value, ast.Name) and each.value.id in called)]


def test_only_the_voice_queues_messages() -> None:
    found = {
        path.relative_to(HOUSE).as_posix()
        for floor in FLOORS
        for path in (HOUSE / floor).rglob("*.py")
        if queues(path.read_text("utf-8"))
    }
    assert found == set(SPEAKS)


def test_who_queues_a_message_would_be_found() -> None:
    assert queues("from storage.messages import outbox\noutbox.add(work, 1, said)") == [2]
    assert queues("from storage.messages.outbox import add") == [1]
    assert queues("from storage.messages import outbox as box\nbox.add(work, 1, said)") == [2]
    assert not queues("seen.add(1)")


def read_errors(source: str, place: str) -> list[str]:
    """Where the sentence of a caught error is read: `str(error)`, `error.args`, or the error in an f-string."""
    found = []
    for caught in ast.walk(ast.parse(source)):
        if not isinstance(caught, ast.ExceptHandler) or caught.name is None:
            continue
        for each in ast.walk(caught):
            read: ast.expr | None = None
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in {"str", "repr"}:
                read = each.args[0] if each.args else None
            elif isinstance(each, ast.FormattedValue) or (isinstance(each, ast.Attribute) and each.attr == "args"):
                read = each.value
            if isinstance(read, ast.Name) and read.id == caught.name:
                found.append(f"{place}:{read.lineno}")
    return found


def test_no_page_reads_the_sentence_of_an_error() -> None:
    paths = sorted((HOUSE / "console").rglob("*.py"))
    assert len(paths) > 50
    assert [each for path in paths for each in read_errors(path.read_text("utf-8"), str(path.relative_to(HOUSE)))] == []
    named = [path for path in paths if "str(error)" in path.read_text("utf-8")]  # nor one that was handed over
    assert named == []


@pytest.mark.parametrize("read", ["str(e)", "f'{e}'", "e.args[0]", "repr(e)"])
def test_a_page_that_reads_one_would_be_found(read: str) -> None:
    assert read_errors(f"try:\n    act()\nexcept ConflictError as e:\n    show({read})", "page") == ["page:4"]
    assert read_errors("try:\n    act()\nexcept ConflictError as e:\n    show(e.why)", "page") == []
