"""Brings a database to the present schema with Alembic, and drafts new migrations.

`storage.tables` defines the schema; the trail's triggers and the search index are only in the migrations. As a program
it reads the database's address from standard input. The service runs it in a process of its own, because Alembic and
the migrations would stay in memory for good.
"""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event, inspect, make_url, text
from sqlalchemy.pool import NullPool

from core.clock import system_clock
from core.errors import SettingError
from storage.database import schemas
from storage.database.revision import FIRST, LAST_BEFORE, MIGRATIONS, driver, is_too_old, newest

_ONE_AT_A_TIME = 6_215_001  # the advisory lock that PostgreSQL migrations hold


def upgrade(url: str) -> None:
    """Create the database at `url` or bring it to the present schema, with triggers and search index. Safe to repeat.

    Two processes that start together wait for each other. A migration that fails leaves the database as it was.
    """
    with _connected(url) as conn:
        bridge(conn)
        command.upgrade(_config(conn), "head")


def bridge(conn: Connection) -> None:
    """Mark a database of the last step before the first release as one of the first release. Both have the same schema.

    Raises SettingError for an older database, because the earlier steps were removed.
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
    """Write a new migration from the difference between `storage.tables` and the last migration. For developers.

    It compares with an empty SQLite database, or with the one at `url`. Read the draft before you commit it.
    """
    with TemporaryDirectory() as folder:
        url = url or f"sqlite:///{folder}/draft.sqlite3"
        upgrade(url)
        with _connected(url) as conn:
            command.revision(_config(conn), name, autogenerate=True, rev_id=_next(newest(), system_clock()))


def _next(newest: str, now: datetime) -> str:
    """The name of the next step: its day and a letter, for example 20261130b."""
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
    if embedded:  # the driver would commit before each CREATE, so we open the transaction ourselves
        event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as conn:
            if not embedded:
                conn.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
            yield conn
    finally:
        engine.dispose()


def upgrade_each(urls: Iterable[str], *, tell: Callable[[str], None]) -> bool:
    """Upgrade several databases, one after another, and tell each end: `ok`, or why it failed. True when all are ok.

    A database that fails is left as it was and does not stop the next. Safe to repeat: what is done is skipped quickly.
    """
    fine = True
    for url in urls:
        try:
            schemas.make(url)
            upgrade(url)
        except Exception as error:  # whatever it is, the other wards go on
            fine = False
            tell(f"{type(error).__name__}: {error}".partition("\n")[0])
        else:
            tell("ok")
    return fine


if __name__ == "__main__":
    _urls = [line for line in sys.stdin.read().splitlines() if line.strip()]
    if len(_urls) == 1 and "--each" not in sys.argv:
        upgrade(_urls[0])
    else:
        upgrade_each(_urls, tell=partial(print, flush=True))
