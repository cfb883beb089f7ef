"""A small write that proves that the database can commit. It always overwrites the same row."""

from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.ward import counters

_NAME = "health"


def touch(work: UnitOfWork) -> None:
    """Store the present second."""
    seconds = int(work.now.timestamp())
    row = (postgresql.insert if work.postgres else sqlite.insert)(counters).values(name=_NAME, value=seconds)
    work.conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": seconds}))
