"""What all tables share: the metadata and the types of columns. Moments are UTC."""

import json
import operator
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Text,
    bindparam,
    false,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.operators import OperatorType, in_op, not_in_op
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator, TypeEngine

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A point in time: aware UTC in Python. SQLite stores it without the zone, as SQLAlchemy's own type would.

    A message has a dozen of them on its way, so each is converted by one function instead of a chain of three.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        return _as_text if dialect.name == "sqlite" else _in_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _in_utc


def _as_text(value: datetime | None) -> str | None:
    if value is None:
        return None
    # without the zone: 2026-11-30 08:15:00.000000
    return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat(" ", "microseconds")[:26]


def _from_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


def _in_utc(value: datetime | None) -> datetime | None:
    return value if value is None or value.tzinfo is UTC else value.astimezone(UTC)


class _Spelt(TypeDecorator.Comparator[str]):
    def operate(self, op: OperatorType, *other: Any, **kw: Any) -> Any:  # the types of SQLAlchemy
        if op is operator.eq and isinstance(other[0], str):
            other = (_spelt(other[0]),)
        elif op in {in_op, not_in_op} and isinstance(other[0], list | tuple):
            other = ([_spelt(each) if isinstance(each, str) else each for each in other[0]],)
        return super().operate(op, *other, **kw)


def _spelt(word: str) -> ColumnElement[str]:
    return literal_column("'" + word.replace("'", "''") + "'", String())


class State(TypeDecorator[str]):
    """One of a row's few states. In a comparison, the value is written into the statement.

    Many indexes only hold the rows of one state. With a parameter instead, SQLite would plan the statement at each run
    (70 instead of 8 µs), and a generic plan of PostgreSQL would not use the index.
    """

    impl = String
    cache_ok = True
    comparator_factory = _Spelt


class Ids(TypeDecorator[Sequence[int]]):
    """Many ids as one value, so that the statement does not depend on their number. See `among`."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(BigInteger) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> Any:  # in the driver's form
        found = list(value or ())
        return found if dialect.name == "postgresql" else json.dumps(found)


class among(ColumnElement[bool]):  # noqa: N801  # reads like a function of SQL
    """Whether a column is one of the ids in the parameter with that name."""

    inherit_cache = True
    type = Boolean()
    _traverse_internals = [  # noqa: RUF012  # the form that SQLAlchemy expects
        ("column", InternalTraversal.dp_clauseelement),
        ("ids", InternalTraversal.dp_clauseelement),
    ]

    def __init__(self, column: ColumnElement[Any], name: str, ids: Sequence[int] | None = None) -> None:
        """`ids`: the value of the parameter, where it is not given at each run."""
        self.column = column
        self.ids: ColumnElement[Any] = (
            bindparam(name, type_=Ids()) if ids is None else bindparam(name, ids, type_=Ids())
        )

    def self_group(self, against: OperatorType | None = None) -> "among":  # the signature of SQLAlchemy
        """Returns itself: a comparison with true would stop SQLite from using its index."""
        return self


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    column, ids = compiler.process(element.column, **kw), compiler.process(element.ids, **kw)
    return f"{column} IN (SELECT value FROM json_each({ids}))"  # noqa: S608  # the compiler wrote both parts


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.column, **kw)} = ANY({compiler.process(element.ids, **kw)})"


class beside_indexes(ColumnElement[Any]):  # noqa: N801  # reads like a function of SQL
    """A column's value, of which SQLite does not know that an index of the column finds it.

    Without statistics, SQLite takes every index for a good one, and reads and sorts most rows of a table by it.
    """

    inherit_cache = True
    _traverse_internals = [("column", InternalTraversal.dp_clauseelement)]  # noqa: RUF012  # SQLAlchemy's own form

    def __init__(self, column: ColumnElement[Any]) -> None:
        self.column = column
        self.type = column.type


@compiles(beside_indexes, "sqlite")
def _beside_sqlite(element: beside_indexes, compiler: SQLCompiler, **kw: Any) -> str:
    return f"+{compiler.process(element.column, **kw)}"


@compiles(beside_indexes, "postgresql")
def _beside_postgresql(element: beside_indexes, compiler: SQLCompiler, **kw: Any) -> str:
    return compiler.process(element.column, **kw)


def same(column: ColumnElement[Any], value: object) -> ColumnElement[bool]:
    """Whether a column holds this value. For the value None, no row matches.

    SQLAlchemy turns `column == None` into IS NULL: a search for the chat of an unknown resident would find the chat of
    a person who is not a resident yet. A test refuses every such comparison.
    """
    return false() if value is None else column == value


Id = BigInteger().with_variant(Integer(), "sqlite")
Data = JSON().with_variant(JSONB(), "postgresql")
DataOrNone = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def number() -> Column[int]:
    """The id of a row. The database assigns it."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def reference(name: str, target: str, **kw: Any) -> Column[int]:  # passes on Column's own options
    """A column that refers to a row of another table."""
    return Column(name, Id, ForeignKey(target), **kw)


def words(name: str, **kw: Any) -> Column[str]:  # as above
    """A text that is never NULL; '' stands for none."""
    return Column(name, Text, nullable=False, server_default="", **kw)


def yes_or_no(name: str) -> Column[bool]:
    """A flag, false by default."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))
