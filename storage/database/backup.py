"""A backup of the ward in one tar: the database at one moment, then the files that it refers to. Restoring it, too.

A manifest names each part with its size and SHA-256; restoring compares them before anything is written. Files come
from a folder or a bucket and may go to either. The archive holds neither SECRET_KEY nor the id of this installation. So
sealed texts stay sealed, and a restored copy sends nothing until somebody adopts it.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Mapping
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, delete, insert, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from core.clock import Clock, system_clock
from core.errors import ConflictError, NotFoundError
from storage.database import schemas, word_indexes
from storage.database.kept_files import KeptFiles, Raw
from storage.tables.ward import instance

RESTORED = "restored"  # the installation id of a restored database: it belongs to no installation yet
_EMBEDDED, _DUMP, _FILES, _MANIFEST = "database.sqlite3", "database.dump", "files", "manifest.json"


def backup(url: str, files: KeptFiles, target: Path, *, tools: Path | None = None) -> Path:
    """Write the backup and return its path, while the service goes on. Raises ConflictError, NotFoundError,
    StoreAwayError.

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
            parts = {database.name: _measured(database)}
            for raw in files.all():  # after the database, so each file that it refers to is there
                parts[f"{_FILES}/{raw.place}"] = _add(tar, f"{_FILES}/{raw.place}", raw.content)
            _add(tar, _MANIFEST, json.dumps({"format": 1, "parts": parts}, indent=0).encode())
        aside.chmod(0o600)
        with aside.open("rb") as whole:
            os.fsync(whole.fileno())
        aside.rename(target)
    return target


def restore(
    source: Path, url: str, files: KeptFiles, *, tools: Path | None = None, clock: Clock = system_clock
) -> None:
    """Restore a backup into an empty place.

    The copy sends nothing until it is adopted. Raises ConflictError, NotFoundError, StoreAwayError.
    """
    where = _url(url)
    if next(files.all(), None) is not None:
        raise ConflictError("The file store is not empty; a backup is restored into an empty place.")
    with TemporaryDirectory() as folder, tarfile.open(source) as tar:
        tar.extractall(folder, filter="data")
        _compare(Path(folder))
        _bring_database(where, Path(folder), tools)
        for file in sorted((Path(folder) / _FILES).glob("[0-9a-f][0-9a-f]/*")):
            files.bring(Raw(f"{file.parent.name}/{file.name}", file.read_bytes()))
    engine = create_engine(where, poolclass=NullPool)
    with engine.begin() as conn:
        conn.execute(delete(instance))
        conn.execute(insert(instance).values(id=RESTORED, adopted_at=clock()))
    engine.dispose()


def _url(url: str) -> URL:
    return make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))


def parts_of(source: Path) -> Mapping[str, tuple[int, str]]:
    """What the archive's manifest names: each part's size and SHA-256. Empty for an archive of an earlier release."""
    with tarfile.open(source) as tar:
        try:
            found = tar.extractfile(_MANIFEST)
        except KeyError:
            return {}
        return _named(found.read()) if found is not None else {}


def _named(manifest: bytes) -> dict[str, tuple[int, str]]:
    return {name: (int(size), str(digest)) for name, (size, digest) in json.loads(manifest)["parts"].items()}


def _compare(folder: Path) -> None:
    """Raises ConflictError when a part of the archive is missing or another than the manifest names."""
    manifest = folder / _MANIFEST
    if not manifest.is_file():
        return
    wrong = [name for name, told in _named(manifest.read_bytes()).items() if _measured(folder / name) != told]
    if wrong:
        raise ConflictError(f"{len(wrong)} parts of this backup are missing or damaged, for example {wrong[0][:30]}.")


def _measured(file: Path) -> tuple[int, str]:
    if not file.is_file():
        return 0, ""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return file.stat().st_size, digest


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> tuple[int, str]:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, BytesIO(content))
    return len(content), hashlib.sha256(content).hexdigest()


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
    word_indexes.merge_copy(copy)  # no removed word goes with it
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
