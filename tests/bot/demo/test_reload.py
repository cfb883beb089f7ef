"""`make run RELOAD=1`: what counts as a change, and that each change restarts the demo once."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.demo import reload

A, B = Path("a.py"), Path("b.html")


class Started:
    """A program that records what was done to it."""

    def __init__(self, said: list[str]) -> None:
        self.said = said
        said.append("start")

    def terminate(self) -> None:
        self.said.append("terminate")

    def wait(self) -> int:
        self.said.append("wait")
        return 0


def kept(looks: list[Mapping[Path, int]]) -> list[str]:
    """What happens while these states are seen one after another, and then Ctrl+C is pressed."""
    said: list[str] = []
    seen, left = iter(looks), iter(range(len(looks) - 1))

    def pause() -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    reload.keep(lambda: Started(said), look=lambda: next(seen), pause=pause, tell=lambda _text: None)
    return said


def test_each_change_starts_it_anew_once() -> None:
    ended = ["terminate", "wait"]
    assert kept([{A: 1}, {A: 1}, {A: 1}]) == ["start", *ended]
    assert kept([{A: 1}, {A: 2}, {A: 2}]) == ["start", *ended, "start", *ended]
    assert kept([{A: 1}, {A: 1, B: 1}, {B: 1}]) == ["start", *ended, "start", *ended, "start", *ended]


def test_what_is_watched(tmp_path: Path) -> None:
    for name in ("core/__init__.py", "core/words.toml", "console/__init__.py", "console/templates/page.html"):
        _write(tmp_path / name)
    for name in ("tests/__init__.py", "tests/test_x.py", "data/ward.sqlite3", "core/__pycache__/x.pyc", "docs/a.py"):
        _write(tmp_path / name)
    before = reload.stamps(tmp_path)
    assert {str(each.relative_to(tmp_path)) for each in before} == {
        "core/__init__.py", "core/words.toml", "console/__init__.py", "console/templates/page.html",
    }  # fmt: skip
    os.utime(tmp_path / "core/words.toml", ns=(1, 1))
    assert reload.stamps(tmp_path) != before


def test_the_program_itself_is_watched() -> None:
    found: Iterator[str] = (path.relative_to(reload.HOUSE).parts[0] for path in reload.stamps())
    assert set(found) == {
        "core", "civics", "dialogs", "storage", "handlers", "broadcasts", "papers", "console", "bot",
    }  # fmt: skip


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", "utf-8")
