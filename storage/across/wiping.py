"""Removes old copies of rows from the database files after a case was sealed, a person was erased or a poll ended.

SQLite overwrites what it frees (`secure_delete`), but its log (WAL) holds old pages until it is truncated, and its
indexes hold removed words until they are merged. PostgreSQL
keeps dead rows until a vacuum, and its log and backups for as long as the operator has set; disk encryption protects
those.
"""

import sqlite3
from contextlib import closing

from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.pool import NullPool

from storage.database import word_indexes
from storage.database.database import Database
from storage.database.unit import UnitOfWork
from storage.tables.ward import audit as rows
from storage.ward import audit

_HELD_WORDS = (
    "cases",
    "case_sends",
    "entries",
    "outbox",
    "runs",
    "attachments",
    "residents",
    "persons",
    "pointers",
    "case_words",
    "public_cases",
    "public_words",
    "inbox",
    "web_messages",
    "poll_ballots",
    "poll_waiting",
    "poll_shares",
    "chats",
    "poll_receipts",
    "paper_entries",
)
# Each of these acts removes words, or their link to a person, which must not be found in old pages either.
_WIPED_AFTER = {"case.sealed", "resident.erased", "poll.closed", "poll.cancelled"}


def wipe(database: Database) -> bool:
    """Merge the indexes of words and truncate the log, or vacuum the tables, outside transactions.

    False when readers blocked it: try again later.
    """
    if database.embedded:
        word_indexes.merge(database)
        with closing(sqlite3.connect(make_url(database.url).database or "", timeout=0.5)) as conn:
            busy, _, _ = conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    engine = create_engine(database.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        for table in _HELD_WORDS:
            conn.execute(text(f"VACUUM {table}"))
    engine.dispose()
    return True


def wipe_if_due(database: Database) -> bool:
    """Wipe if words were removed since the last time; returns whether it did. Called by the sweep, every minute."""
    if not database.glance(_due) or not wipe(database):
        return False
    database.run(audit.record, "words.wiped", actor=audit.SYSTEM)
    return True


def _due(work: UnitOfWork) -> bool:
    lately = select(rows.c.id, rows.c.act).order_by(rows.c.id.desc()).limit(5000).subquery()
    wanted = select(lately.c.act).where(lately.c.act.in_([*_WIPED_AFTER, "words.wiped"])).order_by(lately.c.id.desc())
    return work.conn.execute(wanted.limit(1)).scalar() in _WIPED_AFTER
