"""The unit of work: a transaction, the present moment and the seal.

It is the first argument of all storage functions.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from storage.database.seal import Seal


@dataclass(frozen=True, slots=True)
class UnitOfWork:
    """What a body works with.

    A body may run twice, so it reads no clock but `now`, writes no file and waits for nothing.
    """

    conn: Connection
    now: datetime  # UTC; the same during the whole body
    seal: Seal
    rings: set[str] = field(default_factory=set)

    def ring(self, bell: str) -> None:
        """After the commit, wake the tasks that listen to `bell`: inbox, outbox, files or live."""
        self.rings.add(bell)

    @property
    def postgres(self) -> bool:
        """Whether this is PostgreSQL, for the few statements that differ."""
        return self.conn.dialect.name == "postgresql"
