"""Keys in a second database keep the promises of the folder: made once, one destroyed is known to nobody."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from core.settings import Settings
from storage.database import key_places
from storage.database.database import Database
from storage.database.key_table import HELD, KeyTable
from storage.database.outside import KeyFolder, KeyGoneError, OutsideKeys
from storage.database.seal import Seal
from tests.databases import KEY


class Ticks:
    """A monotonic clock that a test moves."""

    at = 100.0

    def __call__(self) -> float:
        return self.at


Made = Callable[[], OutsideKeys]


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture(params=["folder", "table"])
def made(request: pytest.FixtureRequest, empty_url: str, tmp_path: Path, ticks: Ticks) -> Made:
    """A new store on the same place each time, as another process has it."""
    if request.param == "folder":
        return lambda: KeyFolder(tmp_path / "keys")
    if empty_url.startswith("sqlite"):
        Path(empty_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return lambda: KeyTable(empty_url, KEY, monotonic=ticks)


def test_every_place_keeps_the_same_promises(made: Made, ticks: Ticks) -> None:
    ours, theirs = made(), made()
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(lambda _: made().make("a"), range(8)))) == 1
    key = ours.get("a")
    assert (len(key), theirs.get("a"), ours.make("a")) == (32, key, key)
    ours.put("a", b"x" * 32)
    assert theirs.get("a") == key, "the one that is there stays"
    ours.put("day-2026-11-24", b"y" * 32)
    assert (ours.get("day-2026-11-24"), ours.names("day-"), ours.names("")) == (
        b"y" * 32, ["day-2026-11-24"], ["a", "day-2026-11-24"],
    )  # fmt: skip
    theirs.destroy("a")
    theirs.destroy("a")
    ticks.at += HELD + 1
    for each in (ours, theirs):
        with pytest.raises(KeyGoneError):
            each.get("a")
    assert ours.make("a") != key


def test_a_table_of_keys_gives_none_without_secret_key_and_keeps_nothing_of_a_destroyed_one(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'keys.sqlite3'}"
    ours, other = KeyTable(url, KEY), KeyTable(url, "another secret key, long enough for one")
    key = ours.make("a")
    assert key not in (tmp_path / "keys.sqlite3").read_bytes()
    assert other.make("a") != key, "wards share a database and no key"
    with closing(sqlite3.connect(tmp_path / "keys.sqlite3")) as conn:
        closed = [bytes(row[0]) for row in conn.execute("SELECT closed FROM danban_keys")]
    ours.destroy("a")
    left = (tmp_path / "keys.sqlite3").read_bytes()
    assert [each in left for each in closed].count(True) == 1
    assert KeyTable(url, "another secret key, long enough for one").names("") == ["a"]


def test_a_database_that_is_away_is_no_destroyed_key(tmp_path: Path) -> None:
    gone = KeyTable(f"sqlite:///{tmp_path / 'nowhere' / 'keys.sqlite3'}", KEY)
    for act in (gone.get, gone.make):
        with pytest.raises(OperationalError):
            act("a")


def test_what_arrives_is_sealed_under_a_key_of_the_table(store: Database, tmp_path: Path) -> None:
    keys = key_places.keys(Settings(secret_key=KEY, keys_url=f"sqlite:///{tmp_path / 'k.sqlite3'}"))
    seal = Seal(KEY, keys=keys)
    token = seal.close_text("một lời", ring=seal.arriving(store.clock()))
    assert Seal(KEY, keys=keys).open_text(token) == "một lời"
    with pytest.raises(KeyGoneError):
        store.seal.open_text(token)
