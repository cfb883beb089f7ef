"""A backup of the ward in one tar: the database at one moment, then the files that it refers to. Restoring it, too.

It holds neither SECRET_KEY nor the id of this installation. So sealed texts stay sealed, and a restored copy sends
nothing until somebody adopts it.
"""

import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, delete, insert, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from core.clock import Clock, system_clock
from core.errors import ConflictError, NotFoundError
from storage.database import schemas
from storage.tables.ward import instance

RESTORED = "restored"  # the installation id of a restored database: it belongs to no installation yet
_EMBEDDED, _DUMP, _FILES = "database.sqlite3", "database.dump", "files"


def backup(url: str, files_dir: Path, target: Path, *, tools: Path | None = None) -> Path:
    """Write the backup and return its path, while the service goes on. Raises ConflictError, NotFoundError.

    PostgreSQL needs `pg_dump` (from `tools`, else from PATH) of at least the server's version.
    """
    if target.exists():
        raise ConflictError(f"{target} exists already; give a new name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=target.parent) as folder:
        aside = Path(folder) / "backup.tar"
        database = _copy_database(_url(url), Path(folder), tools)
        with tarfile.open(aside, "w") as tar:
            tar.add(database, database.name)
            for file in _stored(files_dir):  # after the database, so each file that it refers to is there
                tar.add(file, f"{_FILES}/{file.parent.name}/{file.name}")
        aside.chmod(0o600)
        with aside.open("rb") as whole:
            os.fsync(whole.fileno())
        aside.rename(target)
    return target


def restore(source: Path, url: str, files_dir: Path, *, tools: Path | None = None, clock: Clock = system_clock) -> None:
    """Restore a backup into an empty place.

    The copy sends nothing until it is adopted. Raises ConflictError, NotFoundError.
    """
    where = _url(url)
    if files_dir.is_dir() and any(_stored(files_dir)):
        raise ConflictError(f"{files_dir} is not empty; a backup is restored into an empty place.")
    with TemporaryDirectory() as folder, tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")
        _bring_database(where, Path(folder), tools)
        for file in _stored(Path(folder) / _FILES):
            place = files_dir / file.parent.name
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy2(file, place / file.name)
    engine = create_engine(where, poolclass=NullPool)
    with engine.begin() as conn:
        conn.execute(delete(instance))
        conn.execute(insert(instance).values(id=RESTORED, adopted_at=clock()))
    engine.dispose()


def _url(url: str) -> URL:
    return make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))


def _stored(files_dir: Path) -> list[Path]:
    """The files of the store, without anything else in the folder (keys, ids, unfinished files)."""
    return sorted(each for each in files_dir.glob("[0-9a-f][0-9a-f]/*") if each.is_file())


def _copy_database(url: URL, folder: Path, tools: Path | None) -> Path:
    if url.get_backend_name() != "sqlite":
        dump = folder / _DUMP
        schema = schemas.schema_of(url.render_as_string(hide_password=False))
        only = [f"--schema={schema}"] if schema else []
        _run(url, tools, "pg_dump", "--format=custom", "--no-owner", *only, f"--file={dump}")
        return dump
    if not url.database or not Path(url.database).is_file():
        raise NotFoundError(f"There is no database at {url.database}.")
    copy = folder / _EMBEDDED
    with closing(sqlite3.connect(url.database)) as ours, closing(sqlite3.connect(copy)) as theirs:
        ours.backup(theirs)
    return copy


def _bring_database(url: URL, folder: Path, tools: Path | None) -> None:
    if url.get_backend_name() != "sqlite":
        if not (folder / _DUMP).is_file():
            raise NotFoundError("This backup is of an embedded database; set DATABASE_URL to sqlite:///…")
        schemas.drop_empty(url.render_as_string(hide_password=False))  # the backup of a ward's schema makes it anew
        _run(url, tools, "pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", str(folder / _DUMP))
        return
    if not (folder / _EMBEDDED).is_file():
        raise NotFoundError("This backup is of PostgreSQL; set DATABASE_URL to postgresql://…")
    place = Path(url.database or "")
    if place.exists():
        raise ConflictError(f"{place} exists already; a backup is restored into an empty place.")
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(folder / _EMBEDDED, place)


def _run(url: URL, tools: Path | None, name: str, *arguments: str) -> None:
    found = shutil.which(name, path=str(tools) if tools else None)
    if found is None:
        raise NotFoundError(f"{name} is needed for a backup of PostgreSQL; install the PostgreSQL client.")
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    # not as an argument, which the list of processes would show
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603  # our own arguments, no shell
        [found, f"--dbname={address}", *arguments], env=secret, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ConflictError(f"{name} failed: {done.stderr.strip()[-300:]}")
