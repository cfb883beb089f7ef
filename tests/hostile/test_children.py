"""No process that we start is handed our environment: SECRET_KEY and the tokens stay with the service."""

import ast
from pathlib import Path

from storage.media import subprocesses

ROOT = Path(__file__).parents[2]
FLOORS = ("core", "civics", "dialogs", "storage", "handlers", "papers", "broadcasts", "console", "bot")
STARTS = frozenset({"run", "Popen", "call", "check_call", "check_output", "create_subprocess_exec"})
ITSELF = "bot/demo/reload.py"  # starts the service itself anew, which needs its settings


def starts() -> dict[str, ast.Call]:
    """Every call that starts a process."""
    found: dict[str, ast.Call] = {}
    for path in (each for floor in FLOORS for each in sorted((ROOT / floor).rglob("*.py"))):
        source = path.read_text("utf-8")
        if "subprocess" not in source and "asyncio" not in source:
            continue
        for call in (each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.Call)):
            if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
                continue
            of, what = call.func.value.id, call.func.attr
            if of in {"subprocess", "asyncio"} and what in STARTS and (of, what) != ("asyncio", "run"):
                found[f"{path.relative_to(ROOT)}:{call.lineno}"] = call
    return {where: call for where, call in found.items() if not where.startswith(ITSELF)}


def test_every_process_that_we_start_gets_an_environment_of_its_own() -> None:
    found = starts()
    assert len(found) >= 4, "pictures, papers, migrations, the drill, pg_dump"
    assert [where for where, call in found.items() if "env" not in {each.arg for each in call.keywords}] == []


def test_what_they_get_names_none_of_our_settings() -> None:
    assert set(subprocesses.environment()) == {"PYTHONIOENCODING", "MALLOC_ARENA_MAX"}
