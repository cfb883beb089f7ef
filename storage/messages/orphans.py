"""Rows of the outbox and of lanes that point at nothing. No foreign key of PostgreSQL refuses them there.

Why, and what keeps them away: docs/decisions/0050-the-outbox-without-foreign-keys.md.
"""

from sqlalchemy import exists, func, select

from storage.database.unit import UnitOfWork
from storage.tables.messages import lanes, outbox


def count(work: UnitOfWork) -> dict[str, int]:
    """How many rows point at nothing, by "table.column"; only what is not 0. Reads both tables whole."""
    found = {}
    for table in (outbox, lanes):
        for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
            there = exists().where(key.column == key.parent)
            lost = select(func.count()).select_from(table).where(key.parent.is_not(None), ~there)
            found[f"{table.name}.{key.parent.name}"] = work.conn.execute(lost).scalar_one()
    return {name: number for name, number in found.items() if number}
