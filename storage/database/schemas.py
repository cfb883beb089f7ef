"""A ward's own schema on PostgreSQL: the address of the database names it, as `search_path` in libpq's `options`.

A connection stands in that schema from its first moment, and no statement of the service ever changes it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from core.errors import ConflictError, SettingError
from storage.database.revision import driver
from storage.database.unit import UnitOfWork

_PATH = re.compile(r"-c\s*search_path=([a-z][a-z0-9_]*)")


def options_of(url: str) -> str:
    """The options that the address gives to each connection; often none."""
    found = make_url(url).query.get("options", "")
    return found if isinstance(found, str) else " ".join(found)


def schema_of(url: str) -> str:
    """The schema that the address names; empty when it names none."""
    found = _PATH.search(options_of(url))
    return found[1] if found else ""


def make(url: str) -> None:
    """Make the schema of this address. Safe to repeat; does nothing on SQLite and where no schema is named."""
    if url.startswith("sqlite") or not (schema := schema_of(url)):
        return
    try:
        with _connected(url) as conn:
            conn.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))
    except IntegrityError:  # another process made it in the same moment
        return


def drop(url: str) -> None:
    """Delete the schema of this address with everything in it. Raises SettingError where no schema is named."""
    schema = schema_of(url)
    if not schema:
        raise SettingError("This address names no schema; nothing was deleted.")
    with _connected(url) as conn:
        conn.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))


def drop_empty(url: str) -> None:
    """Delete the schema of this address, if the address names one. Raises ConflictError when something is in it."""
    schema = schema_of(url)
    if not schema:
        return
    with _connected(url) as conn:
        if conn.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = :it"), {"it": schema}).scalar():
            raise ConflictError(f"The schema {schema} is not empty; a backup is restored into an empty place.")
        conn.execute(text(f"DROP SCHEMA IF EXISTS {schema}"))


def size(work: UnitOfWork) -> int:
    """The bytes of all tables in the schema of this connection, with their indexes. Only on PostgreSQL."""
    found = work.conn.execute(
        text(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND c.relkind = 'r'"
        )
    ).scalar_one()
    return int(found)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    engine = create_engine(driver(url), poolclass=NullPool)
    try:
        with engine.begin() as conn:
            yield conn
    finally:
        engine.dispose()
