"""The unit of work: a transaction, the present moment and the seal.

It is the first argument of all storage functions.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.database.seal import Seal

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """A statement that runs together with others in one: it writes and gives no rows. `values`: its own, by name."""

    sql: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """What a body works with.

    A body may run twice, so it reads no clock but `now`, writes no file and waits for nothing.
    """

    conn: Connection
    now: datetime  # UTC; the same during the whole body
    seal: Seal
    rings: set[str] = field(default_factory=set)
    # what the driver runs statements by: on PostgreSQL one cursor for the whole transaction, because a new one costs
    # 40 µs; on SQLite its connection
    cursor: Any = None
    # what is written once at the end of the transaction, for everything that its bodies gave
    ends: dict[Callable[["UnitOfWork", list[Any]], Part | None], list[Any]] = field(default_factory=dict)
    # what the bodies of one transaction read more than once; see `once`
    known: dict[str, Any] = field(default_factory=dict)
    # what one statement read for this body before it asked: the name, what it belongs to, the row; see `expected`
    ahead: dict[str, tuple[object, Any]] = field(default_factory=dict)

    def ring(self, bell: str) -> None:
        """After the commit, wake the tasks that listen to `bell`: inbox, outbox, files or live."""
        self.rings.add(bell)

    def at_end(self, act: Callable[["UnitOfWork", list[K]], Part | None], value: K) -> None:
        """Call `act` at the end of the transaction, once with all values that were given for it.

        Only on PostgreSQL, where several bodies share a transaction and each statement is a way to another process.
        There `act` may give its statement as a part, to run in one with those of the others. Elsewhere it is called at
        once.
        """
        if self.postgres:
            self.ends.setdefault(act, []).append(value)
        else:
            act(self, [value])

    def finish(self) -> list[Part]:
        """Do what was left for the end. Before the commit. Gives the parts that are still to run."""
        parts = [part for act, values in self.ends.items() if (part := act(self, values)) is not None]
        self.ends.clear()
        return parts

    def once(self, name: str, read: Callable[[], T]) -> T:
        """What `read` gives, read once in this transaction, which several bodies may share.

        Whoever changes it takes `name` out of `known`. It is for what staff set and every message reads.
        """
        if name not in self.known:
            self.known[name] = read()
        found: T = self.known[name]
        return found

    def expected(self, name: str, of: object, read: Callable[[], T]) -> T:
        """What was read ahead for `of` under this name, once; otherwise what `read` gives."""
        there = self.ahead.get(name)
        if there is None or there[0] != of:
            return read()
        del self.ahead[name]
        found: T = there[1]
        return found

    @property
    def postgres(self) -> bool:
        """Whether this is PostgreSQL, for the few statements that differ."""
        return self.conn.dialect.name == "postgresql"
