"""A write that proves that the database takes one: committed, small, and in one row that is written over."""

from sqlalchemy.dialects import postgresql, sqlite

from storage.database.unit import UnitOfWork
from storage.tables.ward import counters

_NAME = "health"


def touch(work: UnitOfWork) -> None:
    """Write the present second down."""
    seconds = int(work.now.timestamp())
    row = (postgresql.insert if work.postgres else sqlite.insert)(counters).values(name=_NAME, value=seconds)
    work.conn.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": seconds}))
