"""Checks that SECRET_KEY is the key of the stored data.

A wrong key must stop the start before messages are set aside.
"""

from sqlalchemy import String, create_engine, inspect, select
from sqlalchemy.pool import NullPool

from core.clock import system_clock
from core.errors import SettingError
from storage.database.revision import driver
from storage.database.seal import MARK, Seal, WrongKeyError
from storage.database.unit import UnitOfWork
from storage.tables.columns import metadata
from storage.ward import ward

KEY = "secret_key_check"
_OTHER = (
    "SECRET_KEY is not the one this database was sealed with. Set the former key again (`demo` and `run` keep "
    "theirs in the file secret_key beside FILES_DIR); without it sealed cases cannot be read."
)


def check(work: UnitOfWork) -> None:
    """Store the key's fingerprint at the first start; later, raise SettingError when it is another one."""
    mine = mark(work)
    kept = ward.setting(work, KEY)
    if kept is None:
        verify(work)
        kept = ward.put_first(work, KEY, mine)  # the processes of a ward may start for the first time all at once
    if kept != mine:
        raise SettingError(_OTHER)


def mark(work: UnitOfWork) -> str:
    """What is stored under `KEY` of a database that was sealed with this key."""
    return work.seal.name("check", "secret key")


def verify(work: UnitOfWork) -> None:
    """The same check without writing, for commands that only read. Raises SettingError."""
    kept = ward.setting(work, KEY)
    if kept is not None and kept != mark(work):
        raise SettingError(_OTHER)
    if kept is None and (token := sample(work)):
        try:
            work.seal.open_text(token)
        except WrongKeyError as error:
            raise SettingError(_OTHER) from error


def sample(work: UnitOfWork) -> str:
    """A stored text that the ward's key sealed; empty when there is none. It looks through whole tables."""
    there = set(inspect(work.conn).get_table_names())
    for table in metadata.sorted_tables:
        for column in table.columns if table.name in there else ():
            if not isinstance(column.type, String):
                continue
            found = work.conn.execute(select(column).where(column.like(f"{MARK}%")).limit(1)).scalar()
            if found:
                return str(found)
    return ""


def is_sealed(url: str) -> bool:
    """Whether the database at `url` has anything sealed. No key is needed. False for an empty database."""
    engine = create_engine(driver(url), poolclass=NullPool, hide_parameters=True)
    try:
        with engine.connect() as conn:
            if not inspect(conn).has_table("ward"):
                return False
            work = UnitOfWork(conn, system_clock(), Seal(""))
            return ward.setting(work, KEY) is not None or bool(sample(work))
    finally:
        engine.dispose()
