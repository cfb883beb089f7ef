"""What a start loads: no library that an ordinary day of a ward does not need."""

import re
from collections.abc import Iterator
from functools import cache

from tests.pages import HOUSE

LATE = {  # each loaded where it is first used, and what for
    "docx": "papers", "lxml": "drafts, in a child process", "pypdfium2": "drafts, in a child process",
    "xlrd": "old lists, in a child process", "PIL": "a shared case's picture", "obstore": "a bucket",
    "joserfc": "sign-in elsewhere", "holidays": "the first period", "aiohttp": "Telegram", "aiogram": "Telegram",
    "alembic": "a database that is behind, in a child process",
}  # fmt: skip
_IMPORT = re.compile(r"^(?:from ([\w.]+) import (\([^)]*\)|[^\n]*)|import ([\w.]+))", re.MULTILINE)


@cache
def loaded_by(module: str) -> frozenset[str]:
    """The modules that the head of a module names; what stands in a function is not loaded by it."""
    file = HOUSE / f"{module.replace('.', '/')}.py"
    file = file if file.exists() else HOUSE / module.replace(".", "/") / "__init__.py"
    return frozenset(named(file.read_text("utf-8"))) if file.exists() else frozenset()


def named(source: str) -> Iterator[str]:
    for where, what, whole in _IMPORT.findall(source):
        yield whole or where
        for each in re.findall(r"(\w+)(?: as \w+)?", re.sub(r"#.*", "", what)):
            yield f"{where}.{each}"


def reached(start: str) -> dict[str, str]:
    """Every module that is loaded with one, and by which."""
    found, waiting = {start: ""}, [start]
    while waiting:
        module = waiting.pop()
        folders = {module.rsplit(".", at)[0] for at in range(1, module.count(".") + 1)}
        for each in loaded_by(module) | folders:
            if each not in found:
                found[each] = module
                waiting.append(each)
    return found


def test_a_start_loads_nothing_that_few_wards_need() -> None:
    for start, some in (("bot.__main__", "console.app"), ("bot.commands.every", "papers.draft_files")):
        found = reached(start)
        assert some in found
        assert {each: by for each, by in found.items() if each.partition(".")[0] in LATE} == {}


def test_a_process_that_serves_loads_no_other_command() -> None:
    assert [each for each in reached("bot.__main__") if each.startswith(("bot.commands.", "bot.province"))] == []
    assert "bot.province.serving" in reached("bot.commands.every")


def test_what_is_loaded_would_be_found() -> None:
    assert set(named("from papers import (\n    pdf,  # why\n    odt as o,\n)\nimport docx\n")) >= {
        "papers", "papers.pdf", "papers.odt", "docx",
    }  # fmt: skip
    assert list(named("def read() -> None:\n    import docx\n")) == []
    assert reached("papers.pdf")["pypdfium2"] == "papers.pdf"
