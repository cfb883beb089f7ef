"""Rows without an order come from the last to the first: a database promises no order that nobody asked for.

Unordered reads: SQLite turns them when it is asked to; for PostgreSQL, a cursor turns what such a statement gave.
Ties: where the order that was asked for leaves two rows equal, the one with the higher key comes first.
"""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from sqlalchemy import Dialect, Engine, Executable, Select, Table, event
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import Join

from storage.database import database, prepared

_INSIDE = re.compile(r"\([^()]*\)")
_TEXT = re.compile(r"'[^']*'")
_OF_MANY = {"avg", "count", "max", "min", "sum"}


def ordered(sql: str) -> bool:
    """If the whole statement orders its rows; what stands in brackets orders only rows inside of it."""
    plain, found = _TEXT.sub("", sql), 1
    while found:
        plain, found = _INSIDE.subn("", plain)
    return "order by" in " ".join(plain.lower().split())


class TurnedCursor(psycopg.Cursor[Any]):
    """A cursor of psycopg that gives the rows of an unordered statement from the last to the first."""

    _turned: list[Any] | None = None

    def execute(self, *args: Any, **kwargs: Any) -> "TurnedCursor":
        """See psycopg."""
        self._turned = None
        super().execute(*args, **kwargs)
        if self.description and self._query and not ordered(self._query.query.decode()):
            self._turned = super().fetchall()[::-1]
        return self

    def executemany(self, *args: Any, **kwargs: Any) -> None:
        """See psycopg."""
        self._turned = None
        super().executemany(*args, **kwargs)

    def fetchone(self) -> Any:
        """See psycopg."""
        if self._turned is None:
            return super().fetchone()
        return self._turned.pop(0) if self._turned else None

    def fetchmany(self, size: int = 0) -> list[Any]:
        """See psycopg."""
        if self._turned is None:
            return super().fetchmany(size)
        size = size or self.arraysize
        found, self._turned = self._turned[:size], self._turned[size:]
        return found

    def fetchall(self) -> list[Any]:
        """See psycopg."""
        if self._turned is None:
            return super().fetchall()
        found, self._turned = self._turned, []
        return found

    def __next__(self) -> Any:
        if (row := self.fetchone()) is None:
            raise StopIteration
        return row


def tied(statement: Executable) -> Executable:
    """The same read, with ties from the highest key to the lowest; what groups its rows stays as it is."""
    if not isinstance(statement, Select) or statement._group_by_clauses or statement._distinct:
        return statement
    if not statement._order_by_clauses and statement._limit_clause is None:
        return statement  # its rows are turned as they are; to sort them could read a whole table
    if any(_is_key(part) for each in statement._order_by_clauses for part in _parts(each)):
        return statement  # it ends on a key already
    parts = (part for column in statement.exported_columns for part in _parts(column))
    if any(part.__visit_name__ == "function" and part.name in _OF_MANY for part in parts):
        return statement
    tables = map(_table, (*statement._from_obj, *statement._raw_columns))
    table = next((each for each in tables if each is not None), None)
    return statement if table is None else statement.order_by(*(each.desc() for each in table.primary_key))


def _is_key(part: Any) -> bool:
    return getattr(part, "primary_key", False) is True or getattr(part, "name", "") == "rowid"  # of SQLite's own


def _parts(each: Any) -> Iterator[Any]:
    return iter(visitors.iterate(each))


def _table(part: Any) -> Table | None:
    """The table from which this part of a read comes; None for what is computed or read inside of it."""
    while isinstance(part, Join):
        part = part.left
    part = getattr(part, "element", part)  # of a column with a name of its own
    found = part if isinstance(part, Table) else getattr(part, "table", None)
    return found if isinstance(found, Table) else None


def rule(patch: pytest.MonkeyPatch) -> None:
    """Turn every ward's database that is opened from now on, as `--backwards` does for a whole run."""
    opened, usual = vars(database)["create_engine"], prepared._prepare

    def made(url: str, **how: Any) -> Engine:
        engine: Engine = opened(url, **how)
        _turn(engine)
        return engine

    def ready(statement: Any, dialect: Dialect, names: list[str]) -> Any:  # it goes to the driver without an engine
        return usual(tied(statement), dialect, names)

    patch.setattr(database, "create_engine", made)
    patch.setattr(prepared, "_prepare", ready)


def _turn(engine: Engine) -> None:
    def turned(connection: Any, _record: object) -> None:
        if engine.dialect.name == "sqlite":
            connection.execute("PRAGMA reverse_unordered_selects=ON")
        else:
            connection.cursor_factory = TurnedCursor

    def executed(_conn: object, statement: Executable, several: Any, one: Any, _options: object) -> Any:
        return tied(statement), several, one

    event.listen(engine, "connect", turned)
    event.listen(engine, "before_execute", executed, retval=True)
