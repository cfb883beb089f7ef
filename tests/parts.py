"""What no test changes and every test would make anew: words, routes, a migrated file. Made once in a test process."""

import atexit
import shutil
import sqlite3
from collections import UserDict
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bot.demo import seed
from bot.process.shared import Shared
from civics.hearing.hear import prepare
from console.app import routers
from core.settings import Settings
from core.words import Words
from dialogs.engine.ear import Ear
from dialogs.engine.language import Detector
from handlers.replies.ward import Ward
from storage.database import migrate


class Statements(UserDict[tuple[Any, ...], Any]):
    """Compiled statements of all databases of one sort. A service has one database, but each test makes another one.

    SQLAlchemy's key begins with the dialect, of which each engine has its own; here its name stands instead.
    """

    def __getitem__(self, key: tuple[Any, ...]) -> Any:
        return self.data[(key[0].name, *key[1:])]

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        self.data[(key[0].name, *key[1:])] = compiled

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and (key[0].name, *key[1:]) in self.data


_read_catalogue = Words.load  # in a run of tests `Words.load` itself gives what was read once


@cache
def catalogue() -> Words:
    """The catalogue. To read it takes a quarter of a second."""
    return _read_catalogue()


@cache
def shared() -> Shared:
    """The parts that wards share, the pages' routes with them."""
    prepare()
    return Shared(catalogue(), Ear(catalogue()), Detector(), routers())


def migrated(path: Path) -> str:
    """Put an empty, migrated SQLite file there; returns its address."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(_template(), path)
    return f"sqlite:///{path}"


def demo_ward(folder: Path) -> Settings:
    """Put the demo's ward there, its files too; returns its settings. To fill one takes seconds."""
    shutil.copytree(_demo(), folder, dirs_exist_ok=True)
    return _demo_settings(folder)


def ward_of(settings: Settings) -> Ward:
    """A ward for pages: it serves no channel, so every one shows the narrowest that there is."""
    parts = shared()
    return Ward(settings, parts.words, parts.ear, parts.detector, {}, lambda _channel, _payload: "")


def _demo_settings(folder: Path) -> Settings:
    return Settings(
        secret_key="k" * 40, database_url=f"sqlite:///{folder / 'ward.sqlite3'}", files_dir=folder / "files"
    )


@cache
def _demo() -> Path:
    folder = Path(mkdtemp(prefix="danban"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrated(folder / "ward.sqlite3")
    assert seed.fill(_demo_settings(folder)), "an empty ward is filled"
    return folder


@cache
def _template() -> Path:
    folder = mkdtemp(prefix="danban")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "ward.sqlite3"
    migrate.upgrade(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA page_size=1024")  # most pages are of an empty table, and each copy is copied and removed
        conn.execute("VACUUM")
        conn.execute("PRAGMA journal_mode=WAL")  # as the service would switch each copy
    return path
