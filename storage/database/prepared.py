"""Statements of the hot path: SQLAlchemy writes each once, then the driver runs it, with nothing made anew in between.

What a message costs is mostly statements, and most of a small statement is what SQLAlchemy does around it. The words of
the statement and the kinds of its values stay SQLAlchemy's; errors come as its errors, without the values.
"""

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Dialect, Executable, Table, insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from storage.database.unit import UnitOfWork

Process = Callable[[Any], Any]


@dataclass(slots=True)
class _Ready:
    """One statement as one driver takes it."""

    sql: str
    order: tuple[str, ...] | None  # the names of its values where they go by place, none where they go by name
    fixed: Mapping[str, Any]  # values that the statement itself brings, as the driver takes them
    binds: Mapping[str, Process]
    row: Callable[[Any], Any]
    kinds: tuple[TypeEngine[Any], ...]  # of the columns that it gives
    results: tuple[tuple[int, Process], ...] | None = None  # known with the first rows: a driver names their types


class Prepared:
    """A select, insert, update or delete whose values come by name. Give an insert the names that it will be given."""

    __slots__ = ("_ready", "_statement")

    def __init__(self, statement: Executable | Mapping[str, Executable]) -> None:
        """`statement`: one for all databases, or one for each by its name."""
        self._statement = statement
        self._ready: dict[tuple[str, tuple[str, ...]], _Ready] = {}  # by database and names of values: a handful

    def every(self, work: UnitOfWork, values: Mapping[str, Any]) -> list[Any]:
        """All rows, as tuples that have names."""
        ready = self._of(work, values)
        return _rows(work, ready, _run(work, ready, values))

    def first(self, work: UnitOfWork, values: Mapping[str, Any]) -> Any:
        """The first row, a tuple that has names; none when there is none."""
        ready = self._of(work, values)
        found = _rows(work, ready, _run(work, ready, values))  # to the end: SQLite ends a returning statement only then
        return found[0] if found else None

    def scalar(self, work: UnitOfWork, values: Mapping[str, Any]) -> Any:
        """The first value of the first row; none when there is none."""
        found = self.first(work, values)
        return None if found is None else found[0]

    def made(self, work: UnitOfWork, values: Mapping[str, Any]) -> int:
        """Insert a row and give its id. See `made_by`."""
        ready = self._of(work, values)
        cursor = _run(work, ready, values)
        found: int = cursor.fetchall()[0][0] if ready.kinds else cursor.lastrowid
        return found

    def do(self, work: UnitOfWork, values: Mapping[str, Any]) -> None:
        """Run it for what it does."""
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

    On SQLite without RETURNING: with it, SQLite looks in every table that refers to this one whether it did so before.
    """
    return Prepared({"sqlite": insert(table), "postgresql": insert(table).returning(table.c.id)})


def by_driver(work: UnitOfWork, sql: str, values: Any) -> Any:
    """Run a statement in the transaction of this unit of work; the driver's cursor. Raises SQLAlchemy's DBAPIError."""
    driver: Any = work.conn.connection.driver_connection
    try:
        return driver.execute(sql, values)
    except work.conn.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(
            sql, None, error, work.conn.dialect.loaded_dbapi.Error, hide_parameters=True, dialect=work.conn.dialect
        ) from error


def _run(work: UnitOfWork, ready: _Ready, values: Mapping[str, Any]) -> Any:
    given = dict(ready.fixed)
    binds = ready.binds
    for name, value in values.items():
        process = binds.get(name)
        given[name] = value if process is None else process(value)
    if ready.order is None:
        return by_driver(work, ready.sql, given)
    return by_driver(work, ready.sql, [given[name] for name in ready.order])


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


def _prepare(statement: Any, dialect: Dialect, names: list[str]) -> _Ready:  # of any of four sorts
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
    columns = list(statement.exported_columns) if compiled._result_columns else []  # noqa: SLF001  # else it gives no rows
    names_of = [str(column.key) for column in columns]
    row = namedtuple("Row", names_of, rename=True)  # type: ignore[misc]  # noqa: PYI024  # its names are known only now
    return _Ready(
        str(compiled),
        tuple(compiled.positiontup) if compiled.positiontup is not None else None,
        fixed,
        binds,
        row._make,
        tuple(column.type for column in columns),
    )
