"""Where this installation stands: its secret key, its instance id, and that it alone serves an embedded database."""

import fcntl
import hashlib
import os
import secrets
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from core.errors import DanBanError, SettingError
from core.settings import Settings
from storage.database import revision, schemas
from storage.database.database import Database
from storage.database.seal import Seal
from storage.media import subprocesses
from storage.people import staff
from storage.ward import key_check


class BusyError(DanBanError):
    """Another process serves this database already."""


def database_file(settings: Settings) -> Path | None:
    """The file of the embedded database, absolute; none on PostgreSQL."""
    if not settings.embedded:
        return None
    return Path(settings.database_url.removeprefix("sqlite:///")).absolute()


def instance_id(settings: Settings) -> str:
    """Names this machine and place, kept outside the database: a copy somewhere else has another and does not send."""
    path = database_file(settings)
    if path is None:
        parts = urlsplit(settings.database_url)
        where = f"{parts.hostname}:{parts.port or 5432}{parts.path}"
        if schema := schemas.schema_of(settings.database_url):
            where = f"{where}#{schema}"
    else:
        where = f"{_machine()}:{path}"
    return hashlib.sha256(f"danban instance 1 {where}".encode()).hexdigest()[:32]


def holder(settings: Settings) -> str:
    """Names this process to a lease. One process alone serves an embedded database, so there it is the installation."""
    here = instance_id(settings)
    return here if settings.embedded else f"{here}:{uuid.uuid4().hex[:8]}"


def _machine() -> str:
    try:
        return Path("/etc/machine-id").read_text("ascii").strip()
    except OSError:
        return socket.gethostname()


def with_secret_key(settings: Settings, *, make: bool) -> Settings:
    """The settings with a key: the given one, else the file beside the files, which is made only when `make`.

    Raises SettingError when there is none and none may be made, and when the database was sealed with one that is not
    here: a new one would open nothing and hide the loss.
    """
    if settings.secret_key:
        return settings
    path = settings.files_dir.absolute().parent / "secret_key"
    if not path.exists():
        if revision.current(settings.database_url) and key_check.is_sealed(settings.database_url):
            raise SettingError(
                f"SECRET_KEY is not set and {path} does not exist, but this database was sealed with a key. Set that "
                "key again, or bring its file back; a new one would open nothing of what is stored."
            )
        if not make:
            raise SettingError(
                "SECRET_KEY is not set. Give every process the same one, for example SECRET_KEY=$(openssl rand -hex 32)"
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return replace(settings, secret_key=path.read_text("ascii").strip())


def own(settings: Settings) -> TextIO | None:
    """Hold the embedded database as its one service process, until the file is closed. Raises BusyError."""
    path = database_file(settings)
    if path is None:
        return None
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.with_suffix(".lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise BusyError(
            f"Another Dân Bàn process serves {path.name} already. Stop it first; to run several processes, set "
            "DATABASE_URL to a PostgreSQL server."
        ) from error
    return file


def ready_database(settings: Settings) -> str:
    """Bring the database to this release, under the lock of an embedded one; gives the revision."""
    path = database_file(settings)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = own(settings)
        assert lock is not None
        with lock:
            _upgrade(settings.database_url)
    else:
        _upgrade(settings.database_url)
    settings.files_dir.mkdir(parents=True, exist_ok=True)
    return revision.current(settings.database_url)


def _upgrade(url: str) -> None:
    """Bring the database to this release in a process of its own, if it is not there. Raises SettingError.

    The address goes by standard input: it may hold a password, and a command line is everybody's to read.
    """
    if revision.is_current(url):
        return
    done = subprocess.run(  # our own program
        [sys.executable, "-m", "storage.database.migrate"], input=revision.absolute(url),
        text=True, check=False, cwd=Path(__file__).parents[2], env=subprocesses.environment(),
    )  # fmt: skip
    if done.returncode:
        raise SettingError("The database could not be brought to this release; what stands above says why.")


def upgraded(urls: Sequence[str]) -> Iterator[str]:
    """Bring several databases to this release, one after another, in one process beside this one.

    Gives the end of each as it comes: `ok`, or why it failed.
    """
    with subprocess.Popen(  # our own program
        [sys.executable, "-m", "storage.database.migrate", "--each"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, cwd=Path(__file__).parents[2], env=subprocesses.environment(),
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write("".join(f"{revision.absolute(each)}\n" for each in urls))
        child.stdin.close()
        left = len(urls)
        for line in child.stdout:
            left -= 1
            yield line.strip()
        yield from ["the process that brings databases to this release ended early"] * left


def must_be_no_demo(settings: Settings) -> None:
    """Raises SettingError when accounts of the demo ward are in the database: anybody knows their password."""
    database = Database(settings.database_url, seal=Seal(settings.secret_key), threads=1)
    try:
        if database.look(staff.has_demo):
            raise SettingError(
                "This database was made by `danban demo`: everybody knows its passwords. Use `danban demo` "
                "to look at it, or give the real service another DATABASE_URL and FILES_DIR."
            )
    finally:
        database.close()


def must_be_current(settings: Settings) -> None:
    """Raises SettingError when the database is of another release."""
    if not revision.is_current(settings.database_url):
        raise SettingError("The database is not at this release. Run `danban migrate` first.")


def opened(settings: Settings, *, writes: bool) -> Database:
    """The database for a command, once SECRET_KEY is found to be its own. The settings must hold a key.

    `writes`: the key of a database that has none yet is noted as its own. Raises SettingError: another key, another
    release.
    """
    if not revision.current(settings.database_url):
        raise SettingError("There is no database yet. Run `danban migrate` first.")
    must_be_current(settings)
    database = Database(settings.database_url, seal=Seal(settings.secret_key), threads=2)
    try:
        if writes:
            database.run(key_check.check)
        else:
            database.look(key_check.verify)
    except SettingError:
        database.close()
        raise
    return database
