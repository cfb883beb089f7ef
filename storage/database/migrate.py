"""Bringing a database to the present form, by Alembic; a new migration is drafted here too.

`storage.tables` says what the form is; the triggers of the trail and the search index stand in the migrations alone.
As a program it takes the database's address on its standard input: a service has it done by a process of its own, for
Alembic and the migrations would stay in its memory for good.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, inspect, make_url, text
from sqlalchemy.pool import NullPool

from core.clock import system_clock
from core.errors import SettingError
from storage.database.revision import FIRST, LAST_BEFORE, MIGRATIONS, driver, is_too_old, newest

_ONE_AT_A_TIME = 6_215_001  # the advisory lock under which PostgreSQL is migrated


def upgrade(url: str) -> None:
    """Make or bring the database at `url` to the present form, with its triggers and search index. Safe to repeat.

    Two processes that start together wait for each other; a migration that fails leaves the database as it was.
    """
    with _connected(url) as conn:
        bridge(conn)
        command.upgrade(_config(conn), "head")


def bridge(conn: Connection) -> None:
    """Stamp a database at the last step before the first release as one of the first release: its form is the same.

    Raises SettingError for an older one: the steps between are gone.
    """
    if not inspect(conn).has_table("alembic_version"):
        return
    at = str(conn.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")
    if is_too_old(at):
        raise SettingError(
            f"This database is at step {at}, from before the first release. Start the program of step {LAST_BEFORE} on "
            "it once, which brings it there, then this one."
        )
    if at == LAST_BEFORE:
        conn.execute(text("UPDATE alembic_version SET version_num = :first"), {"first": FIRST})


def draft(name: str, *, url: str | None = None) -> None:
    """Write a new migration from what `storage.tables` says and the last migration does not. For developers.

    It is drafted against an empty SQLite database, or against `url`; read it before it is committed.
    """
    with TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/draft.sqlite3"
        upgrade(url)
        with _connected(url) as conn:
            command.revision(_config(conn), name, autogenerate=True, rev_id=_next(newest(), system_clock()))


def _next(newest: str, now: datetime) -> str:
    """The name of the next step: its day and a letter, e.g. 20261130b."""
    day = f"{now:%Y%m%d}"
    return day + (chr(ord(newest[8]) + 1) if newest.startswith(day) else "a")


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = conn
    return config


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    url = driver(url)
    embedded = url.startswith("sqlite")
    if embedded and (file := make_url(url).database):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url, poolclass=NullPool, connect_args={"isolation_level": None, "timeout": 30} if embedded else {}
    )
    if embedded:  # the driver would commit before each CREATE; so the transaction is opened by hand
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as conn:
            if not embedded:
                conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
            yield conn
    finally:
        engine.dispose()


if __name__ == "__main__":
    upgrade(sys.stdin.read().strip())
