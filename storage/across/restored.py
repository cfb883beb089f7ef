"""Checks of a restored copy in a drill, and a temporary database for it on a PostgreSQL server."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from core.errors import SettingError
from storage.database.revision import driver
from storage.database.unit import UnitOfWork
from storage.messages import leases
from storage.tables.bulletins import bulletin_files
from storage.tables.cases import cases
from storage.tables.media import attachments
from storage.tables.messages import chats
from storage.tables.people import residents
from storage.tables.poll_results import poll_tasks
from storage.tables.registers import register_files
from storage.tables.ward import audit, canned_files

_COUNTED = (("cases", cases), ("residents", residents), ("chats", chats), ("audit", audit))
_FILES = (
    *(attachments.c.stored, attachments.c.shown, attachments.c.thumb),
    *(canned_files.c.stored, canned_files.c.shown, canned_files.c.thumb),
    *(bulletin_files.c.stored, poll_tasks.c.stored, register_files.c.stored),
)  # not those of `uploads`, which name what still waits to be taken into the store
owner = leases.owner


def counts(work: UnitOfWork) -> dict[str, int]:
    """How many rows the most important tables have."""
    return {name: work.conn.execute(select(func.count()).select_from(table)).scalar_one() for name, table in _COUNTED}


def file_names(work: UnitOfWork) -> list[str]:
    """The names in the file store to which some row refers."""
    found: set[str] = set()
    for column in _FILES:
        found |= set(work.conn.execute(select(column).where(column.is_not(None), column != "")).scalars())
    return sorted(found)


@contextmanager
def temporary(url: str) -> Iterator[str]:
    """The address of an empty database on the server of `url`, dropped afterwards. Raises SettingError."""
    name = f"danban_drill_{secrets.token_hex(6)}"
    engine = create_engine(driver(url), poolclass=NullPool, isolation_level="AUTOCOMMIT", hide_parameters=True)
    try:
        try:
            with engine.connect() as conn:
                conn.execute(text(f"CREATE DATABASE {name}"))
        except DBAPIError as error:
            raise SettingError(
                "No temporary database could be made for the drill; the account of DATABASE_URL needs the right to: "
                "ALTER ROLE … CREATEDB."
            ) from error
        try:
            yield make_url(url).set(database=name).render_as_string(hide_password=False)
        finally:
            with engine.connect() as conn:
                conn.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    finally:
        engine.dispose()
