"""`danban province`: a ward is added, paused, exported, moved to another database and dropped, beside one that runs."""

from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from core import province
from storage.database.database import Database
from storage.database.revision import newest
from storage.database.seal import Seal
from storage.province.registry import Registry, State
from storage.ward import ward
from tests.bot.province.towns import KEYS, environment
from tests.parts import migrated


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A province with the running wards aa and bb, each with a setting of its own."""
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    with closing(Registry(f"sqlite:///{tmp_path}/province.sqlite3", by="lan")) as registry:
        for code in ("aa", "bb"):
            url = migrated(tmp_path / "wards" / code / "ward.sqlite3")
            with closing(Database(url, seal=Seal(KEYS[code]))) as database:
                database.run(ward.put_settings, {"by": code})
            registry.add(province.one(code, f"phường {code}"))
            registry.set_state(code, State.RUNNING, revision=newest())
    return tmp_path


def danban(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """How a command ends, and what it says."""
    with pytest.raises(SystemExit) as end:
        main(["province", "--by", "minh", *words] if words[0] != "--ward" else list(words))
    told = capsys.readouterr()
    return int(end.value.code or 0), told.out + told.err


def test_a_ward_goes_to_another_database_and_away_beside_one_that_runs(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    neighbour = Database(f"sqlite:///{home}/wards/bb/ward.sqlite3", seal=Seal(KEYS["bb"]))
    assert "runs. Pause it first" in danban(capsys, "import", "aa", "x.tar")[1]
    assert danban(capsys, "pause", "aa")[0] == 0
    assert danban(capsys, "export", "aa", "aa.tar")[0] == 0
    secrets = home / "secrets" / "aa.env"
    secrets.parent.mkdir()
    secrets.write_text(f"DATABASE_URL=sqlite:///{home}/elsewhere/ward.sqlite3\n")
    assert danban(capsys, "import", "aa", "aa.tar")[0] == 0
    assert danban(capsys, "--ward", "aa", "adopt")[0] == 0
    assert "as soon as it is at this release" in danban(capsys, "resume", "aa")[1]
    with closing(Database(f"sqlite:///{home}/elsewhere/ward.sqlite3", seal=Seal(KEYS["aa"]))) as moved:
        assert moved.look(ward.settings)["by"] == "aa"
    assert danban(capsys, "pause", "aa")[0] == 0
    assert "Say it again" in danban(capsys, "drop", "aa", "--data")[1]
    assert danban(capsys, "drop", "aa", "--data", "--yes", "aa")[0] == 0
    assert not (home / "wards" / "aa").exists()
    assert not (home / "elsewhere" / "ward.sqlite3").exists()
    assert danban(capsys, "list", "--codes") == (0, "bb\n")
    assert "no ward aa" in danban(capsys, "pause", "aa")[1]
    acts = [line.split()[3:5] for line in danban(capsys, "trail", "aa")[1].splitlines()]
    assert acts == [
        [act, "minh"] for act in ("erased", "dropped", "paused", "waiting", "paused", "imported", "exported", "paused")
    ] + [["running", "lan"], ["added", "lan"]]
    assert neighbour.look(ward.settings) == {"by": "bb"}, "the neighbour was open all the time"
    neighbour.close()
