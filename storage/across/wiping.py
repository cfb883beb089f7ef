"""After a case was sealed later, a person erased or a poll ended: the database forgets what lies beside its tables.

SQLite overwrites what it frees (`secure_delete`), but its log still holds the former pages until it is cut; PostgreSQL
keeps dead rows until a vacuum, and its log and backups for as long as it is told to (disk encryption answers for them).
"""

import sqlite3
from contextlib import closing

from sqlalchemy import create_engine, make_url, select, text
from sqlalchemy.pool import NullPool

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
    "inbox",
    "web_messages",
    "poll_ballots",
    "poll_waiting",
    "poll_shares",
    "chats",
    "poll_receipts",
    "paper_entries",
)
# Each removes words, or what joined them to somebody, that must not be found in old pages either.
_WIPED_AFTER = {"case.sealed", "resident.erased", "poll.closed", "poll.cancelled"}


def wipe(database: Database) -> bool:
    """Cut the log, or vacuum the tables. Outside of transactions; False when readers were in the way: ask again."""
    if database.embedded:
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
    """Wipe when words were taken away since the last time; whether it did. For the sweep that runs every minute."""
    if not database.look(_due) or not wipe(database):
        return False
    database.run(audit.record, "words.wiped", actor=audit.SYSTEM)
    return True


def _due(work: UnitOfWork) -> bool:
    lately = select(rows.c.id, rows.c.act).order_by(rows.c.id.desc()).limit(5000).subquery()
    wanted = select(lately.c.act).where(lately.c.act.in_([*_WIPED_AFTER, "words.wiped"])).order_by(lately.c.id.desc())
    return work.conn.execute(wanted.limit(1)).scalar() in _WIPED_AFTER
