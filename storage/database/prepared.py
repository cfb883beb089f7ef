"""Statements for the hot path: SQLAlchemy compiles each one once, then the driver runs it directly.

Most of the time of a message goes into statements, and most of the time of a small statement into SQLAlchemy's work
around it. SQL text and type conversions still come from SQLAlchemy; errors are its errors, without the values.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Dialect, Executable, Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.database.unit import UnitOfWork

Process = Callable[[Any], Any]


@dataclass(slots=True)
class _Ready:
    """A compiled statement, as one driver runs it."""

    sql: str
    # the values in the driver's order, where it takes them by position; None where it takes them by name
    placed: Callable[[Mapping[str, Any]], Any] | None
    fixed: Mapping[str, Any]  # values that are part of the statement, in the driver's form
    binds: tuple[tuple[str, Process], ...]  # of the values that are given
    row: Callable[[Any], Any]
    kinds: tuple[TypeEngine[Any], ...]  # the types of the columns that it returns
    # known after the first rows, because the driver names their types
    results: tuple[tuple[int, Process], ...] | None = None


class Prepared:
    """A select, insert, update or delete whose values are given by name.

    An insert must list the names of its columns.
    """

    __slots__ = ("_ready", "_statement")

    def __init__(self, statement: Executable | Mapping[str, Executable]) -> None:
        """`statement`: one for all databases, or one per database, by the database's name."""
        self._statement = statement
        self._ready: dict[tuple[str, tuple[str, ...]], _Ready] = {}  # by database and names of the values: only a few

    def every(self, work: UnitOfWork, values: Mapping[str, Any]) -> list[Any]:
        """All rows, as named tuples."""
        ready = self._of(work, values)
        return _rows(work, ready, _run(work, ready, values))

    def first(self, work: UnitOfWork, values: Mapping[str, Any]) -> Any:
        """The first row as a named tuple; None when there is no row."""
        ready = self._of(work, values)
        # read all rows: SQLite completes a RETURNING statement only at the end
        found = _rows(work, ready, _run(work, ready, values))
        return found[0] if found else None

    def scalar(self, work: UnitOfWork, values: Mapping[str, Any]) -> Any:
        """The first value of the first row; None when there is no row."""
        found = self.first(work, values)
        return None if found is None else found[0]

    def made(self, work: UnitOfWork, values: Mapping[str, Any]) -> int:
        """Insert a row and return its id. See `made_by`."""
        ready = self._of(work, values)
        cursor = _run(work, ready, values)
        found: int = cursor.fetchall()[0][0] if ready.kinds else cursor.lastrowid
        return found

    def do(self, work: UnitOfWork, values: Mapping[str, Any]) -> None:
        """Run the statement, without a result."""
        _run(work, self._of(work, values), values)

    def _of(self, work: UnitOfWork, values: Mapping[str, Any]) -> _Ready:
        dialect = work.conn.dialect
        key = (dialect.name, tuple(values))
        ready = self._ready.get(key)
        if ready is None:
            given = self._statement
            statement = given[dialect.name] if isinstance(given, Mapping) else given
            ready = self._ready[key] = _prepare(statement, dialect, list(values))
        return ready


def made_by(table: Table) -> Prepared:
    """An insert of one row, for `made`.

    On SQLite it does not use RETURNING: with it, SQLite checks every table that refers to this one before it answers.
    """
    return Prepared({"sqlite": insert(table), "postgresql": insert(table).returning(table.c.id)})


def by_driver(work: UnitOfWork, sql: str, values: Any) -> Any:
    """Run a statement in the transaction of this unit of work.

    Returns the driver's cursor, which may be the same for the next statement: read its rows first.
    Raises SQLAlchemy's DBAPIError.
    """
    driver: Any = work.cursor
    if driver is None:  # a body outside of `Database`
        driver = work.conn.connection.driver_connection
    try:
        return driver.execute(sql, values)
    except work.conn.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            sql, None, error, work.conn.dialect.loaded_dbapi.Error, hide_parameters=True, dialect=work.conn.dialect
        ) from error


def _run(work: UnitOfWork, ready: _Ready, values: Mapping[str, Any]) -> Any:
    if ready.fixed or ready.binds:
        given = {**ready.fixed, **values}
        for name, process in ready.binds:
            given[name] = process(given[name])
        values = given
    return by_driver(work, ready.sql, values if ready.placed is None else ready.placed(values))


def _rows(work: UnitOfWork, ready: _Ready, cursor: Any) -> list[Any]:
    if ready.results is None:
        dialect = work.conn.dialect
        made = [
            kind.dialect_impl(dialect).result_processor(dialect, told[1])
            for kind, told in zip(ready.kinds, cursor.description, strict=True)
        ]
        ready.results = tuple((place, process) for place, process in enumerate(made) if process is not None)
    rows = cursor.fetchall()
    if not ready.results:
        return [ready.row(each) for each in rows]
    found = []
    for each in rows:
        plain = list(each)
        for place, process in ready.results:
            plain[place] = process(plain[place])
        found.append(ready.row(plain))
    return found


def _prepare(statement: Any, dialect: Dialect, names: list[str]) -> _Ready:  # a select, insert, update or delete
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=names)
    assert not compiled.literal_execute_params, "lists of values are not for this"
    assert not compiled.post_compile_params, "lists of values are not for this"
    assert not compiled.insert_prefetch, "a default of Python's is not for this"
    assert not compiled.update_prefetch, "a default of Python's is not for this"
    binds = {}
    for bind, name in compiled.bind_names.items():
        if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None:
            binds[name] = process
    fixed = {
        name: binds[name](value) if name in binds else value
        for name, value in compiled.params.items()
        if name not in names
    }
    columns = list(statement.exported_columns) if compiled._result_columns else []  # noqa: SLF001  # else no rows
    names_of = [str(column.key) for column in columns]
    row = namedtuple("Row", names_of, rename=True)  # type: ignore[misc]  # noqa: PYI024  # its names are known only now
    return _Ready(
        str(compiled),
        None if compiled.positiontup is None else _placing(compiled.positiontup),
        fixed,
        tuple((name, process) for name, process in binds.items() if name in names),
        row._make,
        tuple(column.type for column in columns),
    )


def _placing(order: list[str]) -> Callable[[Mapping[str, Any]], Any]:
    if len(order) > 1:
        return itemgetter(*order)  # it makes the whole tuple outside of Python's own loop
    return lambda values: [values[name] for name in order]
