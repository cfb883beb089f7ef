"""The indexes of words on SQLite (FTS5): they keep words that were removed until their parts are merged into one.

To merge all at once takes half a second at 100,000 cases, in which nobody else can write. So it is done in slices, each
in a transaction of its own (https://www.sqlite.org/fts5.html#the_merge_command).
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import text

from storage.database.database import Database
from storage.database.unit import UnitOfWork

_INDEXES = ("case_words", "public_words")
_SLICE = 100  # pages of an index: some milliseconds


def merge(database: Database) -> None:
    """Merge each index whole, between whatever else is written. On PostgreSQL a vacuum does it."""
    for name in _INDEXES if database.embedded else ():
        database.run(merge_some, name, -_SLICE)  # below zero: its parts are to become one
        while database.run(merge_some, name, _SLICE):
            pass


def merge_some(work: UnitOfWork, name: str, pages: int) -> bool:
    """Merge about so many pages. Gives whether there was anything to merge."""
    raw = work.conn.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    before = raw.total_changes
    work.conn.execute(text(f"INSERT INTO {name} ({name}, rank) VALUES ('merge', :pages)"), {"pages": pages})  # noqa: S608  # ours
    return raw.total_changes - before > 1


def merge_copy(file: Path) -> None:
    """Merge the indexes of a copy that nobody else uses, at once."""
    with closing(sqlite3.connect(file)) as conn, conn:
        conn.execute("PRAGMA secure_delete = ON")
        for name in _INDEXES:
            if conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
                conn.execute(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608  # ours
