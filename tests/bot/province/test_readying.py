"""Wards are brought to a release one after another; one that fails is told and holds nobody up, and is tried again."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.commands.province import _progress
from bot.province import readying
from core import province
from storage.database.revision import newest
from storage.province.registry import Registry, State
from tests.bot.province.towns import environment
from tests.databases import Now
from tests.parts import migrated


def test_a_ward_that_fails_holds_nobody_up_and_what_is_done_stays_done(
    tmp_path: Path, now: Now, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    where = province.read(environment(tmp_path), env_file=tmp_path / "none")
    file = tmp_path / "wards" / "bb" / "ward.sqlite3"
    for code in ("aa", "cc"):
        migrated(tmp_path / "wards" / code / "ward.sqlite3")
    file.parent.mkdir(parents=True)
    file.write_bytes(b"this is no database, and long enough to be looked at" * 100)
    with closing(Registry(province.registry_url(where), clock=now)) as registry:
        registry.load(province.one(code, f"phường {code}") for code in ("aa", "bb", "cc", "dd"))  # dd has no key
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        assert readying.ready(where, registry, registry.rows(), progress=_progress) == ["bb", "dd"]
        shown = capsys.readouterr().out
        assert "[#######.......................] 1/4 aa" in shown
        assert "4/4 dd: dd: SECRET_KEY is not set" in shown
        states = {each.entry.code: each.state for each in registry.rows()}
        assert states == {
            "aa": State.RUNNING, "bb": State.FAILED, "cc": State.RUNNING, "dd": State.FAILED,
        }  # fmt: skip
        assert registry.row("bb").problem
        file.unlink()
        migrated(file)
        assert readying.ready(where, registry, registry.rows()) == ["dd"]
        assert (registry.row("bb").state, registry.row("bb").revision) == (State.RUNNING, newest())
        assert capsys.readouterr().out == "", "those that are done are not done again"
