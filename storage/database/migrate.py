"""Bringing a database to the present form, by Alembic; a new migration is drafted here too.

`storage.tables` says what the form is; the triggers of the trail and the search index stand in the migrations alone.
As a program it takes the database's address on its standard input: a service has it done by a process of its own, for
Alembic and the migrations would stay in its memory for good.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool

from storage.database.revision import MIGRATIONS, driver, newest
from storage.tables import codes, moves, poll_results
from storage.tables import households as household_tables
from storage.tables import polls as poll_tables

# Tables that stand in files of their own; naming them here is what makes them known to `metadata`.
_ROOMS = (codes, household_tables, moves, poll_tables, poll_results)
_ONE_AT_A_TIME = 6_215_001  # the advisory lock under which PostgreSQL is migrated


def upgrade(url: str) -> None:
    """Make or bring the database at `url` to the present form, with its triggers and search index. Safe to repeat.

    Two processes that start together wait for each other; a migration that fails leaves the database as it was.
    """
    with _connected(url) as conn:
        command.upgrade(_config(conn), "head")


def draft(name: str, *, url: str | None = None) -> None:
    """Write a new migration from what `storage.tables` says and the last migration does not. For developers.

    It is drafted against an empty SQLite database, or against `url`; read it before it is committed.
    """
    with TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/draft.sqlite3"
        upgrade(url)
        with _connected(url) as conn:
            revision = f"{int(newest()) + 1:04d}"
            command.revision(_config(conn), name, autogenerate=True, rev_id=revision)


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
